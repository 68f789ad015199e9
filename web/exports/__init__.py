"""How is a table written as a file, row by row as it is found?"""

__all__: list[str] = []
