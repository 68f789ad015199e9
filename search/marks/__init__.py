"""What does a plain scan of one text say, which spans of it are marked, and which extract is shown?

The same for every backend, by text alone: what is marked is what a scan of the passage matches.
"""

__all__: list[str] = []
