"""Turn raw documents into articles, no character lost.

The law of this package: every character of a source has exactly one fate, every repair can be undone from
what the ledger and the articles say, and what is doubtful is kept and listed, never guessed silently. The
way of a document: `formats` reads it, `blocks` finds its blocks, `label` says what each is (by the signs
declared in `signs`), `split` cuts it into articles, `compose` writes their texts, mended by `repair`,
`propose` proposes labels, `ledger` remembers, `run` does it all.
"""

__all__: list[str] = []
