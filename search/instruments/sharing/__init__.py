"""Which text do the passages of a search share, with one another and with the whole corpus?"""

__all__: list[str] = []
