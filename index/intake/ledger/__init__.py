"""Where did every character of a source go, and do the articles give it back?

The spans of a ledger follow its source without gap or overlap, and none of the import's code is needed to
prove that they rebuild it.
"""

__all__: list[str] = []
