"""How does an OpenSearch cluster answer: which passages match, how well, and how do facets count them?

The same answers as those of our own files, from the generation that `index.opensearch` brought there.
"""

__all__: list[str] = []
