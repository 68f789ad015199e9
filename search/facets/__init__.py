"""Which values has a facet, how are they called and how often do they count?"""

__all__: list[str] = []
