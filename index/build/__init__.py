"""How do article files become the next generation of an index?

What changed is labelled and written in batches, segments are merged, and the result is swapped in whole.
"""

__all__: list[str] = []
