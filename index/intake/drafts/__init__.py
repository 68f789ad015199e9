"""Which articles do the blocks become, under which ids, with which proposals?

A draft knows of each of its characters where in the source it stood; nothing is written here.
"""

__all__: list[str] = []
