"""Which page does an address show?

Arguments, engine, page; nothing is searched or counted here.
"""

__all__: list[str] = []
