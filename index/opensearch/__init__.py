"""How does a generation of an index lie in an OpenSearch cluster, and how does it get there?

The same articles, passages, words and labels as in our own files, in the shape a cluster searches.
"""

__all__: list[str] = []
