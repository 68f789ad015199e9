"""How does a server of ours answer as an engine does?

It is asked over its public API, and answers are read back into the objects of `search`, with a copy kept as
long as its tag holds. What the API does not carry cannot be had: the records of all articles of a search,
which passages share text with one, the text of a passage cut as the server cuts it, a check of the index.
Scores have four digits, cells of a table that link are addresses, and a table has no chart.
"""

__all__: list[str] = []
