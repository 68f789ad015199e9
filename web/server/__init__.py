"""How are pages and API served, and are the files that serve still what was built?"""

__all__: list[str] = []
