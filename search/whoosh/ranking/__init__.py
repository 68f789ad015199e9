"""How well does a passage match, which articles are best, and why?

Scores, the articles that come first by them, and the summands that explain them.
"""

__all__: list[str] = []
