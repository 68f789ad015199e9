"""What do judgements of a sample come to: how precise are the rules, and how far do the coders agree?

Sources: E. B. Wilson, Probable Inference, JASA 22 (1927); L. Kish, Survey Sampling (1965), for the size of a
weighted sample; K. Krippendorff, Content Analysis, for alpha.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import sqrt

from search.instruments.samples.answers import CODERS, Judged
from search.instruments.samples.items import Item, stratum
from search.instruments.samples.sample import Draw, Sample, draw, identity
from search.instruments.table import Column, Reading, Row, Table

__all__ = ["alpha", "judged_table", "wilson"]

COLUMNS = (
    Column("stratum", "层", "Stratum"),
    Column("coder", "由谁判断", "Judged by"),
    Column("judged", "判过的", "Judged", "number"),
    Column("right", "判为对", "Right", "number"),
    Column("precision", "精确率", "Precision", "share"),
    Column("low", "区间下限", "Interval from", "share"),
    Column("high", "区间上限", "Interval to", "share"),
    Column("controls", "判过的对照", "Controls judged", "number"),
    Column("missed", "漏掉的对照", "Controls missed", "number"),
    Column("alpha", "一致性（alpha）", "Agreement (alpha)", "rate"),
)
Z = 1.959964  # of an interval that holds 95 %
BOTH = "both"
SAID = {"coder_1": ("甲", "Coder 1"), "coder_2": ("乙", "Coder 2"), BOTH: ("两人", "Both")}
WHOLE = ("全部", "All")
NONE = ("无", "None")
Answers = Mapping[str, bool]


def judged_table(table: Table, judged: Judged) -> Table:
    """Return what the answers to a sample come to, the whole first, then each stratum. Raises SearchError.

    `counts` says how many items were drawn, how many answers belong to none of them, and how many items the
    two coders differ in.
    """
    if not isinstance(table, Sample) or table.reading is None:
        raise TypeError("only a sample can be judged")
    reading = table.reading
    made = draw(reading)
    items = {identity(item, reading.given["seed"]): item for item in made.items}
    own = [judged.answers[coder] for coder in CODERS]
    said = dict(zip(CODERS, own, strict=True)) | {BOTH: _both(*own)}
    counts = {
        "items": len(items),
        "strange": sum(name not in items for answers in own for name in answers),
        "differ": sum(own[0][name] != own[1][name] for name in said[BOTH] if name in items),
    }
    rows = list(_rows(reading, made, items, said))
    return Table(reading.asked, COLUMNS, lambda: rows, counts=counts, about=table.about)


def _both(one: Answers, other: Answers) -> Answers:
    """Return whether both coders say that an item is right, of those that both judged."""
    return {name: one[name] and other[name] for name in one.keys() & other.keys()}


def _rows(
    reading: Reading, made: Draw, items: Mapping[str, Item], said: Mapping[str, Answers]
) -> Iterator[Row]:
    """Yield a row for the whole and for each stratum, of each coder and of both."""
    of, english = stratum(reading), reading.language == "en"
    strata: defaultdict[str, list[str]] = defaultdict(list)
    for name, item in items.items():
        strata[of(item)].append(name)
    parts = [(WHOLE[english], [*items])]
    if reading.given["strata"]:
        parts += [(_called(reading, one), strata[one]) for one in sorted(strata)]
    for number, (label, names) in enumerate(parts):
        agreed = alpha([[said[coder].get(name) for name in names] for coder in CODERS])
        for coder, own in said.items():
            found = [(of(items[name]), own[name]) for name in names if name in own and items[name].found]
            controls = [own[name] for name in names if name in own and not items[name].found]
            weights = {one: 1 for one, _ in found} if number else made.population
            yield (
                label,
                SAID[coder][english],
                *_precision(found, weights),
                len(controls),
                sum(controls),
                agreed if coder == BOTH else None,
            )


def _called(reading: Reading, name: str) -> str:
    facet, language = reading.given["strata"], reading.language
    return reading.answers.names.label(facet, name, language) if name else NONE[language == "en"]


def _precision(
    found: Sequence[tuple[str, bool]], weights: Mapping[str, int]
) -> tuple[int, int, float | None, float | None, float | None]:
    """Return how many were judged and right, and the share of right ones with its interval.

    `found` are answers with their strata, each of which counts by its weight.
    """
    own: defaultdict[str, list[bool]] = defaultdict(list)
    for name, said in found:
        own[name].append(said)
    judged, right = sum(map(len, own.values())), sum(map(sum, own.values()))
    if not judged:
        return 0, 0, None, None, None
    whole = sum(weights[name] for name in own)
    parts = {name: weights[name] / whole for name in own}
    share = sum(part * sum(own[name]) / len(own[name]) for name, part in parts.items())
    size = 1 / sum(part * part / len(own[name]) for name, part in parts.items())
    return judged, right, share, *wilson(share, size)


def wilson(share: float, size: float) -> tuple[float, float]:
    """Return the interval of a share of so many judgements."""
    square = Z * Z / size
    middle = share + square / 2
    half = Z * sqrt(max(share * (1 - share), 0) / size + square / (4 * size))
    return max((middle - half) / (1 + square), 0.0), min((middle + half) / (1 + square), 1.0)


def alpha(coders: Sequence[Sequence[bool | None]]) -> float | None:
    """Return Krippendorff's alpha of what coders said of the same items, None where it is not defined."""
    import krippendorff  # takes a while to load

    pairs = [said for said in zip(*coders, strict=True) if None not in said]
    if len({one for said in pairs for one in said}) < 2:
        return None
    data = [[float(bool(one)) for one in said] for said in zip(*pairs, strict=True)]
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))
