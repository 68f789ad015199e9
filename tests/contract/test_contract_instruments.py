"""Does every instrument count what plain loops over the passages count, whichever engine answers?"""

import json
import random
from collections import Counter
from itertools import groupby
from math import isclose, log, log2

import pytest
from oracle import Oracle

from index.facets.rows import NONE
from index.text.folding import fold, fold_map, sentences
from index.text.words import is_word
from search.instruments.parameters import ParameterRefused
from search.instruments.registry import INSTRUMENTS
from search.instruments.table import Asked, Place
from search.query.fields import FACET_NAMES
from search.query.nodes import Near, Or, Text, Wildcard
from search.query.parser import parse
from search.query.request import Filter, Query

SEARCHES = [
    Query("党建"),
    Query("产业链党委 OR 产业链"),
    Query("党?引"),
    Query("党*引领"),
    Query("党建 NEAR/10 引领"),
    Query("(党建 OR 产业链) BEFORE/5 引领"),
    Query("产业链党委引领", "all"),
    Query("党建引领服务", "any"),
    Query("党建 -引领", filters=(Filter("region", "510000"),)),
    Query("的", filters=(Filter("kind", "title", exclude=True), Filter("year", "2023"))),
    Query("region:510000"),
    Query(""),
]


def texts_of(node, words):
    """Return what a query looks for in a text: strings, and patterns, as nodes without And, Or and fields."""
    match node:
        case Text():
            return [Text(word) for word in words(node)] or [node]
        case Wildcard() | Near():
            return [node]
    children = getattr(node, "children", ())
    return [one for child in children for one in texts_of(child, words)]


def spans_of(node, text):
    """Return every span of a text that a node matches, by trying them all."""
    match node:
        case Text():
            size = len(node.folded)
            return [(at, at + size) for at in range(len(text)) if text[at : at + size] == node.folded]
        case Or():
            return [span for child in node.children for span in spans_of(child, text)]
        case Near():
            pairs = [(node.left, node.right)] + ([] if node.ordered else [(node.right, node.left)])
            return [
                (a, d)
                for first, second in pairs
                for a, b in spans_of(first, text)
                for c, d in spans_of(second, text)
                if 0 <= c - b <= node.distance
            ]
    return [span for at in range(len(text)) for span in grown(node.parts, text, at)]


def grown(parts, text, at):
    ends = {at}
    for part in parts:
        if isinstance(part, str):
            ends = {end + len(fold(part)) for end in ends if text.startswith(fold(part), end)}
        else:
            ends = {end + n for end in ends for n in range(part.least, part.most + 1) if end + n <= len(text)}
    return [(at, end) for end in ends]


def joined(spans):
    """Return spans with those that overlap made one."""
    made = []
    for start, end in sorted(spans):
        if made and start < made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        else:
            made.append((start, end))
    return made


def found(oracle: Oracle, query: Query):
    """Return every occurrence: row of the oracle, folded text, start and end in it."""
    node, words = parse(query.text).node, oracle.wording(query.mode)
    wanted = texts_of(node, words)
    return [
        (row, row.scanned.folded, start, end)
        for row in oracle.answer(query)
        for start, end in joined(span for one in wanted for span in spans_of(one, row.scanned.folded))
    ]


def records(engine, name, query, **parameters):
    return engine.instrument(name, query, **parameters).records()


def ids(query):
    return f"{query.text} {query.mode} {len(query.filters)}"


# ---------------------------------------------------------------- passages


@pytest.mark.parametrize("query", SEARCHES, ids=ids)
def test_a_search_is_handed_on_with_as_many_rows_as_it_counts(stepped, oracle, query):
    """Those of a plain scan, in reading order, each with the spans at which it occurs."""
    rows = stepped.passages(query).records()
    assert len(rows) == stepped.count(query).passages == stepped.run(query).total.passages
    wanted = oracle.answer(query)
    assert [(row["article"], row["passage"]) for row in rows] == [row.place for row in wanted]
    assert [row["text"] for row in rows] == [row.passage.text for row in wanted]
    assert [row["region_codes"].split() for row in rows] == [[*row.record.regions] for row in wanted]
    spans = {}
    for row, _, start, end in found(oracle, query):
        offsets = fold_map(row.passage.text)[1]
        spans.setdefault(row.place, []).append([offsets[start], offsets[end - 1] + 1])
    for row in rows:
        assert json.loads(row["spans"]) == spans.get((row["article"], row["passage"]), [])
        assert isinstance(row["link"], Place)
        assert row["citation"].number == row["paragraph"]


# ---------------------------------------------------------------- samples


def test_a_sample_that_is_large_enough_holds_all_that_is_found_and_all_else(stepped, rebuilt, oracle):
    """And a smaller one is the same whichever way the index was built."""
    query = Query("党建", filters=(Filter("kind", "title", exclude=True),))
    everything = Query("", filters=query.filters)
    for more, wanted in (({}, query), ({"controls": 2000}, everything)):
        rows = records(stepped, "sample", query, items=2000, **more)
        texts = Counter(row.passage.text for row in oracle.answer(wanted))
        assert Counter(row["text"] for row in rows) == texts
    case = {"of": "type", "strata": "region", "items": 7}
    drawn = [[row["item"] for row in records(one, "sample", query, **case)] for one in (stepped, rebuilt)]
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) == 7


# ---------------------------------------------------------------- concordance


def plain_line(row, folded, start, end, context=30):
    """Return the cells of a line that a plain loop makes."""
    text, offsets = row.passage.text, fold_map(row.passage.text)[1]
    low, high = offsets[start], offsets[end - 1] + 1
    return (text[max(low - context, 0) : low], text[low:high], text[high : high + context])


@pytest.mark.parametrize("query", SEARCHES, ids=ids)
def test_every_occurrence_is_a_line_and_nothing_else_is(stepped, oracle, query):
    wanted = found(oracle, query)
    lines = records(stepped, "concordance", query)
    assert [(one["before"], one["match"], one["after"]) for one in lines] == [
        plain_line(*one) for one in wanted
    ]
    numbers = {}
    for _, rows in groupby(oracle.rows, lambda row: row.record.id):
        numbers |= {row.place: (number, row.passage.kind) for number, row in enumerate(rows, 1)}
    for line, (row, _, start, _) in zip(lines, wanted, strict=True):
        assert (line["article"], line["passage"]) == row.place
        assert (line["title"], line["date"]) == (row.record.title, row.record.published)
        assert line["publication"] == row.record.publication
        number, kind = numbers[row.place]
        assert (line["paragraph"], line["kind"]) == (number, stepped.names.label("kind", kind))
        offset = fold_map(row.passage.text)[1][start]
        assert line["position"] == 100 * offset // len(row.passage.text)
        assert isinstance(line["href"], Place)
        assert (line["href"].anchor.article, line["href"].anchor.passage) == row.place


ORDERS = {
    "position": lambda row, text, start, end: 0,
    "right": lambda row, text, start, end: text[end : end + 40],
    "left": lambda row, text, start, end: "".join(reversed(text[:start]))[:40],
    "match": lambda row, text, start, end: text[start:end],
    "region": lambda row, text, start, end: (not row.record.regions, min(row.record.regions, default="")),
    "date": lambda row, text, start, end: (not row.record.published, row.record.published),
}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("query", [Query("党建"), Query("党*引领"), Query("的")], ids=ids)
def test_lines_are_sorted_and_equal_ones_stay_in_reading_order(stepped, oracle, query, order):
    wanted = sorted(found(oracle, query), key=lambda one: ORDERS[order](*one))
    lines = records(stepped, "concordance", query, order=order)
    assert [(one["before"], one["match"], one["after"]) for one in lines] == [
        plain_line(*one) for one in wanted
    ]
    assert len(lines) > 5


@pytest.mark.parametrize("side", ["next", "previous"])
def test_neighbours_are_counted_and_each_group_leads_to_its_lines(stepped, oracle, side):
    query, parts = Query("党建"), stepped.segmenter.parts
    words, places = Counter(), {}
    for row, text, start, end in found(oracle, query):
        own = (
            parts(text[end : end + 16])[:1]
            if side == "next"
            else parts(text[max(start - 16, 0) : start])[-1:]
        )
        word = own[0] if own else ""
        words[word] += 1
        places.setdefault(word, []).append(row.place)
    groups = records(stepped, "concordance", query, group=side)
    assert {one["word"]: one["lines"] for one in groups} == words
    assert [one["lines"] for one in groups] == sorted(words.values(), reverse=True)
    for group in groups:
        own = places[group["word"]]
        assert (group["passages"], group["articles"]) == (len({*own}), len({article for article, _ in own}))
        assert group["share"] == group["lines"] / words.total()
        assert (group["href"] is None) == (group["word"] == "")
        if group["href"]:
            lines = followed(stepped, group["href"])
            assert [(one["article"], one["passage"]) for one in lines] == own
    frequent = [one["after"] for one in records(stepped, "concordance", query, order=side)]
    assert len(frequent) == words.total()


def followed(engine, link):
    """Return the rows that a link leads to."""
    assert isinstance(link, Asked)
    given = {}
    for name, value in link.parameters:
        given.setdefault(name, []).append(value)
    many = {
        row.name
        for one in INSTRUMENTS
        if one.name == link.instrument
        for row in one.parameters
        if row.several
    }
    return records(
        engine,
        link.instrument,
        link.query,
        **{name: values if name in many else values[0] for name, values in given.items()},
    )


def test_context_can_be_the_sentence(stepped, oracle):
    query = Query("党建")
    lines = records(stepped, "concordance", query, extent="sentence")
    for line, (row, _, start, end) in zip(lines, found(oracle, query), strict=True):
        text, offsets = row.passage.text, fold_map(row.passage.text)[1]
        low, high = offsets[start], offsets[end - 1] + 1
        holding = [(a, b) for a, b in sentences(text) if a < high and low < b]
        first, last = min(low, holding[0][0]), max(high, holding[-1][1])
        assert line["before"] + line["match"] + line["after"] == text[first:last]


@pytest.mark.parametrize("strata", ["", "region", "year"])
def test_a_sample_is_the_same_each_time_and_spread_over_its_strata(stepped, oracle, strata):
    query = Query("的")
    everything = records(stepped, "concordance", query)
    drawn = records(stepped, "concordance", query, sample=20, strata=strata)
    assert drawn == records(stepped, "concordance", query, sample="20", strata=strata)
    assert drawn != records(stepped, "concordance", query, sample=20, strata=strata, seed=2)
    assert len(drawn) == 20
    numbers = [everything.index(line) for line in drawn]
    assert numbers == sorted(numbers)
    assert records(stepped, "concordance", query, sample=100_000, strata=strata) == everything
    if strata:
        articles = {row.record.id: row.record for row in oracle.rows}
        lowest = {name: min(one.regions, default="")[:2] for name, one in articles.items()}
        own = {"region": lambda one: lowest[one["article"]], "year": lambda one: one["date"][:4]}[strata]
        whole, some = Counter(map(own, everything)), Counter(map(own, drawn))
        short = [stratum for stratum in whole if some[stratum] < whole[stratum]]
        assert max(some.values()) - min(some[stratum] for stratum in short) <= 1


def test_a_page_of_lines_is_a_part_of_all_and_counts_them_all(stepped):
    for order in ("position", "left"):
        table = stepped.instrument("concordance", Query("党建"), order=order)
        rows = list(table.rows)
        for number, size in ((1, 7), (2, 7), (1, 1000), (500, 7)):
            page, total = table.page(number, size)
            assert (page, total) == (rows[(number - 1) * size : number * size], len(rows))
    assert dict(table.counts) == {
        "passages": stepped.count(Query("党建")).passages,
        "articles": stepped.count(Query("党建")).articles,
        "unplaced": stepped.search("党建").unplaced,
    }


# ---------------------------------------------------------------- distribution and matrix


FILTERED = [
    Query("党建"),
    Query("党建 NEAR/10 引领 OR 产业链", filters=(Filter("year", "2023", exclude=True),)),
    Query("党建", filters=(Filter("region", "510000"), Filter("type", NONE, exclude=True))),
    Query(
        "产业链党委", "any", filters=(Filter("region", "511000"), Filter("region", "650000")), mentioned=True
    ),
    Query("的", filters=(Filter("kind", "title", exclude=True),)),
    Query("的", filters=(Filter("kind", "unplaced"),)),
    Query(""),
]


def with_values(query, *pairs):
    """Return a search with values alone chosen in their facets."""
    for facet, value in pairs:
        kept = tuple(one for one in query.filters if one.facet != facet or one.exclude)
        query = Query(query.text, query.mode, (*kept, Filter(facet, value)), mentioned=query.mentioned)
    return query


def counted_rows(oracle, query):
    """Return by plain loops: articles, passages, all articles, occurrences, all characters of a search."""
    rows, whole = (
        oracle.answer(query),
        oracle.answer(Query("", filters=query.filters, mentioned=query.mentioned)),
    )
    return (
        len({row.record.id for row in rows}),
        len(rows),
        len({row.record.id for row in whole}),
        len(found(oracle, query)),
        sum(len(row.scanned.folded) for row in whole),
    )


COUNTED = ("articles", "passages", "articles_all", "occurrences", "characters")


def check_rates(row):
    assert row["share"] == (row["articles"] / row["articles_all"] if row["articles_all"] else None)
    per = row["occurrences"] * 10_000 / row["characters"] if row["characters"] else None
    assert row["per_10000"] == per


@pytest.mark.parametrize("by", FACET_NAMES)
@pytest.mark.parametrize("query", FILTERED, ids=ids)
def test_a_distribution_counts_what_a_click_on_each_value_finds(stepped, oracle, query, by):
    rows = records(stepped, "distribution", query, by=by, count="occurrences")
    chosen, excluded = query.chosen(by), query.excluded(by)
    for row in rows:
        assert tuple(row[name] for name in COUNTED) == counted_rows(
            oracle, with_values(query, (by, row["value"]))
        )
        check_rates(row)
        assert row["href"] == with_values(query, (by, row["value"]))
        assert row["articles_all"] == stepped.count(row["href_all"]).articles
        path = stepped.names.path(by, row["value"])
        assert not chosen or {*chosen} & {*path}
        assert not {*excluded} & {*path}
    base = Query("", filters=query.filters, mentioned=query.mentioned)
    shown = stepped.facet(base, by)
    wanted = [
        one.value
        for one in shown
        if one.articles and (not chosen or {*chosen} & {*stepped.names.path(by, one.value)})
    ]
    assert [row["value"] for row in rows] == wanted
    for row in rows[:3]:
        total = stepped.count(row["href"])
        assert (row["articles"], row["passages"]) == (total.articles, total.passages)


def test_levels_orders_and_several_searches_stand_in_one_table(stepped):
    query = Query("党建")
    whole = records(stepped, "distribution", query, also=["产业链", "党建", "引领"])
    assert list(dict.fromkeys(row["query"] for row in whole)) == ["党建", "产业链", "引领"]
    single = records(stepped, "distribution", Query("产业链"))
    assert [row for row in whole if row["query"] == "产业链"] == single
    for level in (1, 2, 3):
        rows = records(stepped, "distribution", query, level=level)
        assert rows == [row for row in whole if row["query"] == "党建" and row["level"] == level]
        assert rows
    counts = [row["articles"] for row in records(stepped, "distribution", query, level=1, order="count")]
    assert counts == sorted(counts, reverse=True)
    table = stepped.instrument("distribution", query, also="产业链")
    totals = [stepped.count(Query(text)) for text in ("", "党建", "产业链")]
    assert list(table.counts.values()) == [
        number for one in totals for number in (one.articles, one.passages)
    ]


@pytest.mark.parametrize("query", FILTERED, ids=ids)
def test_months_are_counted_by_the_dates_of_articles(stepped, oracle, query):
    rows = records(stepped, "distribution", query, by="month", count="occurrences")
    base = Query("", filters=query.filters, mentioned=query.mentioned)
    held = {row.record.published[:7] for row in oracle.answer(base)}
    months = sorted(filter(None, held), key=lambda one: one.ljust(7, "!"), reverse=True)
    assert [row["value"] for row in rows] == [*months, *([NONE] if "" in held else [])]
    for row in rows:

        def own(rows, name=row["value"]):
            return [one for one in rows if (one.record.published[:7] or NONE) == name]

        passages, whole = own(oracle.answer(query)), own(oracle.answer(base))
        often = [one for one in found(oracle, query) if one[0] in passages]
        assert (row["articles"], row["passages"]) == (len({one.record.id for one in passages}), len(passages))
        assert row["articles_all"] == len({one.record.id for one in whole})
        assert row["characters"] == sum(len(one.scanned.folded) for one in whole)
        assert row["occurrences"] == len(often)
        check_rates(row)
        assert row["href"] == query.only("month", row["value"])
        total = stepped.count(row["href"])
        assert (row["articles"], row["passages"]) == (total.articles, total.passages)


PAIRS = [("type", "region"), ("region", "year"), ("kind", "type"), ("publication", "kind")]
PAIRS += [("month", "region"), ("kind", "month")]


@pytest.mark.parametrize(("rows", "columns"), PAIRS)
@pytest.mark.parametrize("query", FILTERED[:3], ids=ids)
def test_a_cell_is_what_a_click_on_both_values_finds(stepped, oracle, query, rows, columns):
    cells = records(stepped, "matrix", query, rows=rows, columns=columns, column_level=0, count="occurrences")
    down = [row["value"] for row in records(stepped, "distribution", query, by=rows)]
    across = [row["value"] for row in records(stepped, "distribution", query, by=columns)]
    assert [(cell["row"], cell["column"]) for cell in cells] == [(a, b) for a in down for b in across]
    for cell in cells[:: max(len(cells) // 40, 1)]:
        asked = with_values(query, (rows, cell["row"]), (columns, cell["column"]))
        assert tuple(cell[name] for name in COUNTED) == counted_rows(oracle, asked)
        check_rates(cell)
        assert cell["href"] == asked
        total = stepped.count(cell["href"])
        assert (cell["articles"], cell["passages"]) == (total.articles, total.passages)
        assert cell["articles_all"] == stepped.count(cell["href_all"]).articles
    turned = records(stepped, "matrix", query, rows=columns, columns=rows, column_level=0)
    assert {(one["column"], one["row"]): one["articles"] for one in turned} == {
        (one["row"], one["column"]): one["articles"] for one in cells
    }


def test_a_facet_is_not_crossed_with_itself(stepped):
    with pytest.raises(ParameterRefused) as refused:
        stepped.instrument("matrix", "党建", rows="year", columns="year")
    assert "year" not in refused.value.choices


def test_a_cell_whose_search_would_have_too_many_filters_has_no_link(stepped):
    others = tuple(Filter("author", f"记者{number}", exclude=True) for number in range(20))
    rows = records(stepped, "distribution", Query("党建", filters=others), by="year")
    assert rows
    assert {(row["href"], row["href_all"]) for row in rows} == {(None, None)}


# ---------------------------------------------------------------- collocates


def plain_units(engine, text, unit, length):
    """Return every unit of a text: itself, where it begins and where it ends."""
    if unit == "gram":
        spans = [(at, at + length) for at in range(len(text) - length + 1)]
        return [(text[a:b], a, b) for a, b in spans if all(map(is_word, text[a:b]))]
    made, at = [], 0
    for part in engine.segmenter.parts(text):
        if is_word(part):
            made.append((part, at, at + len(part)))
        at += len(part)
    return made


def plain_near(engine, text, spans, asked):
    """Yield which units stand near which spans, by looking at each pair: unit, span, before, between."""
    unit, length = asked["unit"], asked.get("length", 2)
    everything = plain_units(engine, text, unit, length)
    for name, low, high in everything:
        if any(high > a and low < b for a, b in spans):
            continue
        for a, b in spans:
            before = high <= a
            many = asked["left"] if before else asked["right"]
            if unit == "gram":
                between = a - high if before else low - b
                inside = between + length <= many
            else:
                gap = (high, a) if before else (b, low)
                between = sum(gap[0] <= one[1] and one[2] <= gap[1] for one in everything)
                inside = between < many
            if inside:
                yield (name, low), (a, b), before, between


def plain_collocates(engine, oracle, query, asked):
    """Return by plain loops, by unit: before, after, lines, articles."""
    before, after, lines, articles = Counter(), Counter(), Counter(), {}
    for row, group in groupby(found(oracle, query), lambda one: one[0]):
        spans = [(start, end) for _, _, start, end in group]
        nearest, windows = {}, {}
        for place, span, is_before, between in plain_near(engine, row.scanned.folded, spans, asked):
            nearest.setdefault(place, []).append((between, is_before))
            windows.setdefault(span, set()).add(place[0])
        for (name, _), sides in nearest.items():
            (before if min(sides)[1] else after)[name] += 1
            articles.setdefault(name, set()).add(row.record.id)
        for names in windows.values():
            lines.update(names)
    return before, after, lines, articles


def plain_measures(together, near, often, whole):
    """Return expected, signed log-likelihood, logDice and log ratio of four counts."""
    far = whole - near
    cells = [
        (together, near * often / whole),
        (near - together, near * (whole - often) / whole),
        (often - together, far * often / whole),
        (far - often + together, far * (whole - often) / whole),
    ]
    likelihood = 2 * sum(seen * log(seen / expected) for seen, expected in cells if seen)
    dice = 14 + log2(2 * together / (near + often)) if together else None
    ratio = log2(max(together, 0.5) / near / (max(often - together, 0.5) / far)) if near and far else None
    return cells[0][1], likelihood if together >= cells[0][1] else -likelihood, dice, ratio


def same(told, wanted):
    return told is wanted is None or isclose(told, wanted, rel_tol=1e-9, abs_tol=1e-9)


WINDOWED = [
    (Query("党建"), {"unit": "word", "left": 5, "right": 5}),
    (Query("党建"), {"unit": "word", "left": 2, "right": 0, "reference": "passages"}),
    (Query("党建引领服务", "any"), {"unit": "word", "left": 3, "right": 4}),
    (Query("党建", filters=(Filter("region", "510000"),)), {"unit": "gram", "left": 5, "right": 5}),
    (Query("党*引领 OR 产业链"), {"unit": "gram", "length": 3, "left": 8, "right": 4}),
    (Query("党建 NEAR/10 引领"), {"unit": "gram", "length": 1, "left": 1, "right": 3}),
]


@pytest.mark.parametrize(("query", "asked"), WINDOWED, ids=str)
def test_collocates_are_what_plain_loops_find_near_each_occurrence(stepped, oracle, query, asked):
    before, after, lines, articles = plain_collocates(stepped, oracle, query, asked)
    near = (before + after).total()
    base = query if asked.get("reference") else Query("", filters=query.filters)
    cut = asked["unit"], asked.get("length", 2)
    frequency = Counter(
        name for row in oracle.answer(base) for name, _, _ in plain_units(stepped, row.scanned.folded, *cut)
    )
    rows = records(stepped, "collocates", query, least=1, **asked)
    assert {row["collocate"]: (row["before"], row["after"]) for row in rows} == {
        name: (before[name], after[name]) for name in before + after
    }
    assert len(rows) > 10
    for row in rows:
        name = row["collocate"]
        assert row["observed"] == row["before"] + row["after"]
        assert (row["lines"], row["articles"]) == (lines[name], len(articles[name]))
        assert (row["window"], row["frequency"]) == (near, frequency[name])
        assert row["reference"] == frequency.total()
        wanted = plain_measures(row["observed"], near, frequency[name], frequency.total())
        told = [row[one] for one in ("expected", "log_likelihood", "log_dice", "log_ratio")]
        assert all(map(same, told, wanted))
    for row in rows[:10]:
        shown = followed(stepped, row["href"])
        assert len(shown) == row["lines"]
        assert len({one["article"] for one in shown}) == row["articles"]


def test_collocates_stand_in_the_order_asked_for_and_rare_ones_are_left_out(stepped):
    def by_name(rows):
        return sorted(rows, key=lambda row: row["collocate"])

    everything = records(stepped, "collocates", Query("党建"), least=1)
    for order in ("log_likelihood", "log_dice", "log_ratio", "observed"):
        rows = records(stepped, "collocates", Query("党建"), order=order, least=3)
        assert by_name(rows) == by_name(row for row in everything if row["observed"] >= 3)
        values = [row[order] for row in rows]
        assert values == sorted(values, reverse=True)
        assert rows
    assert everything[-1]["log_likelihood"] < 0


def test_a_word_of_the_window_may_be_typed_in_any_form(stepped):
    query = Query("服务")
    plain = records(stepped, "concordance", query, near="党建")
    assert plain
    assert records(stepped, "concordance", query, near="黨 建") == plain
    assert len(plain) < len(records(stepped, "concordance", query))


# ---------------------------------------------------------------- compare


COMPARED = [
    (Query("党建"), "产业链", {"unit": "word"}),
    (Query("region:510000 党建"), "region:320000 党建", {"unit": "word"}),
    (Query("党建 OR 产业链", filters=(Filter("kind", "title", exclude=True),)), "-党建", {"unit": "gram"}),
    (Query("党建引领", "any"), "year:2020..2023", {"unit": "gram", "length": 3}),
    (Query(""), "党建", {"unit": "gram", "length": 1}),
    (Query("党建"), "查无此字串", {"unit": "word"}),
]


@pytest.mark.parametrize(("query", "against", "asked"), COMPARED, ids=str)
def test_two_searches_are_compared_by_what_plain_loops_count(stepped, oracle, query, against, asked):
    cut = asked["unit"], asked.get("length", 2)
    sides = [oracle.answer(one) for one in (query, query.with_text(against))]
    often, passages = [], []
    for rows in sides:
        own = [[name for name, _, _ in plain_units(stepped, row.scanned.folded, *cut)] for row in rows]
        often.append(Counter(name for names in own for name in names))
        passages.append(Counter(name for names in own for name in {*names}))
    first, second = often
    table = stepped.instrument("compare", query, against=against, least=1, **asked)
    rows = table.records()
    assert {row["word"]: (row["first"], row["second"]) for row in rows} == {
        name: (first[name], second[name]) for name in first + second
    }
    both = {row.place for row in sides[0]} & {row.place for row in sides[1]}
    wanted = [{row.place for row in sides[0]}, {row.place for row in sides[1]}, both]
    assert list(table.counts.values()) == [
        number for places in wanted for number in (len(places), len({article for article, _ in places}))
    ]
    whole = (first + second).total()
    for row in rows[:: max(len(rows) // 200, 1)]:
        name = row["word"]
        assert (row["first_passages"], row["second_passages"]) == (passages[0][name], passages[1][name])
        assert (row["first_all"], row["second_all"]) == (first.total(), second.total())
        rates = [many[name] * 10_000 / many.total() if many.total() else None for many in (first, second)]
        assert [row["first_per_10000"], row["second_per_10000"]] == rates
        _, *measures = plain_measures(first[name], first.total(), (first + second)[name], whole)
        assert all(map(same, [row[one] for one in ("log_likelihood", "log_dice", "log_ratio")], measures))
        assert row["side"] == ("乙" if row["log_likelihood"] < 0 else "甲")
        assert (row["first_href"] is None) == (asked["unit"] == "word")
    for row in rows[:30]:
        for side, link in (("first_passages", row["first_href"]), ("second_passages", row["second_href"])):
            if link:
                assert stepped.count(link).passages == row[side]


def test_what_is_distinctive_stands_first_on_either_side(stepped):
    def measures(order):
        rows = records(stepped, "compare", Query("党建"), against="服务", order=order)
        return [row["log_likelihood"] for row in rows]

    assert measures("first") == sorted(measures("both"), reverse=True)
    assert measures("second") == sorted(measures("both"))
    assert measures("both") == sorted(measures("both"), key=lambda one: -abs(one))
    assert measures("first")[0] > 0 > measures("second")[0]


def test_a_search_that_would_be_too_long_is_no_link(stepped):
    long = " OR ".join(["党建"] + ["产业链党委" * 8] * 11)
    table = stepped.instrument("compare", Query(long), against=long, unit="gram", least=1)
    assert "both_passages" not in table.counts
    rows = table.records()
    assert rows
    assert len(long) < 500
    links = [row["first_href"] for row in rows]
    assert all(link is None or stepped.count(link).passages for link in links)


# ---------------------------------------------------------------- every number that links


TABLES = [
    ("concordance", {"group": "next"}),
    ("concordance", {"group": "previous"}),
    ("distribution", {"by": "region", "also": ["产业链", "引领 -党建"]}),
    ("distribution", {"by": "kind"}),
    ("matrix", {"rows": "type", "columns": "year"}),
    ("matrix", {"rows": "publication", "columns": "author"}),
    ("collocates", {"least": 1}),
    ("collocates", {"unit": "gram", "length": 1}),
    ("compare", {"against": "产业链", "unit": "gram"}),
]


def linked_numbers(engine, query):
    """Yield every number of a column that links: what it counts, the number, and the link."""
    for name, asked in TABLES:
        table = engine.instrument(name, query, **asked)
        names = [column.name for column in table.columns]
        for row in table.rows:
            told = dict(zip(names, row, strict=True))
            for column in table.columns:
                if column.href and column.kind == "number" and told[column.href]:
                    yield column.name, told[column.name], told[column.href]


def test_numbers_that_are_clicked_give_themselves(stepped, backend):
    queries = [Query("党建"), Query("党?引 OR 产业链", filters=(Filter("year", "2023", exclude=True),))]
    everything = [one for query in queries for one in linked_numbers(stepped, query)]
    assert {name for name, _, _ in everything} >= {"articles", "passages", "articles_all", "lines"}
    drawn = random.Random(13).sample(everything, 1_000 if backend.name == "whoosh" else 100)
    for name, number, link in drawn:
        if isinstance(link, Asked):
            assert number == len(followed(stepped, link))
        else:
            total = stepped.count(link)
            assert number == (total.articles if "articles" in name else total.passages)
