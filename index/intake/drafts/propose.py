"""What can be proposed about an article, and on what evidence?

Every proposal carries value, evidence (the words it rests on), rule and confidence, and stands under
`proposed:` in the front matter until a person confirms it. Places and initiatives are left to the resolver
and the tagger.
"""

import re
from collections.abc import Sequence

from index.corpus.articles import is_date
from index.intake.drafts.draft import Draft
from index.intake.layout.signs import MASTHEAD, is_name, names_in
from index.labels.gazetteer import load_gazetteer
from index.labels.initiatives import tag
from index.labels.regions import resolve_regions
from index.labels.taxonomy import load_taxonomy
from index.text.folded import FoldedText, folded_texts

__all__ = ["propose", "publication_and_date"]

Proposal = dict[str, str]
EVIDENCE = 200
_PAPER = re.compile(
    r"(?:来源|出处|稿源)\s*[:：]\s*《?(?P<a>[\u4e00-\u9fff·]{2,16}?)》?(?=\s|$|\d|[（(|])|(?P<b>[\u4e00-\u9fff]{2,10}(?:日报|晚报|时报|早报|导报|商报|周报|周刊|法治报|青年报|科技报))"
)
_FRONT_AUTHORS = re.compile(r"^(?:authors?|作者|记者)[ \t]*[:：][ \t]*(.+)$", re.MULTILINE)


def propose(draft: Draft) -> dict[str, list[Proposal]]:
    """Return the proposals of one draft by field."""
    told: dict[str, list[Proposal]] = {}
    if draft.made_title:
        told["title"] = _titles(draft)
    if authors := _authors(draft):
        told["authors"] = authors
    furniture = (
        words for block, words in zip(draft.told, draft.words, strict=True) if block.role == "furniture"
    )
    lines = (line for words in (*draft.header, *furniture) for line in words.splitlines())
    told |= publication_and_date(tuple(dict.fromkeys(lines)))
    title, texts = _texts(draft)
    told |= _places(title, texts)
    if types := _types(title, texts):
        told["initiatives"] = types
    return told


def _proposal(value: str, evidence: str, rule: str, confidence: float, **more: str) -> Proposal:
    """Return one proposal as it stands in the front matter, where every value is a text."""
    return {
        "value": value,
        "evidence": evidence[:EVIDENCE],
        "rule": rule,
        "confidence": f"{confidence:.2f}",
    } | more


def _titles(draft: Draft) -> list[Proposal]:
    """Return what the title could be where it is lost: its place, or what the scraps of a headline spell."""
    found = [_proposal(draft.title, draft.lead[:60], "title-from-place", 0.3)]
    scraps = "".join("".join(draft.scraps).split())
    return found + ([_proposal(scraps, scraps, "title-from-scraps", 0.2)] if len(scraps) >= 4 else [])


def _authors(draft: Draft) -> list[Proposal]:
    """Return the names the bylines give."""
    found: dict[str, Proposal] = {}
    for block, words in zip(draft.told, draft.words, strict=True):
        if block.rule == "front-matter":
            for line in _FRONT_AUTHORS.findall(words):
                found |= {name: _proposal(name, line, "front-matter", 0.9) for name in names_in(line)}
        elif block.role == "byline":
            for name in names_in(block.chunk.text):
                sure = block.confidence if is_name(name) else block.confidence * 0.7
                at = block.chunk.text.find(name)  # the source may have it in Traditional characters
                own = words[at : at + len(name)] if at >= 0 else name
                found.setdefault(own, _proposal(own, words, block.rule, sure))
    return list(found.values())


def publication_and_date(lines: tuple[str, ...]) -> dict[str, list[Proposal]]:
    """Return paper and date that mastheads and lines of origin state."""
    papers: dict[str, Proposal] = {}
    dates: dict[str, Proposal] = {}
    for line in lines:
        if paper := _PAPER.search(line):
            name = paper["a"] or paper["b"]
            papers.setdefault(name, _proposal(name, line, "paper-named", 0.8))
        if day := MASTHEAD.fullmatch(line.strip()):
            value = f"{day['year']}-{int(day['month']):02}-{int(day['day']):02}"
            if is_date(value):
                dates.setdefault(value, _proposal(value, line, "masthead", 0.85))
    return ({"publication": list(papers.values())} if papers else {}) | (
        {"published": list(dates.values())} if dates else {}
    )


def _texts(draft: Draft) -> tuple[FoldedText, list[tuple[str, FoldedText]]]:
    """Return the title, and kind and text of the blocks that can be evidence, folded once."""
    told = [(kind, text) for kind, text in zip(draft.kinds, draft.texts, strict=True) if kind != "unplaced"]
    title, *texts = folded_texts(["" if draft.made_title else draft.title, *(text for _, text in told)])
    return title, [(kind, text) for (kind, _), text in zip(told, texts, strict=True)]


def _places(title: FoldedText, passages: Sequence[tuple[str, FoldedText]]) -> dict[str, list[Proposal]]:
    """Return regions and zone the resolver finds, subjects first."""
    texts = [text for _, text in passages]
    regions: list[Proposal] = []
    zones: list[Proposal] = []
    for label in resolve_regions(load_gazetteer(), title, texts).labels:
        text = title if label.passage < 0 else texts[label.passage]
        proposal = _proposal(
            label.code, text.text[slice(*label.sentence)], label.rule, label.confidence, role=label.role
        )
        (zones if label.code.startswith("Z-") else regions).append(proposal)
    found = {"regions": sorted(regions, key=_rank), "zone": sorted(zones, key=_rank)}
    return {name: proposals for name, proposals in found.items() if proposals}


def _rank(proposal: Proposal) -> tuple[bool, float]:
    """Sort subjects first, then by confidence."""
    return proposal["role"] != "subject", -float(proposal["confidence"])


def _types(title: FoldedText, passages: Sequence[tuple[str, FoldedText]]) -> list[Proposal]:
    """Return the initiatives the tagger finds."""
    found = []
    for label in tag(load_taxonomy(), title, passages):
        text = title if label.passage < 0 else passages[label.passage][1]
        found.append(_proposal(label.id, text.text[slice(*label.sentence)], label.rule, label.confidence))
    return found
