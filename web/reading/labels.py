"""What is an article labelled with, who says so, and by which rule: in words?

The id of a rule is shown only to those who ask; what it looks for is told by the taxonomy's own phrases, or
by a word for each rule that settles places. That an editor said so is told of the front matter alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from index.facets.vocabularies import taxonomy
from index.labels.record import Label
from index.labels.rules import WHOLE_SENTENCE, Rule
from search.facets.names import Names
from search.query.nodes import Span
from search.query.request import Query
from search.results import ArticleView
from web.language import gettext as _
from web.links import Links

__all__ = ["LabelRow", "Sentences", "label_rows", "region_rules"]

Sentences = list[tuple[Span, str]]
NAMED = 3  # phrases of a rule that are told


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label: who says so, its rule in words with the phrases it looks for, and the anchor of its sentence.

    `by` is front matter, proposed or rule; `rule` is the id, `why` its words, "" where no rule agrees.
    """

    facet: str
    label: str
    href: str
    role: str
    by: str
    rule: str
    why: str
    phrases: str
    confidence: float
    sentence: str
    quote: str


def label_rows(
    view: ArticleView, sentences: Mapping[str, Sentences], *, names: Names, links: Links
) -> list[LabelRow]:
    """Return the labels of an article; `sentences` are the anchors of evidence, by passage."""
    texts = {passage.id: passage.text for passage in view.passages}
    rules = {rule.id: rule for each in taxonomy().types for rule in each.rules}
    words = region_rules()
    rows = []
    for label in view.evidence.labels:
        anchor, quote = _evidence(label, sentences, texts)
        rule = rules.get(label.rule) if label.facet == "type" else None
        rows.append(
            LabelRow(
                label.facet,
                _name(label, names, links),
                _address(label, links),
                label.role,
                label.by,
                label.rule,
                _asks(rule) if rule else words.get(label.rule, ""),
                _phrases(rule) if rule else "",
                label.confidence,
                anchor,
                quote,
            )
        )
    return rows


def _evidence(label: Label, sentences: Mapping[str, Sentences], texts: Mapping[str, str]) -> tuple[str, str]:
    """Return the anchor and the words of the sentence that shows a label, "" for none."""
    if not label.sentence or label.passage not in texts:
        return "", ""
    low, high = label.sentence
    found = (name for span, name in sentences[label.passage] if span[0] <= low < span[1])
    return next(found, label.passage), texts[label.passage][low:high]


def _name(label: Label, names: Names, links: Links) -> str:
    if label.facet == "region":
        return names.full("region", label.value, links.language)
    return names.label(label.facet, label.value, links.language)


def _address(label: Label, links: Links) -> str:
    """Return the search for all that has a label."""
    query = Query().choose(label.facet, label.value)
    return links.search(query.with_mentioned(mentioned=True) if label.role == "mentioned" else query)


def _asks(rule: Rule) -> str:
    """Return what a rule of the taxonomy looks for, but for the phrases."""
    if len(rule.groups) == 1:
        return _("句中有这类说法")
    if rule.within == WHOLE_SENTENCE:
        return _("同一句中都有")
    return _("句中相近处都有")


def _phrases(rule: Rule) -> str:
    """Return the first phrases of a rule: of one group several, of several groups one each."""
    if len(rule.groups) == 1:
        (phrases,) = rule.groups
        return "、".join(phrases[:NAMED]) + ("……" if len(phrases) > NAMED else "")
    return " + ".join(group[0] + ("……" if len(group) > 1 else "") for group in rule.groups)


def region_rules() -> dict[str, str]:
    """Return how the name of a place was settled, by the ids of the rules."""
    return {
        "chain": _("紧跟在所属地区的名称之后"),
        "name": _("全称，只有一处叫这个名字"),
        "zone": _("名录所列开发区的名称"),
        "short": _("略去“省、市、县”的简称"),
        "old-name": _("旧名，或已撤销的地方"),
        "context": _("几处同名，由上下文定为此处"),
        "zone-unlisted": _("名录未列的开发区，取其所在地"),
        "higher": _("别无线索，取同名中较大的一处"),
        "organisation": _("出自企业或学校的名称"),
    }
