"""What do the hits of a search say together?

Each instrument is one row of `search.instruments.registry`: a function from a search and a few parameters to
a table. Views, API, commands, help and tests walk the rows. An instrument reads matches of `search.backend`
alone, so that every engine serves it, and it makes no addresses: a number links to a search, to a passage or
to another table, as values.
"""

__all__: list[str] = []
