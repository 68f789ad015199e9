"""Which articles do the blocks become, under which ids, with which proposals?"""

__all__: list[str] = []
