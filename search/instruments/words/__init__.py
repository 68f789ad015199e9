"""Which words stand near the hits of a search, or in one search more than in another?"""

__all__: list[str] = []
