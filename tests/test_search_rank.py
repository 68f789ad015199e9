from collections import Counter
from math import inf, log

import numpy as np
import pytest

import search.whoosh.counting
import search.whoosh.rank
from index.build.build import build
from index.corpus.articles import Article, Block, write_article
from index.store.postings import LENGTHS
from index.text.folding import fold
from search.engine import open_engine
from search.marks.wording import Wording
from search.query.parser import parse
from search.query.request import Query
from search.whoosh.evaluate import Evaluator
from search.whoosh.matching import Matching, _best

WORDS = ["产业", "链条", "党委", "服务", "企业", "园区", "审批", "人才", "项目", "治理", "文旅", "农业"]
PLACES = ("510000", "320000", "210000")
QUERIES = [
    ("产业", "exact"),
    ("农业", "exact"),
    ("产", "exact"),
    ("业，链", "exact"),
    ("产业 农业", "exact"),
    ("产业 OR 文旅", "all"),
    ("产业链条农业", "all"),
    ("".join(WORDS), "any"),
    ("产业 -链条", "exact"),
    ("产业?链条", "exact"),
    ("无此词", "any"),
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    """Search 1,800 passages of random words, some common, some rare."""
    random = np.random.default_rng(7)
    shares = 1 / np.arange(1, len(WORDS) + 1) ** 1.5
    folder = tmp_path_factory.mktemp("rank")
    (folder / "articles").mkdir()
    for number in range(300):
        texts = [
            "，".join(random.choice(WORDS, random.integers(3, 40), p=shares / shares.sum())) for _ in range(5)
        ]
        kinds = ("heading", *["paragraph"] * 4)
        blocks = tuple(Block(kind, text) for kind, text in zip(kinds, texts, strict=True))
        own = Article(f"a-{number:04d}", f"第{number}篇", regions=(PLACES[number % 3],), blocks=blocks)
        write_article(own, folder / "articles" / f"{number}.md")
    build([folder / "articles"], folder / "index")
    return open_engine(folder / "index")


def matching(engine, text, mode, **more):
    return Matching(
        Query(text, mode, **more),
        engine.names.resolved(parse(text).node, lambda *_: False),
        Evaluator(engine.backend.snapshot, Wording(engine.segmenter, mode)),
    )


def plainly(engine, words, grams):
    """Score every passage by plain counting, one passage after another."""
    (segment,) = engine.backend.snapshot.segments
    texts = [fold(segment.reader.text(doc)) for doc in range(segment.reader.size)]
    cut = [Counter(word for word in engine.segmenter.words(text)) for text in texts]
    pairs = [Counter(text[i : i + 2] for i in range(len(text) - 1)) for text in texts]
    boosts = [(1.5, 1.2, 1, 1, 1)[kind] for kind in segment.reader.kind.tolist()]
    scores = np.zeros(len(texts))
    views = (("words", cut, words, 1.0), ("grams", pairs, grams, 0.5))
    for name, counted, terms, weight in views:
        field = getattr(segment.reader, name)
        average = field.lengths.sum() / len(texts)
        lengths = LENGTHS[field.length_codes]
        for term in terms:
            held = sum(term in one for one in counted)
            idf = log(1 + (len(texts) - held + 0.5) / (held + 0.5))
            for doc, one in enumerate(counted):
                norm = 1.2 * (0.25 + 0.75 * lengths[doc] / average)
                scores[doc] += weight * idf * 2.2 * one[term] / (one[term] + norm)
    return segment, scores * boosts


@pytest.mark.parametrize(
    ("text", "words", "grams"),
    [
        ("农业", ["农业"], ["农业"]),
        ("产业 OR 治理", ["产业", "治理"], ["产业", "治理"]),
        ("产业 链条 农业", ["产业", "链条", "农业"], ["产业", "链条", "农业"]),
    ],
)
def test_the_first_page_is_that_of_scoring_every_passage(engine, text, words, grams):
    segment, scores = plainly(engine, words, grams)
    found = matching(engine, text, "exact")
    ((_, docs),) = found.by_segment()
    best = Counter()
    for doc in docs.tolist():
        article = int(segment.reader.article[doc])
        best[article] = max(best[article], scores[doc])
    page = engine.search(text, size=25).hits
    wanted = sorted(best.values(), reverse=True)[:25]
    assert [hit.score for hit in page] == pytest.approx(wanted, rel=1e-4)


@pytest.mark.parametrize(("text", "mode"), QUERIES)
def test_scores_are_the_same_whether_terms_are_spread_out_or_looked_up(engine, text, mode, monkeypatch):
    found = []
    for searched in (0, inf):
        monkeypatch.setattr(search.whoosh.rank, "SEARCHED", searched)
        one = matching(engine, text, mode)
        found.append([one.scorer.scores(segment, docs).tolist() for segment, docs in one.by_segment()])
    assert found[0] == found[1]


@pytest.mark.parametrize(("text", "mode"), QUERIES)
@pytest.mark.parametrize("filters", [{}, {"region": "四川省"}, {"region": "-四川省", "kind": "paragraph"}])
def test_facets_count_the_same_whether_few_or_all_articles_are_looked_at(
    engine, text, mode, filters, monkeypatch
):
    found = []
    for few in (0, 1 << 40):
        monkeypatch.setattr(search.whoosh.counting, "FEW", few)
        results = engine.search(text, mode=mode, **filters)
        found.append({facet: tuple(values) for facet, values in results.facets.items()})
    assert found[0] == found[1]


@pytest.mark.parametrize("number", [1, 4, 30, 400])
def test_the_articles_of_the_best_passages_come_first_and_equal_ones_by_number(number):
    random = np.random.default_rng(number)
    articles = np.repeat(random.permutation(3_000), random.integers(1, 40, 3_000)).astype(np.int32)
    scores = random.integers(0, 200, len(articles)).astype(np.float32)
    scores[articles < 3] = 1_000  # many of the best passages lie in few articles
    best = {}
    for article, score in zip(articles.tolist(), scores.tolist(), strict=True):
        best[article] = max(best.get(article, 0), score)
    order = sorted(best, key=lambda article: (-best[article], article))
    assert _best(articles, scores, number).tolist() == order[:number]
    few = slice(0, 5)
    assert set(_best(articles[few], scores[few], number).tolist()) <= set(articles[few].tolist())
    assert _best(articles[:0], scores[:0], number).tolist() == []
