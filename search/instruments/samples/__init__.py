"""Which texts shall people judge, and what do their judgements say of the rules?"""

__all__: list[str] = []
