"""What does the index keep of one article: its passages, its labels and where each label comes from?

The front matter has the last word; below it stands what the import proposed, below that what our rules
find. A label always says which of the three it is (`by`: "front matter", "proposed" or "rule"), and names
the sentence and the rule wherever a rule agrees.

Decision: what an import proposed is worked out again here. Proposals keep the words of a sentence, not its
place, and say nothing of what stayed ambiguous; and text or rules may have changed since. It costs some 80
microseconds a passage.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from index.corpus.articles import Article, is_date
from index.corpus.passages import Passage, split
from index.labels.gazetteer import Gazetteer, load_gazetteer
from index.labels.initiatives import InitiativeLabel, evidence, tag
from index.labels.record import Ambiguity, ArticleRecord, Evidence, Label, LabelledArticle
from index.labels.regions import RegionLabel, resolve_regions
from index.labels.taxonomy import Taxonomy, load_taxonomy
from index.text.folded import FoldedText, folded_texts

__all__ = ["Labeller"]

SURE = 0.5  # a proposal below this confidence stays a proposal and labels nothing


@dataclass(frozen=True, slots=True)
class Labeller:
    """Everything labels are made with."""

    gazetteer: Gazetteer
    taxonomy: Taxonomy

    @classmethod
    def load(cls) -> "Labeller":
        """Load gazetteer and taxonomy from the package."""
        return cls(load_gazetteer(), load_taxonomy())

    def label(self, article: Article) -> LabelledArticle:
        """Return record, evidence and passages of an article."""
        passages = split(article)
        texts = _Texts.of(passages)
        regions, ambiguous = self._regions(article, texts)
        initiatives = self._initiatives(article, texts)
        dates = filter(is_date, _proposed(article, "published"))
        record = ArticleRecord(
            id=article.id,
            title=article.title,
            subtitle=article.subtitle,
            publication=article.publication or next(iter(_proposed(article, "publication")), ""),
            published=article.published or next(dates, ""),
            authors=tuple(article.authors or _proposed(article, "authors")),
            regions=tuple(label.value for label in regions if label.role == "subject"),
            mentioned=tuple(label.value for label in regions if label.role == "mentioned"),
            zone=article.zone,
            initiatives=tuple(label.value for label in initiatives),
            language=article.language,
            source=article.source,
            more=article.more,
        )
        evidence = Evidence((*regions, *initiatives), tuple(ambiguous), article.proposed)
        return LabelledArticle(record, passages, evidence)

    def _regions(self, article: Article, texts: "_Texts") -> tuple[list[Label], list[Ambiguity]]:
        """Return region labels (zones among them), subjects first, and what stayed ambiguous."""
        hints = (*article.regions, *filter(None, [article.zone]))
        found = resolve_regions(self.gazetteer, texts.title, texts.body, hints=hints)
        where = texts.where
        labels = [_region_label(label, where(label.passage)) for label in found.labels]
        proposed = _proposed(article, "regions") + _proposed(article, "zone")
        # A place also proves the places it lies in: 内江经开区 names 内江市.
        implied = {
            place.code: label for label in reversed(labels) for place in self.gazetteer.path(label.value)
        }
        proofs = implied | {label.value: label for label in reversed(labels)}
        labels = _overridden(labels, hints, proposed, facet="region", proofs=proofs)
        unsure = [
            Ambiguity(item.name, tuple(item.candidates), where(item.passage).id) for item in found.ambiguous
        ]
        return labels, unsure

    def _initiatives(self, article: Article, texts: "_Texts") -> list[Label]:
        """Return labels of initiative types."""

        def made(labels: Iterable[InitiativeLabel]) -> list[Label]:
            return [_type_label(label, texts.where(label.passage)) for label in labels]

        labels = made(tag(self.taxonomy, texts.title, texts.kinds))
        proofs = {label.value: label for label in reversed(labels)}
        if not set(article.initiatives) <= set(proofs):
            weaker = made(evidence(self.taxonomy, texts.title, texts.kinds))
            proofs = {label.value: label for label in reversed(weaker)} | proofs
        proposed = _proposed(article, "initiatives")
        return _overridden(labels, article.initiatives, proposed, facet="type", proofs=proofs)


@dataclass(frozen=True, slots=True)
class _Texts:
    """The passages of an article, folded once: the title, number -1, and those that are none."""

    passages: tuple[Passage, ...]
    title: FoldedText
    body: list[FoldedText]

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> "_Texts":
        """Fold the passages of an article; a subtitle labels nothing."""
        own = [passages[0], *(passage for passage in passages if passage.kind != "title")]
        title, *body = folded_texts([passage.text for passage in own])
        return cls(tuple(own), title, body)

    @property
    def kinds(self) -> list[tuple[str, FoldedText]]:
        """Return kind and text of what is no title."""
        return [(passage.kind, text) for passage, text in zip(self.passages[1:], self.body, strict=True)]

    def where(self, number: int) -> Passage:
        """Return the passage of a number."""
        return self.passages[number + 1]


def _region_label(label: RegionLabel, passage: Passage) -> Label:
    return replace(_label("region", label.code, label, passage), role=label.role)


def _type_label(label: InitiativeLabel, passage: Passage) -> Label:
    return _label("type", label.id, label, passage)


def _label(facet: str, value: str, label: RegionLabel | InitiativeLabel, passage: Passage) -> Label:
    """Return the label of a subject that a rule found in a passage."""
    return Label(
        facet=facet,
        value=value,
        by="rule",
        role="subject",
        rule=label.rule,
        passage=passage.id,
        sentence=label.sentence,
        span=(label.start, label.end),
        confidence=label.confidence,
    )


def _overridden(
    labels: list[Label],
    stated: Iterable[str],
    proposed: Iterable[str],
    *,
    facet: str,
    proofs: dict[str, Label],
) -> list[Label]:
    """Let the front matter, else the proposals, decide which values an article has; rules lend proof."""
    by, values = "front matter", list(dict.fromkeys(stated))
    if not values:
        by, values = "proposed", list(dict.fromkeys(proposed))
    if not values:
        return labels
    bare = [Label(facet, value, by, "subject") for value in values]
    kept = [replace(proofs.get(own.value, own), value=own.value, by=by, role=own.role) for own in bare]
    if by == "front matter":
        kept = [replace(label, confidence=1.0) for label in kept]
    if facet == "region":
        kept += [replace(label, role="mentioned") for label in labels if label.value not in values]
    return kept


def _proposed(article: Article, name: str) -> list[str]:
    """Return the proposed values of a field that are sure enough to label with."""
    found = []
    for item in article.proposed.get(name) or []:
        sound = isinstance(item, dict) and isinstance(item.get("value"), str)
        if sound and item.get("role") != "mentioned" and _number(item.get("confidence")) >= SURE:
            found.append(item["value"])
    return found


def _number(text: Any) -> float:
    """Return a confidence written by a program or a person; what is none counts as none."""
    try:
        return float(text)
    except (TypeError, ValueError):
        return 0.0
