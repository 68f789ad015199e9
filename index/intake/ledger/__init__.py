"""Where did every character of a source go, and do the articles give it back?"""

__all__: list[str] = []
