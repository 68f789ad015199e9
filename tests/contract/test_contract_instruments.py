"""Does every instrument count what plain loops over the passages count, whichever engine answers?"""

from collections import Counter
from itertools import groupby

import pytest
from oracle import Oracle

from index.text.folding import fold, fold_map, sentences
from search.instruments.registry import INSTRUMENTS
from search.instruments.table import Asked, Place
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
    }
