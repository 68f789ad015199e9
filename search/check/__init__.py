"""Does the index find exactly what a plain scan finds?

The scan reads passages and records alone, never what an engine made of them to find them.
"""

__all__: list[str] = []
