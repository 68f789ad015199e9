from collections import Counter
from math import inf, log

import numpy as np
import pytest

import search.whoosh.counting
import search.whoosh.ranking.scorer
from index.build.build import build
from index.corpus.articles import Article, Block, write_article
from index.corpus.passages import KINDS
from index.store.postings import LENGTHS
from index.text.folding import fold
from search.marks.wording import Wording
from search.query.parser import parse
from search.query.request import Query
from search.remote.opening import open_engine
from search.whoosh.evaluate import Evaluator
from search.whoosh.matching import Matching
from search.whoosh.ranking.best import best_articles

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
        title = "，".join(random.choice(WORDS, random.integers(1, 6)))
        own = Article(
            f"a-{number:04d}",
            title if number % 3 else f"第{number}篇",
            subtitle="农业，产业，产业" if number % 10 == 0 else "",
            regions=(PLACES[number % 3],),
            blocks=blocks,
        )
        write_article(own, folder / "articles" / f"{number}.md")
    build([folder / "articles"], folder / "index")
    return open_engine(folder / "index", kept=0)


def matching(engine, text, mode, **more):
    return Matching(
        Query(text, mode, **more),
        engine.names.resolved(parse(text).node, lambda *_: False),
        Evaluator(engine.backend.snapshot, Wording(engine.segmenter, mode)),
    )


def of_passage(tf, length, average):
    return 1.7 * tf / (tf + 0.7 * (0.25 + 0.75 * length / average))


def of_title(tf, length, average):
    return 1.5 * 3 * tf / (tf + 2 * (0.25 + 0.75 * length / average))


class Plain:
    """Score by plain counting over texts, passage by passage, as the formula is written."""

    def __init__(self, engine):
        (self.segment,) = engine.backend.snapshot.segments
        self.reader = reader = self.segment.reader
        self.cut = engine.segmenter.words
        self.texts = [fold(reader.text(doc)) for doc in range(reader.size)]
        self.title = reader.kind == KINDS.index("title")
        self.words = [Counter(self.cut(text)) for text in self.texts]
        self.grams = [
            Counter(text[i : i + many] for many in (1, 2) for i in range(len(text) - many + 1))
            for text in self.texts
        ]
        self.lengths = {
            "words": [one.total() for one in self.words],
            "grams": [len(text) for text in self.texts],
        }
        self.titles = {}
        for doc in np.flatnonzero(self.title).tolist():
            self.titles.setdefault(int(reader.article[doc]), []).append(doc)

    def idf(self, field, term):
        held = sum(term in one for one in getattr(self, field))
        return log(1 + (len(self.texts) - held + 0.5) / (held + 0.5)) if held else 0.0

    def idfs(self, text):
        return sum(self.idf("words", word) for word in dict.fromkeys(self.cut(text)))

    def share(self, field, term, doc, formula):
        alike = self.title == self.title[doc]
        average = np.mean(np.array(self.lengths[field])[alike])
        length = max(step for step in LENGTHS.tolist() if step <= self.lengths[field][doc])
        return formula(getattr(self, field)[doc][term], length, average)

    def score(self, runs, mode):
        """Return a score for every passage."""
        words = dict.fromkeys(word for run in runs for word in self.cut(run))
        grams = dict.fromkeys(gram for run in runs for gram in pairs(fold(run)))
        idfs = {("words", word): self.idf("words", word) for word in words}
        idfs |= {("grams", gram): self.idf("grams", gram) for gram in grams}
        telling = {term: idf for term, idf in idfs.items() if idf >= 0.5} or idfs
        scores = np.zeros(len(self.texts))
        for (field, term), idf in telling.items():
            given = {
                article: max(self.share(field, term, doc, of_title) for doc in docs)
                for article, docs in self.titles.items()
            }
            weight = {"words": 1.0, "grams": 0.5}[field] * idf
            for doc in range(len(self.texts)):
                own = 0 if self.title[doc] else self.share(field, term, doc, of_passage)
                title = given[int(self.reader.article[doc])]
                boost = 1.2 if self.reader.kind[doc] == KINDS.index("heading") else 1
                scores[doc] += weight * max(title, boost * own)
        for doc in range(len(self.texts)):
            scores[doc] += self.as_a_whole(doc, runs, mode)
        return scores

    def as_a_whole(self, doc, runs, mode):
        own = [self.texts[title] for title in self.titles[int(self.reader.article[doc])]]
        folded = {fold(run): self.idfs(run) for run in runs}
        found = sum(idfs for run, idfs in folded.items() if any(run in title for title in own))
        found += sum(0.5 * self.idfs(title) for title in set(own) if any(title in run for run in folded))
        if mode != "exact":
            found += sum(0.25 * idfs for run, idfs in folded.items() if run in self.texts[doc])
        return found


def pairs(text):
    return [text[i : i + 2] for i in range(len(text) - 1)] or [text]


@pytest.fixture(scope="module")
def plain(engine):
    return Plain(engine)


@pytest.mark.parametrize(
    ("text", "mode", "runs"),
    [
        ("农业", "exact", ["农业"]),
        ("产", "exact", ["产"]),
        ("产业 OR 治理", "exact", ["产业", "治理"]),
        ("产业 链条 农业", "exact", ["产业", "链条", "农业"]),
        ("产业?链条", "exact", None),
        ("产业，链条 农业", "all", ["产业，链条", "农业"]),
        ("产业，产业，产业", "any", ["产业，产业，产业"]),
        ("文旅怎样与产业，链条，农业同行", "any", ["文旅怎样与产业，链条，农业同行"]),
        ("".join(WORDS), "any", ["".join(WORDS)]),
    ],
)
def test_passages_score_as_plain_counting_by_the_formula_says(engine, plain, text, mode, runs):
    one = matching(engine, text, mode)
    ((segment, docs),) = one.by_segment()
    scores = plain.score(runs or ["产业", "链条"], mode)
    if runs is None:  # a wildcard is no run, and gains nothing as a whole
        whole = np.array([plain.as_a_whole(doc, ["产业", "链条"], mode) for doc in range(len(scores))])
        scores = scores - whole
    assert one.scorer.scores(segment, docs).tolist() == pytest.approx(scores[docs].tolist(), rel=1e-5)
    best = {}
    for doc in docs.tolist():
        article = int(segment.reader.article[doc])
        best[article] = max(best.get(article, 0), scores[doc])
    page = engine.search(text, mode=mode, size=25).hits
    wanted = sorted(best.values(), reverse=True)[:25]
    assert [hit.score for hit in page] == pytest.approx(wanted, rel=1e-5)


@pytest.mark.parametrize(("text", "mode"), QUERIES)
def test_scores_are_the_same_whether_terms_are_spread_out_or_looked_up(engine, text, mode, monkeypatch):
    found = []
    for searched in (0, inf):
        monkeypatch.setattr(search.whoosh.ranking.scorer, "SEARCHED", searched)
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
    assert best_articles(articles, scores, number).tolist() == order[:number]
    few = slice(0, 5)
    assert set(best_articles(articles[few], scores[few], number).tolist()) <= set(articles[few].tolist())
    assert best_articles(articles[:0], scores[:0], number).tolist() == []
