"""Which lines of text do the hits of a search stand in?"""

__all__: list[str] = []
