"""Which numeric claims do the passages of a search make?"""

__all__: list[str] = []
