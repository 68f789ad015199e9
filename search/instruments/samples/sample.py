"""Which texts are drawn to be judged, and what is asked of each?"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from search.backend import Anchor
from search.figures import Figure
from search.instruments.drawing import drawn, lot
from search.instruments.samples.items import LABELS, Item, controls, found, stratum
from search.instruments.table import Column, Place, Reading, Row, Table
from search.messages import Language
from search.query.request import Query

__all__ = ["Draw", "Sample", "draw", "identity", "sample"]

COLUMNS = (
    Column("item", "编号", "Item", "code"),
    Column("question", "问题", "Question", "prose"),
    Column("text", "文字", "Text", "prose", "link"),
    Column("title", "标题", "Title"),
    Column("date", "日期", "Date"),
    Column("coder_1", "甲（y/n）", "Coder 1 (y/n)"),
    Column("coder_2", "乙（y/n）", "Coder 2 (y/n)"),
    Column("note", "备注", "Note"),
    Column("link", "链接", "Link", "link"),
    Column("sample", "样本", "Sample", "link"),
)
LABELLED = tuple(replace(one, kind="code") if one.name == "text" else one for one in COLUMNS)
"""Those where whole articles are judged, which are read one by one and not in a table."""

QUESTIONS = {
    "passage": ("这一段说的是“{what}”吗？", "Is this passage about “{what}”?"),
    "region": ("这篇文章写的是“{what}”的事吗？", "Is this article about {what}?"),
    "type": ("这篇文章报道的举措属于“{what}”吗？", "Does this article report on the initiative “{what}”?"),
    "figure": ("“{said}”读作 {what}，对吗？", "“{said}” is read as {what}: is that right?"),
}


@dataclass(slots=True)
class Draw:
    """What is drawn, as its lots fall, and how much of what the index found lies in each stratum."""

    items: list[Item] = field(default_factory=list)
    population: Counter[str] = field(default_factory=Counter)


def draw(reading: Reading) -> Draw:
    """Draw a sample; the same each time. Raises SearchError."""
    given, made, of = reading.given, Draw(), stratum(reading)

    def counted() -> Iterator[Item]:
        for item in found(reading):
            made.population[of(item)] += 1
            yield item

    def by(item: Item) -> bytes:
        return lot(f"{given['seed']} {item.place}")

    made.items = drawn(counted(), given["items"], by=by, stratum=of)
    if given["controls"]:
        made.items += drawn(controls(reading), given["controls"], by=by, stratum=of)
    made.items.sort(key=lambda item: (by(item), item.place))
    return made


def identity(item: Item, seed: int) -> str:
    """Return the name of an item in its sample, which no spreadsheet takes for a number."""
    return f"i{lot(f'{seed} {item.place}').hex()}"


@dataclass(frozen=True)
class Sample(Table):
    """The table of a sample, which can be drawn again to be judged."""

    reading: Reading | None = None


def sample(reading: Reading) -> Sample:
    """Return a sample to be judged; nothing in it tells what the index says."""
    total = reading.match().total
    return Sample(
        reading.asked,
        LABELLED if reading.given["of"] in LABELS else COLUMNS,
        lambda: draw(reading).items,
        lambda item: _row(reading, item),
        {"passages": total.passages, "articles": total.articles},
        reading=reading,
    )


def _row(reading: Reading, item: Item) -> Row:
    record = item.record
    return (
        identity(item, reading.given["seed"]),
        _question(reading, item),
        item.text or _whole(reading, record.id),
        record.title,
        record.published,
        "",
        "",
        "",
        None if item.value else Place(Anchor(record.id, item.passage), Query()),  # its page shows the labels
        reading.asked,
    )


def _question(reading: Reading, item: Item) -> str:
    of, names, language = reading.given["of"], reading.answers.names, reading.language
    what, said = reading.given["concept"] or reading.query.text.strip(), ""
    if item.value:
        what = names.full(of, item.value, language)
    elif item.figure:
        what, said = _read(item.figure, language), item.text[_inside(item.figure)]
    return QUESTIONS[of][language == "en"].format(what=what, said=said)


def _whole(reading: Reading, name: str) -> str:
    """Return the text of an article."""
    article = reading.answers.view.article(name)
    return "\n".join(passage.text for passage in article.passages) if article else ""


def _inside(figure: Figure) -> slice:
    """Return where a figure stands in its sentence."""
    start, end = figure.span
    return slice(start - figure.sentence[0], end - figure.sentence[0])


def _read(figure: Figure, language: Language) -> str:
    """Return how a figure is read: bounds, unit, what it counts."""
    low, high = _told(figure.low), _told(figure.high)
    bounds = low if low == high else f"[{low}, {high}]"
    of = " of " if language == "en" else "："
    return f"{bounds} {figure.unit}".strip() + (f"{of}{figure.indicator}" if figure.indicator else "")


def _told(value: Decimal | None) -> str:
    return "…" if value is None else f"{value:f}"
