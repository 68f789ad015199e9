"""Which coinages do the passages of a search name, each with all the passages that do?

The passages are read once for each search and state of the corpus, whatever is then asked of them.

Decision: the index is asked first for the passages that hold a quotation mark or a word for a kind. Others
need not be read, and most texts have none of these.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from index.labels.record import ArticleRecord
from index.text.folding import sentences
from search.backend import Anchor, MatchedPassage
from search.coinages.glosses import GLOSSES
from search.coinages.mention import Mention
from search.coinages.reading import HELD, MARKS, read_mentions
from search.errors import SearchError
from search.instruments.occurrences import folded_passages
from search.instruments.table import Place, Reading
from search.query.nodes import Span, Text
from search.query.parser import parse
from search.query.request import Query
from search.query.unparser import unparse

__all__ = ["Coinage", "Named", "gathered", "sought_with"]

HEADS = ("title", "heading")  # a colon behind a name in these explains nothing


@dataclass(frozen=True, slots=True)
class Named:
    """One passage that names a coinage: `span` is the place that explains it, else the first, in its text.

    `forms` are its names as written, each time; `heads` says that the passage is a title or a heading.
    """

    record: ArticleRecord
    passage: str
    number: int
    text: str
    span: Span
    forms: tuple[str, ...]
    gloss: str
    heads: bool

    @property
    def order(self) -> tuple[bool, str, str, int]:
        """Return what passages are sorted by: date, undated last, then article and reading order."""
        return not self.record.published, self.record.published, self.record.id, self.number

    @property
    def sentence(self) -> str:
        """Return the sentence around the place, or those that it stands across."""
        start, end = self.span
        holding = [(a, b) for a, b in sentences(self.text) if a < end and start < b]
        return self.text[holding[0][0] : holding[-1][1]]

    def place(self, query: Query) -> Place:
        """Return the passage as a cell links to it, marked for a search."""
        return Place(Anchor(self.record.id, self.passage), query)


@dataclass(frozen=True)
class Coinage:
    """One initiative: `forms` are its variants as written with their counts, `named` its passages by date.

    `sought` are the folded strings by which a search finds exactly these passages, `signs` the names of the
    signs that told it, most frequent first.
    """

    key: str
    name: str
    forms: tuple[tuple[str, int], ...]
    sought: tuple[str, ...]
    signs: tuple[str, ...]
    named: tuple[Named, ...]

    @cached_property
    def articles(self) -> int:
        """Return how many articles name it."""
        return len({one.record.id for one in self.named})

    @property
    def first(self) -> Named | None:
        """Return the first dated passage that names it."""
        return self.named[0] if self.named[0].record.published else None

    @cached_property
    def glossed(self) -> Named:
        """Return the passage that explains it best, the first of equals: titles and undated ones last."""
        return min(self.named, key=lambda one: (GLOSSES.index(one.gloss), one.heads))

    def search(self, query: Query) -> Query | None:
        """Return the search that finds its passages among those of another, None where it is too long."""
        return sought_with(query, self.sought)


class _Found(NamedTuple):
    """A passage that may name a coinage, and of each place in it the name, the sign and the string."""

    named: Named
    names: tuple[str, ...]
    signs: tuple[str, ...]
    sought: tuple[str, ...]

    @property
    def bare(self) -> Iterator[str]:
        """Yield the strings that stand without quotation marks."""
        return (sought for sought in self.sought if sought[0] not in MARKS)


def sought_with(query: Query, strings: Iterable[str], *, more: str = "") -> Query | None:
    """Return a search for any of some strings in what another finds, None where it is too long."""
    either = " OR ".join(unparse(Text(one, quoted=True)) for one in strings)
    own = [f"({query.text})"] if query.text.strip() else []
    joined = query.with_text(" ".join([*own, f"({either})", *([more] if more else [])]))
    try:
        parse(joined.text)
    except SearchError:
        return None
    return joined


def gathered(reading: Reading) -> Sequence[Coinage]:
    """Return the coinages of a search, by their keys."""
    read = sought_with(reading.query, HELD) or reading.query
    return reading.answers.kept(
        ("initiatives", reading.query), lambda: tuple(_coinages(reading.match(read).stream()))
    )


def _coinages(stream: Iterable[MatchedPassage]) -> Iterator[Coinage]:
    """Yield what the passages name that a sign tells somewhere in them."""
    found: defaultdict[str, list[_Found]] = defaultdict(list)
    told: set[str] = set()
    for matched, text in folded_passages(stream):
        own: dict[str, list[Mention]] = {}
        for mention in read_mentions(text):
            own.setdefault(mention.key, []).append(mention)
        for key, mentions in own.items():
            one = _found(matched, mentions)
            found[key].append(one)
            if any(one.signs):
                told.add(key)
    inner = _inner(told, found)
    for key in sorted(told):
        yield _coinage(key, found[key], [one for other in inner.get(key, ()) for one in found[other]])


def _found(matched: MatchedPassage, mentions: Sequence[Mention]) -> _Found:
    heads = matched.passage.kind in HEADS
    best = mentions[0] if len(mentions) == 1 else min(mentions, key=lambda one: GLOSSES.index(one.gloss))
    named = Named(
        matched.record,
        matched.passage.id,
        matched.number,
        matched.passage.text,
        best.span,
        tuple([mention.form for mention in mentions]),
        "" if heads else best.gloss,
        heads,
    )
    return _Found(
        named,
        tuple([mention.name for mention in mentions]),
        tuple([mention.sign for mention in mentions]),
        tuple([mention.sought for mention in mentions]),
    )


def _inner(told: set[str], found: Mapping[str, Sequence[_Found]]) -> dict[str, list[str]]:
    """Return by key those others in whose bare strings one of its own stands: 21357工作法 holds 1357工作法.

    A search for the shorter finds the longer too, so that it has to count there.
    """
    bare = {string: key for key, own in found.items() for one in own for string in one.bare}
    inner: dict[str, list[str]] = {}
    for short, key in bare.items():
        for long, other in bare.items():
            if key != other and key in told and short in long and other not in inner.get(key, ()):
                inner.setdefault(key, []).append(other)
    return inner


def _coinage(key: str, own: Sequence[_Found], held: Sequence[_Found]) -> Coinage:
    """Return a coinage of its passages, and of those of others that hold one of its bare strings."""
    forms = Counter(form for one in own for form in one.named.forms)
    names = Counter(name for one in own for name in one.names)
    signs = Counter(sign for one in own for sign in one.signs if sign)
    bare = {string for one in own for string in one.bare}
    passages = {one.named.order: one.named for one in own}
    for one in held:
        if any(string in sought for string in bare for sought in one.sought):
            passages.setdefault(one.named.order, one.named)
    return Coinage(
        key,
        min(names, key=lambda name: (-names[name], -len(name), name)),
        tuple(sorted(forms.items(), key=lambda one: (-one[1], one[0]))),
        tuple(sorted({sought for one in own for sought in one.sought})),
        tuple(sorted(signs, key=lambda sign: (-signs[sign], sign))),
        tuple(passages[order] for order in sorted(passages)),
    )
