"""How do passages and articles lie in files, and how is a generation of them written once?

Flat arrays, opened without decoding; nothing here knows Whoosh or an article file.
"""

__all__: list[str] = []
