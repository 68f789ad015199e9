"""How is an article or one of its passages cited, in which style, and how do programs read that?"""

__all__: list[str] = []
