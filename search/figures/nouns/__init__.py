"""Which noun of a clause does a number count: the one before it, the one behind it, or a verb?"""

__all__: list[str] = []
