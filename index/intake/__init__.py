"""Turn raw documents into articles, no character lost.

The law of this package: every character of a source has exactly one fate, every repair can be undone from
what the ledger and the articles say, and what is doubtful is kept and listed, never guessed silently. The
way of a document: `sources` reads it, `layout` finds its blocks, says what each is, and where an article
begins, `drafts` makes articles of them, `ledger` remembers; `reading` puts these steps in order, and `job`
takes one source through them.
"""

__all__: list[str] = []
