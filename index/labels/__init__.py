"""Which places and initiatives is an article about, and which sentence says so?

Rules over text, with the tables of `index/data`; a label always carries its evidence.
"""

__all__: list[str] = []
