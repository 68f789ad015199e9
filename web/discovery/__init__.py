"""How do programs find what is here: feeds, site maps, search boxes, reference managers?"""

__all__: list[str] = []
