"""Which terms is a query scored by, and how much does each give?

The same for every backend; a backend says how often terms stand where.
"""

__all__: list[str] = []
