"""Where in the squeezed text of a segment does a string, a wildcard or a proximity stand?

Grams have positions, counted through the segment; everything is found by looking positions up.
"""

__all__: list[str] = []
