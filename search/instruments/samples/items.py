"""What can be judged of a search: its passages, the labels of its articles, the figures in them?

What the index says holds (`found`) is judged, and beside it what it says does not, so that who judges cannot
tell from the choice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from index.labels.record import ArticleRecord
from search.backend import Anchor, MatchedPassage
from search.figures import Figure, Known, read_figures
from search.instruments.parameters import ParameterRefused
from search.instruments.table import Reading
from search.query.request import Query

__all__ = ["LABELS", "STRATA", "Item", "controls", "found", "stratum"]

LABELS = ("region", "type")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be judged: a passage, a label of an article (`value`) or a figure of a passage.

    Of a label `passage` is "".
    """

    record: ArticleRecord
    found: bool
    passage: str = ""
    number: int = 0
    text: str = ""
    value: str = ""
    figure: Figure | None = None

    @property
    def place(self) -> str:
        """Return what tells the item from all others."""
        start = self.figure.span[0] if self.figure else 0
        return f"{self.record.id} {self.passage} {self.number} {self.value} {start}"


def found(reading: Reading) -> Iterator[Item]:
    """Yield all that the index says holds. Raises SearchError."""
    return _FOUND[reading.given["of"]](reading)


def controls(reading: Reading) -> Iterator[Item]:
    """Yield all that the index says does not hold. Raises SearchError where there is no such thing."""
    of, value = reading.given["of"], reading.given["value"]
    if of == "figure":
        asked = str(reading.given["controls"])
        raise ParameterRefused("instrument-choice", value=asked, choices=("0",), parameter="controls")
    if of in LABELS and not value:
        raise ParameterRefused("instrument-needs", value="", parameter="value")
    return _without(reading, of) if of in LABELS else _others(reading)


def _passages(reading: Reading) -> Iterator[Item]:
    return (_passage(one, found=True) for one in reading.match().stream())


def _others(reading: Reading) -> Iterator[Item]:
    """Yield the passages under the same filters that the query does not find."""
    query, own = reading.query, set(reading.match().anchors())
    everything = reading.match(Query("", query.mode, query.filters, mentioned=query.mentioned))
    for one in everything.stream():
        if Anchor(one.record.id, one.passage.id) not in own:
            yield _passage(one, found=False)


def _passage(one: MatchedPassage, *, found: bool) -> Item:
    return Item(one.record, found, one.passage.id, one.number, one.passage.text)


def _records(reading: Reading) -> Iterator[ArticleRecord]:
    """Yield the articles of the search."""
    for _, own in groupby(reading.match().stream(), lambda one: one.record.id):
        yield next(own).record


def _labelled(reading: Reading) -> Iterator[Item]:
    """Yield the labels of articles, or those of one value, in itself or in what lies in it."""
    of = reading.given["of"]
    value = _value(reading, of)
    for record in _records(reading):
        if value:
            if value in _all(reading, record, of):
                yield Item(record, found=True, value=value)
        else:
            yield from (Item(record, found=True, value=one) for one in _own(record, of))


def _without(reading: Reading, of: str) -> Iterator[Item]:
    """Yield the articles that do not have a value."""
    value = _value(reading, of)
    for record in _records(reading):
        if value not in _all(reading, record, of):
            yield Item(record, found=False, value=value)


def _value(reading: Reading, of: str) -> str:
    """Return the code of the value that is asked about. Raises FilterError."""
    given, answers = reading.given["value"], reading.answers
    return answers.names.value(of, given, has=answers.view.has) if given else ""


def _own(record: ArticleRecord, of: str) -> tuple[str, ...]:
    return record.regions if of == "region" else record.initiatives


def _all(reading: Reading, record: ArticleRecord, of: str) -> set[str]:
    """Return the values of an article with all that lies above each."""
    names = reading.answers.names
    return {above for own in _own(record, of) for above in (own, *names.path(of, own))}


def _figures(reading: Reading) -> Iterator[Item]:
    """Yield the figures that could be read in the passages of the search."""
    for one in reading.match().stream():
        known = Known(one.record.published)
        for figure in read_figures(one.passage.text, reading.answers.segmenter, known):
            if figure.kind != "unread":
                sentence = one.passage.text[slice(*figure.sentence)]
                yield Item(one.record, True, one.passage.id, one.number, sentence, figure=figure)


_FOUND: dict[str, Callable[[Reading], Iterator[Item]]] = {
    "passage": _passages,
    "region": _labelled,
    "type": _labelled,
    "figure": _figures,
}


def _province(item: Item) -> str:
    code = min(item.record.regions, default="")[:2]
    return f"{code}0000" if code.isdecimal() else code


STRATA: dict[str, Callable[[Item], str]] = {
    "": lambda _: "",
    "region": _province,
    "year": lambda item: item.record.published[:4],
    "type": lambda item: min(item.record.initiatives, default=""),
}


def stratum(reading: Reading) -> Callable[[Item], str]:
    """Return what tells the stratum of an item."""
    return STRATA[reading.given["strata"]]
