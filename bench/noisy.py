"""What does character recognition make of a newspaper page: layouts, breaks, lost titles, furniture?

Of each block of an invented page the span, role and article it really has are kept.
"""

import re
from dataclasses import dataclass
from random import Random

from bench.invented import Clean, Place, article, brief
from bench.misreading import half_width, misread

__all__ = ["Noisy", "Truth", "document"]

LAYOUTS = ("clip", "columns", "wrapped", "indented", "markdown")
FURNITURE = (
    "第 {n} 版",
    "- {n} -",
    "字体：大 中 小",
    "下载PDF",
    "上一篇 下一篇",
    "返回目录",
    "责任编辑：{who}",
    "{n}",
    "分享到微信",
    "http://paper.example.cn/{n}.html",
)
HEADERS = (
    "2031年{m}月{d}日 星期四 第0{k}版：要闻",
    "岭上日报 2031年{m}月{d}日",
    "A0{k} 综合新闻  2031-0{k}-1{k}",
)
BYLINES = {
    "feature": ("line", "line", "brackets", "none"),
    "brief": ("tail", "tail", "inline", "none"),
    "torn": ("line",),  # an article without title and byline could not be told from the one before
}


@dataclass(frozen=True, slots=True)
class Truth:
    """A block as it really is: span in the text, role, number of its article (-1: none)."""

    start: int
    end: int
    role: str
    article: int


@dataclass(slots=True)
class Noisy:
    """A raw document with what it holds; `titled` says of each article whether its title is there."""

    text: str
    truths: list[Truth]
    articles: list[Clean]
    titled: list[bool]
    layout: str


@dataclass(slots=True)
class _Item:
    """A block to be laid out; `gap` is the blank lines before it beyond the usual."""

    role: str
    article: int
    text: str
    gap: int = 0
    glued: bool = False  # the second half of a broken paragraph


def document(seed: int, places: list[Place]) -> Noisy:
    """Return one document: one to three features, none to three briefs."""
    rng = Random(seed)
    layout = LAYOUTS[seed % len(LAYOUTS)]
    cleans = [article(rng, rng.choice(places)) for _ in range(rng.choice((1, 1, 2, 3)))]
    cleans += [
        brief(rng, rng.choice(places))
        for _ in range(rng.choice((0, 0, 1, 2, 3)) if layout != "markdown" else 0)
    ]
    titled = [_keeps_title(rng, clean, layout, number) for number, clean in enumerate(cleans)]
    queues = [
        _items(rng, number, clean, titled=titled[number], layout=layout)
        for number, clean in enumerate(cleans)
    ]
    items = _ordered(rng, queues, cleans)
    items = _furnished(rng, items)
    return _laid_out(rng, items, cleans, titled, layout)


def _keeps_title(rng: Random, clean: Clean, layout: str, number: int) -> bool:
    """Tell whether a title survives: briefs lose it often, features seldom and never in Markdown."""
    if layout == "markdown" or number == 0:
        return True
    return rng.random() > (0.5 if clean.brief else 0.05)


def _items(rng: Random, number: int, clean: Clean, *, titled: bool, layout: str) -> list[_Item]:
    """Return the blocks of one article in their order."""
    style = rng.choice(BYLINES["brief" if clean.brief else "feature" if titled else "torn"])
    names = "、".join(clean.authors) if style == "brackets" else " ".join(clean.authors)
    items = []
    if titled:
        mark = "# " if layout == "markdown" else ""
        items.append(_Item("title", number, mark + clean.title, gap=rng.choice((0, 0, 1))))
    elif rng.random() < 0.5:
        scraps = [char for char in clean.title if char >= "\u4e00"][: rng.randint(4, 9)]
        items += [_Item("scrap", number, char) for char in scraps]
    if style == "line":
        items.append(
            _Item("byline", number, rng.choice(("■记者 ", "▶ 本报记者 ", "本报记者 ", "□ 本报记者 ")) + names)
        )
    if clean.brief:
        items.append(_Item("dateline", number, "本报讯"))
        if style == "inline":
            items.append(_Item("byline", number, f"（记者 {names}）", glued=True))
    body = _body(rng, number, clean, layout)
    if clean.brief:
        body[0].glued = True
    items += body
    if style == "brackets":
        items.append(_Item("byline", number, f"（记者 {names}综合报道）", glued=True))
    elif style == "tail":
        items.append(_Item("byline", number, names, glued=rng.random() < 0.7))
    if clean.captions and rng.random() < 0.3:
        items.append(_Item("caption", number, clean.captions[-1] + "。", gap=2))
    return items


def _body(rng: Random, number: int, clean: Clean, layout: str) -> list[_Item]:
    """Return headings and running text, some of it broken, captions among it."""
    items: list[_Item] = []
    captions = [_caption(rng, number, caption) for caption in clean.captions[:1]]
    for heading, paragraphs in clean.sections:
        if heading:
            items.append(_Item("heading", number, ("## " if layout == "markdown" else "") + heading))
        for sentences in paragraphs:
            text = "".join(sentences)
            breaks = rng.random() < 0.3 and len(text) > 60
            if not breaks:
                items.append(_Item("body", number, text))
                if captions and items[-1].text and rng.random() < 0.15:
                    items.append(captions.pop())
                continue
            at = _break(rng, text)
            items.append(_Item("body", number, text[:at]))
            if captions and rng.random() < 0.6:
                items.append(captions.pop())
            items.append(_Item("body", number, text[at:]))
    return items


def _break(rng: Random, text: str) -> int:
    """Return where a column breaks a paragraph: not behind a sentence, not inside a number."""
    for _ in range(50):
        at = rng.randint(12, len(text) - 12)
        if text[at - 1] not in "。！？”" and not re.match(r"[\d.%，。；”]", text[at]):
            return at
    return len(text) // 2


def _caption(rng: Random, number: int, text: str) -> _Item:
    """Return a caption with or without the signs that captions have."""
    kind = rng.random()
    if kind < 0.15:
        return _Item("caption", number, f"图为{text}。")
    if kind < 0.35:
        return _Item("caption", number, f"{text}。 张望 摄")
    if kind < 0.45:
        return _Item("caption", number, text)  # no full stop, no gap
    return _Item("caption", number, text + "。", gap=rng.choice((0, 1, 2, 2, 2)))


def _ordered(rng: Random, queues: list[list[_Item]], cleans: list[Clean]) -> list[_Item]:
    """Put articles in order; now and then a signed brief stands inside a sentence."""
    first = queues[0]
    rest = queues[1:]
    inside = next(
        (at for at, queue in enumerate(rest) if cleans[at + 1].brief and queue[-1].role == "byline"), -1
    )
    holes = [
        at
        for at in range(1, len(first))
        if first[at].role == first[at - 1].role == "body" and first[at - 1].text[-1] not in "。”"
    ]
    if inside >= 0 and holes and rng.random() < 0.35:
        hole = rng.choice(holes)
        first = [*first[:hole], *rest.pop(inside), *first[hole:]]
    return [item for queue in (first, *rest) for item in queue]


def _furnished(rng: Random, items: list[_Item]) -> list[_Item]:
    """Add page headers, numbers and chrome."""

    def line(template: str) -> _Item:
        text = template.format(
            n=rng.randint(1, 40), m=rng.randint(1, 9), d=rng.randint(10, 28), k=rng.randint(1, 8), who="何谓"
        )
        return _Item("furniture", -1, text)

    found = [line(rng.choice(HEADERS))] if rng.random() < 0.4 else []
    for item in items:
        if not item.glued and rng.random() < 0.02:
            found.append(line(rng.choice(FURNITURE)))
        found.append(item)
    return found + (
        [line(rng.choice(FURNITURE)) for _ in range(rng.randint(1, 3))] if rng.random() < 0.4 else []
    )


def _laid_out(rng: Random, items: list[_Item], cleans: list[Clean], titled: list[bool], layout: str) -> Noisy:
    """Write the blocks as text and note where each came to stand."""
    width = rng.randint(13, 24)
    half = layout == "columns" and rng.random() < 0.5
    usual = "\n" if layout == "indented" else "\n\n"
    parts: list[str] = []
    truths: list[Truth] = []
    at = 0
    for number, item in enumerate(items):
        text = misread(rng, item.text, item.role, layout=layout, width=width)
        text = half_width(text) if half else text
        lead = (
            "\u3000\u3000"
            if layout == "indented"
            and item.role == "body"
            and (not number or not _continues(items, number))
            and not item.glued
            else ""
        )
        between = (
            ""
            if not number
            else (" " if item.role == "byline" and "（" not in text else "")
            if item.glued
            else usual + "\n" * item.gap
        )
        if item.glued and item.role == "body":
            between = " "
        at += len(between) + len(lead)
        parts.append(between + lead + text)
        truths.append(Truth(at, at + len(text), item.role, item.article))
        at += len(text)
    return Noisy("".join(parts) + "\n", truths, cleans, titled, layout)


def _continues(items: list[_Item], number: int) -> bool:
    """Tell whether running text is the second half of a broken paragraph."""
    return next(
        (item.text[-1] not in "。”" for item in reversed(items[:number]) if item.role == "body"), False
    )
