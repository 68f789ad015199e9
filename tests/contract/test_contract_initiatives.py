"""Does the instrument of initiatives count what plain loops over the passages of a search count?"""

from collections import Counter

import pytest

from index.facets.rows import NONE, facet_named
from index.text.folded import FoldedText
from index.text.folding import fold
from search.coinages.names import key_of
from search.coinages.reading import read_mentions
from search.instruments.initiatives.rows import ORDERS
from search.instruments.table import Asked, Place
from search.query.request import Filter, Query

SEARCHES = [
    Query(""),
    Query("服务 OR 企业"),
    Query("党建 -引领", "any"),
    Query("的", filters=(Filter("region", "510000"), Filter("year", "2023", exclude=True))),
    Query("红色", filters=(Filter("region", "511000"),), mentioned=True),
]


def plain(oracle, query):
    """Return by key the passages that name a coinage, and in which strings, by plain loops."""
    rows = oracle.answer(query)
    found, told, strings = {}, set(), {}
    for row in rows:
        for mention in read_mentions(FoldedText.of(row.passage.text)):
            strings.setdefault(mention.key, set()).add(mention.sought)
            if mention.sign:
                told.add(mention.key)
    for key in told:
        own = [row for row in rows if any(string in fold(row.passage.text) for string in strings[key])]
        found[key] = sorted(own, key=lambda row: (not row.record.published, row.record.published))
    return found


def records(engine, query, **parameters):
    return engine.instrument("initiatives", query, **parameters).records()


def ids(query):
    return f"{query.text} {query.mode} {len(query.filters)}"


def counted(rows):
    return len({row.record.id for row in rows}), len(rows)


@pytest.mark.parametrize("query", SEARCHES, ids=ids)
def test_every_number_of_an_initiative_is_what_its_search_finds(stepped, oracle, query):
    wanted = plain(oracle, query)
    lines = records(stepped, query)
    assert {key_of(line["initiative"]) for line in lines} == wanted.keys()
    assert lines
    for line in lines:
        rows = wanted[key_of(line["initiative"])]
        assert (line["articles"], line["passages"]) == counted(rows)
        assert counted(oracle.answer(line["href_articles"])) == counted(rows)
        assert line["first"] == (rows[0].record.published or None)
        assert line["gloss"] in "".join(row.passage.text for row in rows)
        passages = records(stepped, query, per="passages", name=line["initiative"])
        assert sorted((one["article"], one["passage"]) for one in passages) == sorted(
            row.place for row in rows
        )
        assert [one["date"] or "" for one in passages] == [row.record.published for row in rows]
        assert isinstance(line["href_gloss"], Place)
        assert isinstance(line["href"], Asked)


@pytest.mark.parametrize("level", [0, 1, 3])
@pytest.mark.parametrize("query", [SEARCHES[0], *SEARCHES[3:]], ids=ids)
def test_regions_stand_by_first_date_and_each_is_what_a_click_finds(stepped, oracle, query, level):
    lines = records(stepped, query, per="region", level=level)
    assert lines or (level == 1 and query.chosen("region"))
    for line in lines:
        rows = oracle.answer(line["href_articles"])
        assert (line["articles"], line["passages"]) == counted(rows)
        dates = sorted(row.record.published for row in rows if row.record.published)
        assert line["first"] == (dates[0] if dates else None)
        assert line["undated"] == len({row.record.id for row in rows if not row.record.published})
        assert not level or line["level"] == level
        same = [
            one["first"]
            for one in lines
            if (one["initiative"], one["level"]) == (line["initiative"], line["level"])
            and one["first"]
            and one["region"] != NONE
        ]
        own = None if line["region"] == NONE or not line["first"] else 1 + sorted(same).index(line["first"])
        assert line["place"] == own
    for name in {line["initiative"] for line in lines}:
        dated = [line["first"] for line in lines if line["initiative"] == name and line["place"]]
        assert dated == sorted(dated)


def regions_of(engine, query, row, level):
    """Return the regions of a row's article, at one level or (0) at all, that a search does not leave out."""
    chosen, path = {*query.chosen("region")}, engine.names.path
    values = facet_named("region").values(row.record) - {NONE}
    shown = {one for one in values if not chosen or chosen & {*path("region", one)}}
    return {one for one in shown if not level or len(path("region", one)) == level}


def history(rows, regions, last, *, dropped):
    """Return region, year and whether it has adopted, by plain loops over pairs of a year and regions."""
    firsts = {}
    for year, own in sorted(rows):
        for region in own if year else ():
            firsts.setdefault(region, int(year))
    for region in regions if firsts else ():
        for year in range(min(firsts.values()), last + 1):
            if not dropped or year <= firsts.get(region, last):
                yield region, str(year), int(firsts.get(region, last + 1) <= year)


@pytest.mark.parametrize(("expand", "level"), [("kept", 1), ("risk", 0)])
@pytest.mark.parametrize("query", [SEARCHES[0], SEARCHES[3]], ids=ids)
def test_adoption_turns_to_one_in_the_year_of_the_first_dated_passage(stepped, oracle, query, expand, level):
    table = stepped.instrument("initiatives", query, per="adoption", level=level, expand=expand)
    lines, seen, wanted, undated = table.records(), {}, [], set()
    for row in oracle.answer(Query("", filters=query.filters)):
        for one in regions_of(stepped, query, row, level):
            seen.setdefault((one, row.record.published[:4]), set()).add(row.record.id)
    regions, last = {one for one, _ in seen}, max(int(year or 0) for _, year in seen)
    for key, rows in plain(oracle, query).items():
        pairs = [(row.record.published[:4], sorted(regions_of(stepped, query, row, level))) for row in rows]
        wanted += [(key, *one) for one in history(pairs, regions, last, dropped=expand == "risk")]
        undated |= {
            (key, row.record.id)
            for row, pair in zip(rows, pairs, strict=True)
            if not pair[0] and (pair[1] or not level)
        }
    told = [line for line in lines if line["year"]]
    assert sorted(
        (key_of(line["initiative"]), line["region"], line["year"], line["adopted"]) for line in told
    ) == sorted(wanted)
    rest = [line for line in lines if not line["year"]]
    assert {(key_of(line["initiative"]), line["article"]) for line in rest} == undated
    assert undated
    assert {line["adopted"] for line in told} == ({1} if level and query.filters else {0, 1})
    missing = {
        (key, region, row.record.id)
        for key, rows in plain(oracle, query).items()
        for row in rows
        if not row.record.published
        for region in regions_of(stepped, query, row, level)
    }
    many = Counter((key, region) for key, region, _ in missing)
    for line in told:
        assert line["articles_all"] == len(seen.get((line["region"], line["year"]), ()))
        assert line["undated"] == many[key_of(line["initiative"]), line["region"]]
    for line in told[::5]:
        assert isinstance(line["href"], Place if line["adopted"] else Query)
        assert line["adopted"] or not oracle.answer(line["href"])
        assert len({row.record.id for row in oracle.answer(line["href_all"])}) == line["articles_all"]
    rows = list(table.rows)
    for number, size in ((1, 7), (3, 11), (2, 1000), (90, 7)):
        assert table.page(number, size) == (rows[(number - 1) * size : number * size], len(rows))


def test_the_page_of_one_initiative_tells_who_else(bundled, bundled_oracle):
    wanted = plain(bundled_oracle, Query(""))
    lines = records(bundled, Query("企业"), name="「我为企业\n找订单」")
    own = {row.record.id for row in bundled_oracle.answer(Query("企业 我为企业找订单"))}
    shared = Counter(
        key
        for key, rows in plain(bundled_oracle, Query("企业")).items()
        for article in own & {row.record.id for row in rows}
    )
    del shared["我为企业找订单"]
    aspects = {}
    for line in lines:
        aspects.setdefault(line["aspect"], []).append(line)
    assert {key_of(one["value"]): one["articles"] for one in aspects["同文提到的举措"]} == shared
    assert len(aspects["地区，按首见先后"]) == 2
    (whole,) = aspects["整个文库"]
    assert (whole["articles"], whole["passages"]) == counted(wanted["我为企业找订单"])
    for line in lines:
        if line["href_articles"]:
            assert (line["articles"], line["passages"]) == counted(
                bundled_oracle.answer(line["href_articles"])
            )
    for line in aspects["同文提到的举措"][:3]:
        again = records(bundled, line["href"].query, **dict(line["href"].parameters))
        assert again[0]["aspect"] == "举措"


def test_orders_have_the_same_rows_and_few_articles_can_be_left_out(stepped):
    lines = records(stepped, Query(""))
    for order in ORDERS:
        ordered = records(stepped, Query(""), order=order)
        assert ordered == records(stepped, Query(""), order=order)
        assert Counter(one["initiative"] for one in ordered) == Counter(one["initiative"] for one in lines)
    counts = [one["articles"] for one in lines]
    assert counts == sorted(counts, reverse=True)
    dated = [one["first"] or "9" for one in records(stepped, Query(""), order="dated")]
    assert dated == sorted(dated)
    least = max(counts)
    assert {one["articles"] for one in records(stepped, Query(""), least=least)} == {least}
    for line in lines:
        assert records(stepped, Query(""), name=line["initiative"])[0]["aspect"] == "举措"
