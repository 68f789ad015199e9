"""How does our Whoosh index answer: which passages match, how well, and how do facets count them?

The default backend. Nodes are evaluated over the arrays of one generation, opened once and never changed;
one module here knows Whoosh, by its table of contents alone.
"""

__all__: list[str] = []
