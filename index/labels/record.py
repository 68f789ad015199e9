"""What is known of one article: what it says of itself, its labels, and what each label rests on?

An `ArticleRecord` goes from labelling through index and search to pages and JSON as it is; it is read and
written as JSON here and nowhere else. `Evidence`, which is larger and seldom asked for, is kept apart.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, TypeAlias

from index.corpus.articles import Source
from index.corpus.passages import Passage

__all__ = ["Ambiguity", "ArticleRecord", "Evidence", "Label", "LabelledArticle"]

Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Label:
    """Say that an article has a value of a facet, and why.

    `by` is "front matter", "proposed" or "rule", `role` subject or mentioned; `rule` ("" for none) found it
    in `passage` ("" for none), `[start, end)` of whose text `sentence` and `span` are, in code points.
    """

    facet: str
    value: str
    by: str
    role: str
    rule: str = ""
    passage: str = ""
    sentence: Span | None = None
    span: Span | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A name of a place that may mean several, the codes of these, and the passage that names it."""

    name: str
    candidates: tuple[str, ...]
    passage: str


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """What an article says of itself, what it is labelled with, and the file it was read from.

    `regions` are the codes of its subjects, `mentioned` those of other places; `more` holds what other
    fields of the front matter say; `hash` is the SHA-256 of `file`, in hexadecimal.
    """

    id: str
    title: str
    subtitle: str = ""
    publication: str = ""
    published: str = ""
    authors: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    zone: str = ""
    initiatives: tuple[str, ...] = ()
    language: str = "zh"
    source: Source = field(default_factory=Source)
    more: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    file: str = ""
    hash: str = ""

    def to_json(self) -> bytes:
        """Return the record as JSON."""
        told = {name: getattr(self, name) for name in _FIELDS}
        return _written(told | {"source": asdict(self.source), "more": dict(self.more)})

    @classmethod
    def from_json(cls, raw: bytes) -> "ArticleRecord":
        """Return the record that `to_json` wrote."""
        told = json.loads(raw)
        for name in _LISTS:
            told[name] = tuple(told[name])
        more = {name: tuple(values) for name, values in told["more"].items()}
        return cls(**told | {"source": Source(**told["source"]), "more": more})


_FIELDS = tuple(item.name for item in fields(ArticleRecord))
_LISTS = ("authors", "regions", "mentioned", "initiatives")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the labels of an article rest on.

    `proposed` holds, by field, what a program proposed and nobody has confirmed, as the file has it.
    """

    labels: tuple[Label, ...] = ()
    ambiguous: tuple[Ambiguity, ...] = ()
    proposed: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> bytes:
        """Return the evidence as JSON."""
        rows = {name: [asdict(item) for item in getattr(self, name)] for name in ("labels", "ambiguous")}
        return _written(rows | {"proposed": dict(self.proposed)})

    @classmethod
    def from_json(cls, raw: bytes) -> "Evidence":
        """Return the evidence that `to_json` wrote."""
        told = json.loads(raw)
        labels = tuple(_label(**row) for row in told["labels"])
        ambiguous = (Ambiguity(**row | {"candidates": tuple(row["candidates"])}) for row in told["ambiguous"])
        return cls(labels, tuple(ambiguous), told["proposed"])


def _label(*, sentence: Iterable[int] | None, span: Iterable[int] | None, **told: Any) -> Label:
    return Label(**told, sentence=_span(sentence), span=_span(span))


def _span(told: Iterable[int] | None) -> Span | None:
    if told is None:
        return None
    start, end = told
    return start, end


def _written(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """An article ready for the index."""

    record: ArticleRecord
    passages: tuple[Passage, ...]
    evidence: Evidence = field(default_factory=Evidence)
