"""Which named initiatives do the passages of a search name, where, since when, and who else?"""

__all__: list[str] = []
