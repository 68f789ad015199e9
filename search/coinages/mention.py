"""What is said of one place where a name stands?

Decision: a name is found by its letters alone, not by what stands around it. Where one place of a name shows
that it is one, every place in the same words counts, so that the count is what a search for these words
finds.
"""

from dataclasses import dataclass

__all__ = ["Mention", "Span"]

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mention:
    """One place of what may be a coinage; `span` is [start, end) in code points, quotation marks included.

    `key` is the same for all variants, `name` what stands inside the marks, `form` how it was written,
    `sought` the folded string that a search finds it by. `sign` is the name of the row of
    `search.coinages.signs` that tells a coinage here, "" for none; `gloss` is "defines" where the sentence
    says what it is, "names" where it gives the name, else "".
    """

    key: str
    name: str
    form: str
    sought: str
    span: Span
    sign: str = ""
    gloss: str = ""
