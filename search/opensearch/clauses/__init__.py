"""Which JSON asks a cluster for passages and articles?

What was typed is data in it: the value of a clause, and nothing else.
"""

__all__: list[str] = []
