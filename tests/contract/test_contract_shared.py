"""Is the wording that passages share what plain loops over the passages find, whichever engine answers?"""

from itertools import combinations, product

import pytest
from contract.backends import Corpus
from oracle import Oracle
from test_index_sharing import covered, longest, plain_clauses

from index.corpus.articles import Article, Block, write_article
from index.text.folding import fold
from search.engine import Engine
from search.query.request import Filter, Query

FORMULA = "各单位要按照通知要求抓好工作落实，不得有误。"
LINES = (
    "青石镇设立产业链党委，由链主企业牵头，每月议事一次，议定的事项当场交办。",
    "红色管家上门收集诉求，“一单到底”，件件有回音，事事有着落，群众满意才算办结。",
    "企业有难处，专班党支部当天接单，三天内答复；办不了的，说明理由并上报备案。",
    "Party Building 2024 : no more than 3 forms, no more than 3 visits, for each enterprise.",
)
SEARCHES = [
    Query(""),
    Query("党"),
    Query("产业链党委", filters=(Filter("region", "510000"),)),
    Query("红色管家诉求", "all", filters=(Filter("year", "2023", exclude=True),)),
    Query("kind:unplaced"),
]
DATES = ("2024-05-01", "2023", "", "2022-11-30", "2024-05-01")
REGIONS = (("511000", "510000"), ("320600",), (), ("511000", "320600"))


def articles():
    """Yield articles that copy one another, in part or whole, in other characters, with other white space."""
    rest = "".join(chr(0x5A00 + n) for n in range(60))
    cut = LINES[0][4:30], LINES[1][:24], LINES[2][3:]
    blocks = [
        [LINES[0], LINES[1], FORMULA],
        [LINES[0], LINES[1], rest[:25] + FORMULA],
        [cut[0] + rest[5:15], LINES[2]],
        [rest[:9] + cut[1] + rest[20:30] + cut[0], FORMULA * 2],
        [LINES[0].replace("党", "黨").replace("，", "， \n"), cut[2], LINES[3]],
        [LINES[3].upper(), cut[1] + cut[1], rest],
        [LINES[0], LINES[1], FORMULA + LINES[2]],
        [rest[30:55], "短句。", "=1+1" + LINES[2][:22] + "<b>"],
        ["丙" * 45, LINES[2][8:] + "\\" + LINES[0]],
        ["丙" * 30 + "丁"],
    ]
    for number, own in enumerate(blocks):
        yield Article(
            id=f"b-{number}",
            title=f"标题{number}<i>",
            published=DATES[number % len(DATES)],
            regions=REGIONS[number % len(REGIONS)],
            blocks=(
                *(Block("paragraph", text) for text in own),
                *([Block("unplaced", LINES[1] + FORMULA)] if number % 4 == 1 else ()),
            ),
        )


@pytest.fixture(scope="module")
def copied(backend, tmp_path_factory):
    """Let a backend take up articles that copy one another, in two steps, some changed between them."""
    corpus = Corpus.under(backend, tmp_path_factory.mktemp("copied"))
    made = [*articles()]
    for article in made[:7]:
        write_article(article, corpus.articles / f"{article.id}.md")
    write_article(
        Article(id="b-2", title="旧题", blocks=(Block("paragraph", LINES[3] * 2),)),
        corpus.articles / "b-2.md",
    )
    write_article(Article(id="gone", title="旧文", blocks=made[0].blocks), corpus.articles / "gone.md")
    corpus.build()
    (corpus.articles / "gone.md").unlink()
    for article in made:
        write_article(article, corpus.articles / f"{article.id}.md")
    corpus.build()
    return corpus


@pytest.fixture(scope="module")
def engine(copied):
    return copied.engine()


@pytest.fixture(scope="module")
def scanned(engine, copied):
    return Oracle.of(engine, copied.articles)


def ids(query):
    return f"{query.text} {query.mode} {len(query.filters)}"


def by_article(rows):
    """Return the folded texts of rows by article, and the articles' records."""
    texts, records = {}, {}
    for row in rows:
        texts.setdefault(row.record.id, []).append(row.scanned.folded)
        records[row.record.id] = row.record
    return texts, records


@pytest.mark.parametrize("query", SEARCHES, ids=ids)
def test_every_clause_of_the_passages_found_is_a_row_and_nothing_else_is(engine, scanned, query):
    found = {row.place for row in scanned.answer(query)}
    wide = {row.place for row in scanned.answer(Query(""))} | found
    rows = [row for row in scanned.rows if row.place in wide]
    wanted = {}
    for text, held in plain_clauses([row.scanned.folded for row in rows]).items():
        own = [rows[number] for number in sorted(held)]
        inside = [row for row in own if row.place in found]
        if inside:
            articles = {row.record.id for row in own}
            first = min(own, key=lambda row: (not row.record.published, row.record.published))
            lowest = {code for row in own for code in row.record.regions} - {"510000"}
            wanted[text] = (
                (len(inside), len({row.record.id for row in inside}), len(own), len(articles)),
                (first.place, first.record.published, len(lowest)),
            )
    told = engine.instrument("shared", query).records()
    assert {
        fold(one["clause"]): (
            (one["passages"], one["articles"], one["passages_all"], one["articles_all"]),
            ((one["article"], one["passage"]), one["date"], one["regions"]),
        )
        for one in told
    } == wanted
    assert len(told) == len(wanted) > 0
    assert [one["characters"] for one in told] == sorted(map(len, wanted), reverse=True)
    for one in told:
        for name, numbers in (
            ("found_href", ("passages", "articles")),
            ("all_href", ("passages_all", "articles_all")),
        ):
            if one[name]:
                total = engine.count(one[name])
                assert (total.passages, total.articles) == tuple(one[number] for number in numbers)
    assert sum(one["found_href"] is not None for one in told) >= len(told) - 2
    some = engine.instrument("shared", query, length=25, fewest=3, most=4, order="widest").records()
    kept = [one for one in told if one["characters"] >= 25 and 3 <= one["passages_all"] <= 4]
    assert some == sorted(kept, key=lambda one: (-one["passages_all"], -one["characters"]))
    dates = [one["date"] for one in engine.instrument("shared", query, order="date").records()]
    assert dates == sorted(dates, key=lambda one: (not one, one))


@pytest.mark.parametrize("query", SEARCHES[:3], ids=ids)
def test_pairs_of_articles_and_of_regions_are_those_of_plain_loops(engine, scanned, query):
    texts, records = by_article(scanned.answer(query))
    wanted, regions = {}, {}
    for one, two in combinations(sorted(texts), 2):
        shared = [sum(covered(text, texts[b]) for text in texts[a]) for a, b in ((one, two), (two, one))]
        if not shared[0]:
            continue
        run = max(longest(text, other) for text in texts[one] for other in texts[two])
        sizes = [sum(map(len, texts[name])) for name in (one, two)]
        wanted[one, two] = (*shared, shared[0] / sizes[0], shared[1] / sizes[1], run)
        keys = set()
        own = [
            [code for code in records[name].regions if code != "510000"] or ["none"] for name in (one, two)
        ]
        for first, second in product(*own):
            key, sides = ((first, second), shared) if first <= second else ((second, first), shared[::-1])
            if key not in keys:
                keys.add(key)
                before = regions.get(key, (0, 0, 0, 0))
                regions[key] = (
                    before[0] + 1,
                    before[1] + sides[0],
                    before[2] + sides[1],
                    max(before[3], run),
                )
    told = engine.instrument("shared", query, per="dyads").records()
    measures = ("first_shared", "second_shared", "first_share", "second_share", "longest")
    assert {
        (one["first_article"], one["second_article"]): tuple(one[name] for name in measures) for one in told
    } == wanted
    assert len(told) == len(wanted)
    assert {one["days"] for one in told} <= {None, 0, 518}
    rows = engine.instrument("shared", query, per="dyads", of="region").records()
    assert {
        (one["first_region"], one["second_region"]): tuple(
            one[name] for name in ("pairs", "first_shared", "second_shared", "longest")
        )
        for one in rows
    } == regions


@pytest.mark.parametrize("share", [1, 50, 100])
def test_articles_that_are_nearly_the_same_stand_in_one_group(engine, scanned, share):
    texts, records = by_article(scanned.answer(Query("")))
    sizes = {name: sum(map(len, own)) for name, own in texts.items()}
    group = {name: {name} for name in texts}
    for one, two in combinations(sorted(texts), 2):
        sides = [(one, two), (two, one)]
        best = max(
            sum(covered(text, texts[b]) for text in texts[a]) / sizes[a]
            for a, b in sides
            if sizes[a] == min(sizes[one], sizes[two])
        )
        if best >= share / 100:
            both = group[one] | group[two]
            group |= dict.fromkeys(both, both)
    wanted = {frozenset(own) for own in group.values()}
    table = engine.instrument("shared", "", per="groups", share=share)
    told = {}
    for one in table.records():
        told.setdefault(one["group"], []).append(one)
    assert {frozenset(one["article"] for one in own) for own in told.values()} == {
        own for own in wanted if len(own) > 1
    }
    assert (table.counts["articles"], table.counts["groups"]) == (len(texts), len(wanted))
    for own in told.values():
        dates = [one["date"] for one in own]
        assert dates == sorted(dates, key=lambda one: (not one, one))
        assert all(one["size"] == len(own) and one["share"] >= share / 100 for one in own)
    assert records


def test_a_passage_says_where_else_its_text_stands(engine, scanned):
    placed = [row for row in scanned.rows if row.passage.kind != "unplaced"]
    some = 0
    for row in scanned.rows:
        found = engine.elsewhere(*row.place)
        wanted = {
            other.place: shared
            for other in placed
            if other.place != row.place and (shared := covered(row.scanned.folded, [other.scanned.folded]))
        }
        assert {(one.article.id, one.passage): one.shared for one in found} == wanted
        assert [one.shared for one in found] == sorted(wanted.values(), reverse=True)
        some += len(found)
    assert some > 20
    assert engine.elsewhere("b-0", "000000000000") is None
    assert engine.elsewhere("nothing", "000000000000") is None


def test_very_many_fingerprints_find_the_same(engine, monkeypatch):
    some = engine.instrument("shared", "产业链党委").records()
    monkeypatch.setattr("search.opensearch.reading.TERMS", 0)
    monkeypatch.setattr("search.whoosh.lookup.MANY", 0)
    assert Engine(engine.backend, engine.segmenter).instrument("shared", "产业链党委").records() == some
    assert len(some) > 2
