"""What does a plain scan of one text say, which spans of it are marked, and which extract is shown?

The same for every backend.
"""

__all__: list[str] = []
