"""Does the instrument of figures list exactly what the reader finds in the passages of a search?"""

from collections import Counter

import pytest

from index.facets.rows import facet_named
from index.text.folding import fold, fold_map
from search.figures import Known, read_figures
from search.instruments.figures.rows import CLAIMS, GROUPS, ORDERS
from search.instruments.parameters import ParameterRefused
from search.instruments.table import Asked, Place
from search.query.request import Filter, Query

SEARCHES = [
    Query("企业"),
    Query("党员 OR 项目"),
    Query("服务", filters=(Filter("region", "510000"),)),
    Query("region:510000"),
    Query("党建引领服务", "any"),
]


def plain(engine, oracle, query):
    """Return rows and figures by a plain loop over the passages that match."""
    return [
        (row, figure)
        for row in oracle.answer(query)
        for figure in read_figures(row.passage.text, engine.segmenter, Known(row.record.published))
    ]


def records(engine, query, **parameters):
    return engine.instrument("figures", query, **parameters).records()


def told(lines):
    return [(line["article"], line["passage"], line["start"], line["end"]) for line in lines]


def places(found):
    return [(*row.place, *figure.span) for row, figure in found]


def number(value):
    """Return an exact bound as JSON has it."""
    return None if value is None else float(value)


def ids(query):
    return f"{query.text} {query.mode} {len(query.filters)}"


@pytest.mark.parametrize("query", SEARCHES, ids=ids)
def test_every_figure_of_the_passages_found_is_a_row_and_nothing_else_is(bundled, bundled_oracle, query):
    wanted = plain(bundled, bundled_oracle, query)
    lines = records(bundled, query)
    assert len(wanted) > 5
    assert told(lines) == places(wanted)
    for line, (row, figure) in zip(lines, wanted, strict=True):
        text = row.passage.text
        assert line["figure"] == text[line["start"] : line["end"]]
        assert line["sentence"] == text[slice(*figure.sentence)]
        assert (line["low"], line["high"]) == (number(figure.low), number(figure.high))
        assert (line["unit"], line["indicator"]) == (figure.unit, figure.indicator)
        assert (line["actor"], line["period"], line["change"]) == (
            figure.actor,
            figure.period,
            figure.change.verb if figure.change else "",
        )
        assert (line["reason"] == "") == (figure.reason == "")
        assert isinstance(line["href"], Place)
        assert (line["href"].anchor.article, line["href"].anchor.passage) == row.place


@pytest.mark.parametrize("claim", CLAIMS)
def test_figures_are_kept_by_kind_unit_and_what_is_counted(bundled, bundled_oracle, claim):
    query = Query("企业 OR 党建")
    wanted = plain(bundled, bundled_oracle, query)
    assert told(records(bundled, query, claim=claim)) == places(
        [one for one in wanted if one[1].kind == claim]
    )
    assert told(records(bundled, query, unit="家")) == places([one for one in wanted if one[1].unit == "家"])
    assert told(records(bundled, query, indicator="企业")) == places(
        [one for one in wanted if one[1].indicator == "企业"]
    )
    held = [one for one in wanted if "企业" in one[1].indicator]
    assert told(records(bundled, query, contains="企業")) == places(held)
    assert 1 < len([one for one in held if one[1].indicator == "企业"]) < len(held)


def test_figures_of_the_sentence_alone_are_those_beside_an_occurrence(bundled, bundled_oracle):
    query = Query("诉求")
    kept = []
    for row, figure in plain(bundled, bundled_oracle, query):
        folded, offsets = fold_map(row.passage.text)
        at = [i for i in range(len(folded)) if folded.startswith(fold("诉求"), i)]
        if any(figure.sentence[0] <= offsets[i] < figure.sentence[1] for i in at):
            kept.append((row, figure))
    lines = records(bundled, query, within="sentence")
    assert told(lines) == places(kept)
    assert 0 < len(lines) < len(records(bundled, query))


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_has_the_same_rows(bundled, order):
    query = Query("企业")
    lines = records(bundled, query, order=order)
    assert sorted(told(lines)) == sorted(told(records(bundled, query)))
    most = [line["high"] if line["high"] is not None else line["low"] for line in lines]
    if order == "high":
        numbers = [number for number in most if number is not None]
        assert numbers == sorted(numbers, reverse=True)
        assert most == numbers + [None] * (len(most) - len(numbers))


@pytest.mark.parametrize("group", GROUPS)
def test_groups_count_figures_and_lead_to_exactly_these(bundled, bundled_oracle, group):
    query = Query("企业")
    value = {"claim": lambda figure: figure.kind}.get(group, lambda figure: fold(getattr(figure, group)))
    wanted = plain(bundled, bundled_oracle, query)
    many = Counter(value(figure) for _, figure in wanted)
    groups = records(bundled, query, per=group)
    assert sorted(one["figures"] for one in groups) == sorted(many.values())
    assert sum(one["share"] for one in groups) == pytest.approx(1)
    for one in groups[:8]:
        if one["href"] is None:
            assert one["value"] == ""
            continue
        assert isinstance(one["href"], Asked)
        lines = records(bundled, one["href"].query, **dict(one["href"].parameters))
        assert len(lines) == one["figures"]
        assert len({line["article"] for line in lines}) == one["articles"]
        assert len({(line["article"], line["passage"]) for line in lines}) == one["passages"]


@pytest.mark.parametrize(
    "query", [Query("企业"), Query("服务", filters=(Filter("region", "510000"),))], ids=ids
)
def test_regions_reach_from_the_least_to_the_most_that_their_figures_say(bundled, bundled_oracle, query):
    region, wanted = facet_named("region"), {}
    for row, figure in plain(bundled, bundled_oracle, query):
        for value in region.values(row.record) if figure.unit == "家" else ():
            wanted.setdefault(value, []).append((row, figure))
    lines = records(bundled, query, unit="家", per="region")
    chosen = query.chosen("region")
    below = [value for value in wanted if not chosen or {*chosen} & {*bundled.names.path("region", value)}]
    assert sorted(line["value"] for line in lines) == sorted(below)
    for line in lines:
        own = [figure for _, figure in wanted[line["value"]]]
        assert line["figures"] == len(own)
        ends = [end for figure in own for end in (figure.low, figure.high) if end is not None]
        assert (line["low"], line["high"]) == (number(min(ends)), number(max(ends)))
        low, high = (any(getattr(one, end) is None for one in own) for end in ("low", "high"))
        assert line["open"] == {(0, 0): "", (1, 0): "low", (0, 1): "high", (1, 1): "both"}[low, high]
        followed = records(bundled, line["href"].query, **dict(line["href"].parameters))
        assert len(followed) == line["figures"]
        assert {one["unit"] for one in followed} == {"家"}
        assert line["newest"] in {one["figure"] for one in followed}
        assert line["date"] == max(one["date"] for one in followed)
    provinces = records(bundled, query, unit="家", per="region", level=1)
    assert provinces == [line for line in lines if line["level"] == 1]
    assert provinces


def test_figures_of_several_units_are_not_compared(bundled):
    with pytest.raises(ParameterRefused) as refused:
        bundled.instrument("figures", "企业", per="region")
    assert refused.value.code == "instrument-needs"
