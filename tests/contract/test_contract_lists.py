"""Do panel and batch count what plain loops over the passages count, whichever engine answers?"""

import random
from itertools import product
from math import log1p

import pytest

from index.facets.rows import NONE
from index.text.folding import fold
from index.text.words import is_word
from search.errors import SearchError
from search.query.request import Filter, Query

CONCEPTS = {
    "党建": ("党建", "黨建引领", "党"),  # one within another, and one in another form
    "引领": ("引领", "建引"),  # what overlaps without lying in the other
    "产业": ("产业链", "产业链党委", "党委"),
    "叠": ("的的", "党党"),  # what overlaps itself
    "也": ("党建", "New York"),  # what another concept has too
    "无": ("查无此字串",),
}
LISTED = "\n".join(f"{name}：{'，'.join(phrases)}" for name, phrases in CONCEPTS.items())
SEARCHES = [
    (Query(""), {"level": 1}),
    (Query("党建"), {"level": 2, "period": "month"}),
    (Query("的", filters=(Filter("region", "510000"),)), {"level": 0, "count": "tokens"}),
    (Query("党建引领服务", "any", mentioned=True), {"level": 0, "period": "whole"}),
    (Query("党*引领 OR 产业链", filters=(Filter("year", "2023", exclude=True),)), {"level": 3}),
]


def ids(value):
    return f"{value.text} {value.mode}" if isinstance(value, Query) else ""


# ---------------------------------------------------------------- panel


def standing(text, phrase):
    """Return every span of a phrase in a folded text, by trying them all."""
    size = len(fold(phrase))
    return [(at, at + size) for at in range(len(text)) if text[at : at + size] == fold(phrase)]


def groups(spans):
    """Return how many there are where those that overlap are one."""
    many, reached = 0, 0
    for start, end in sorted(spans):
        many += start >= reached
        reached = max(reached, end)
    return many


def plain_counts(text):
    """Return occurrences of each concept in a text: of the longest, and of each phrase alone."""
    spans = {phrase: standing(text, phrase) for own in CONCEPTS.values() for phrase in own}
    everything = [span for own in spans.values() for span in own]
    counts = {}
    for name, phrases in CONCEPTS.items():
        free = {
            phrase: [
                (a, b)
                for a, b in spans[phrase]
                if not any(c <= a and b <= d and d - c > b - a for c, d in everything)
            ]
            for phrase in phrases
        }
        counts[name] = (
            sum(groups(own) for own in free.values()),
            sum(groups(spans[phrase]) for phrase in phrases),
        )
    return counts


def plain_panel(engine, oracle, query, level=1, period="year", count="characters"):
    """Return by plain loops what each region has in each period, of each concept."""
    letters = {"year": 4, "month": 7, "whole": 0}[period]
    values = {row["value"]: row["level"] for row in engine.instrument("distribution", query).records()}
    rows = {}
    for row in oracle.answer(query):
        codes = row.record.regions + (row.record.mentioned if query.mentioned else ())
        own = {step for code in codes for step in engine.names.path("region", code)} or {NONE}
        for code in own:
            if code in values and level in (0, values[code]):
                rows.setdefault((code, row.record.published[:letters]), []).append(row)
    return {
        key: (
            len({row.record.id for row in own}),
            len(own),
            sum(len(row.scanned.folded) for row in own),
            sum(sum(map(is_word, engine.segmenter.parts(row.scanned.folded))) for row in own),
            [(row.record.id, plain_counts(row.scanned.folded)) for row in own],
        )
        for key, own in rows.items()
    }


@pytest.mark.parametrize(("query", "asked"), SEARCHES, ids=ids)
def test_a_panel_counts_what_plain_loops_count(stepped, oracle, query, asked):
    wanted = plain_panel(stepped, oracle, query, **asked)
    table = stepped.instrument("panel", query, concepts=LISTED, **asked)
    rows = table.records()
    assert [(row["region"], row["period"], row["concept"]) for row in rows] == [
        (*key, name)
        for key in sorted(wanted, key=lambda key: (key[0] == NONE, key[0], not key[1], key[1]))
        for name in CONCEPTS
    ]
    for row in rows:
        articles, passages, characters, tokens, counted = wanted[row["region"], row["period"]]
        assert (row["articles"], row["passages"], row["characters"]) == (articles, passages, characters)
        own = [(article, counts[row["concept"]]) for article, counts in counted]
        longest = sum(counts[0] for _, counts in own)
        assert (row["occurrences"], row["occurrences_nested"]) == (longest, sum(one[1] for _, one in own))
        held = [article for article, counts in own if counts[1]]
        assert (row["articles_with"], row["passages_with"]) == (len({*held}), len(held))
        assert (row["per_10000"], row["ln_1p"]) == (longest * 10_000 / characters, log1p(longest))
        if asked.get("count"):
            assert (row["tokens"], row["token_share"]) == (tokens, longest / tokens)
    assert sum(row["occurrences"] < row["occurrences_nested"] for row in rows) > 3
    total = stepped.count(query)
    assert dict(table.counts) == {"articles": total.articles, "passages": total.passages, "concepts": 6}


def test_a_balanced_panel_has_every_period_of_every_region_and_tells_missing_from_zero(stepped):
    def asked(query, **more):
        return stepped.instrument("panel", query, concepts=LISTED, **more).records()

    query = Query("党建", filters=(Filter("year", "2022", exclude=True),))
    found, balanced = asked(query, level=2), asked(query, level=2, gaps="balanced")
    keys = {(row["region"], row["period"]) for row in found}
    years = [int(period) for _, period in keys if period]
    periods = [*map(str, range(min(years), max(years) + 1)), ""]
    regions = sorted(row["value"] for row in stepped.instrument("distribution", query, level=2).records())
    assert "2022" in periods
    assert [(row["region"], row["period"], row["concept"]) for row in balanced] == [
        *product(regions, periods, CONCEPTS)
    ]
    assert [row for row in balanced if (row["region"], row["period"]) in keys] == found
    for row in balanced:
        if (row["region"], row["period"]) not in keys:
            assert row["articles"] == stepped.count(row["href_all"]).articles == 0
            given = ("passages", "characters", "occurrences", "occurrences_nested", "per_10000", "ln_1p")
            assert {row[name] for name in given} == {None}
    months = {row["period"] for row in asked(Query("党建"), period="month", gaps="balanced")}
    assert {"2023-12", "2024-01"} <= months


def test_the_wide_shape_has_the_numbers_of_the_long_one_and_links_give_themselves(stepped, backend):
    for query, period in ((Query("党建 OR 产业链"), "year"), (Query("党建引领服务", "any"), "month")):
        asked = {"concepts": LISTED, "level": 2, "period": period}
        long = stepped.instrument("panel", query, **asked).records()
        wide = stepped.instrument("panel", query, **asked, shape="wide").records()
        names, again = list(CONCEPTS), []
        for row in wide:
            for number, name in enumerate(names, 1):
                whole = {key: value for key, value in row.items() if not key[-1].isdecimal()}
                own = {key: row[f"{key}_{number}"] for key in long[0] if f"{key}_{number}" in row}
                assert own["concept"] == name
                again.append(whole | own)
        assert again == [dict(row) for row in long]
        drawn = random.Random(13).sample(long, min(len(long), 200 if backend.name == "whoosh" else 20))
        for row in drawn:
            for name, link in (("", "href_all"), ("_with", "href")):
                total = stepped.count(row[link])
                assert (row[f"articles{name}"], row.get(f"passages{name}")) == (
                    total.articles,
                    total.passages,
                )


# ---------------------------------------------------------------- batch

ENTRIES = [
    ("党建", "党建"),
    ("二", "党建 OR 产业链"),
    ("无", "查无此字串"),
    ("坏", "党建 ("),
    ("地", "region:510000 党建"),
    ("邻", "党建 NEAR/10 引领"),
    ("名", "region:查无此地"),
]


@pytest.mark.parametrize("by", ["", "region", "type", "kind", "year", "month"])
@pytest.mark.parametrize(
    "query",
    [Query(""), Query("的", "any", (Filter("region", "510000"), Filter("year", "2023", exclude=True)))],
    ids=ids,
)
def test_a_batch_counts_what_each_query_finds_alone(stepped, oracle, query, by):
    listed = "\n".join(f"{name}：{text}" for name, text in ENTRIES)
    table = stepped.instrument("batch", query, queries=listed, by=by)
    rows = table.records()
    values = [""]
    if by:
        values = [row["value"] for row in stepped.instrument("distribution", query, by=by).records()]
    bad = {"坏", "名"}
    assert [(row["label"], row.get("value", "")) for row in rows] == [
        (name, value) for name, _ in ENTRIES for value in ([""] if name in bad else values)
    ]
    assert (table.expected, [one.line for one in table.remarks]) == (len(rows), [4, 7])
    base = Query("", filters=query.filters)
    for row in rows:
        text = dict(ENTRIES)[row["label"]]
        if row["label"] in bad:
            assert {row[name] for name in ("articles", "passages", "articles_all", "share", "href")} == {None}
            with pytest.raises(SearchError) as raised:
                stepped.count(Query(text))
            assert row["fault"] == raised.value.text("zh")
            continue
        asked = query.with_text(f"({query.text}) ({text})" if query.text else text)
        chosen = asked.only(by, row["value"]) if by else asked
        found = oracle.answer(chosen)
        articles = len({one.record.id for one in found})
        whole = base.only(by, row["value"]) if by else base
        assert (row["articles"], row["passages"]) == (articles, len(found))
        assert row["articles_all"] == len({one.record.id for one in oracle.answer(whole)})
        assert (row["href"], row["href_all"], row["fault"]) == (chosen, whole, "")
    assert sum(row["articles"] == 0 for row in rows) >= 1
