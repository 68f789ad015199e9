"""Which named initiatives does a passage name: in which words, by which sign, and is it explained?"""

__all__: list[str] = []
