"""What text does a raw file hold, and how do its bytes come back?

One reader a format; a reader knows nothing of articles.
"""

__all__: list[str] = []
