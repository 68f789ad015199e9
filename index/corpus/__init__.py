"""What do the folders of a corpus hold: articles, passages, and what was ever published?

Files are read and written here, nothing is labelled or indexed.
"""

__all__: list[str] = []
