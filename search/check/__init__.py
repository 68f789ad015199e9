"""Does the index find exactly what a plain scan finds?"""

__all__: list[str] = []
