import numpy as np
import pytest

from index.analysis import Segmenter
from index.build import publish_segments
from index.passages import Passage
from index.postings import LENGTHS
from index.segment import LabelledArticle, write_segment
from search.engine import open_engine
from search.query import Gap, Wildcard
from search.rank import K1, B, idf
from search.sums import Found
from search.top import TopFinder, highest

WORDS = ["产业", "链条", "党委", "服务", "企业", "园区", "审批", "人才", "项目", "治理", "文旅", "农业"]


def record(number):
    texts = dict.fromkeys(("subtitle", "publication", "published", "zone"), "")
    lists = {name: [] for name in ("authors", "mentioned", "labels")}
    place = ("510000", "320000", "210000")[number % 3]
    own = {
        "id": f"a-{number:04d}",
        "title": f"第{number}篇",
        "file": f"{number}.md",
        "hash": "",
        "language": "zh",
    }
    return texts | lists | own | {"regions": [place], "initiatives": [], "source": {}}


@pytest.fixture(scope="module")
def finder(tmp_path_factory):
    """Search 1,500 passages of random words, some common, some rare."""
    random = np.random.default_rng(7)
    shares = 1 / np.arange(1, len(WORDS) + 1) ** 1.5
    folder = tmp_path_factory.mktemp("top")
    articles = []
    for number in range(300):
        texts = [
            "，".join(random.choice(WORDS, random.integers(3, 40), p=shares / shares.sum())) for _ in range(5)
        ]
        made = tuple(
            Passage(f"{number:06d}{i:06d}", "paragraph", text, "", i) for i, text in enumerate(texts)
        )
        articles.append(LabelledArticle(record(number), made))
    write_segment(folder / "one.cols", articles, Segmenter())
    publish_segments([folder / "one.cols"], folder / "index")
    return TopFinder(open_engine(folder / "index").snapshot)


def plainly(finder, words, *, every):
    """Score every passage, one word after another."""
    (segment,) = finder.snapshot.segments
    field = segment.reader.words
    norms = K1 * (1 - B + B * LENGTHS / finder.snapshot.average_lengths["words"])
    scores = np.zeros(segment.reader.size)
    has = np.zeros(segment.reader.size, int)
    for word in words:
        docs, tf = field.postings(word.encode())
        share = tf / (tf + norms[field.length_codes[docs]])
        scores[docs] += idf(len(docs), segment.reader.size) * (K1 + 1) * share
        has[docs] += 1
    return np.where(has >= (len(words) if every else 1), scores, 0)


@pytest.mark.parametrize("every", [True, False])
@pytest.mark.parametrize("words", [["农业"], ["产业", "文旅"], ["产业", "链条", "农业"], WORDS, ["无此词"]])
def test_the_best_and_the_total_are_those_of_scoring_every_passage(finder, words, every):
    scores = plainly(finder, words, every=every)
    top = finder.words(words, every=every)
    assert top.total == np.count_nonzero(scores)
    assert [hit[0] for hit in top.best] == pytest.approx(np.sort(scores)[::-1][: len(top.best)], rel=1e-4)
    assert len(top.best) == min(10, top.total)


@pytest.mark.parametrize("string", ["产", "产业", "业，链", "，"])
def test_strings_are_counted_by_facet_as_they_are_found(finder, string):
    (segment,) = finder.snapshot.segments
    texts = [segment.reader.text(doc) for doc in range(segment.reader.size)]
    top = finder.strings([string.replace("，", ",")])
    assert top.total == sum(string in text for text in texts)
    assert top.counts["region"].sum() == top.total
    regions = finder.snapshot.catalog.facet("region")
    held = [
        regions.values[regions.codes[segment.reader.article[doc]]]
        for doc, text in enumerate(texts)
        if string in text
    ]
    assert {regions.values[i]: int(n) for i, n in enumerate(top.counts["region"])} == {
        value: held.count(value) for value in regions.values
    }


def test_a_filter_keeps_the_passages_of_its_articles(finder):
    (segment,) = finder.snapshot.segments
    inside = [number for number in range(300) if number % 3 == 0]
    texts = [segment.reader.text(doc) for doc in range(segment.reader.size)]
    wanted = sum("产业" in texts[5 * number + i] for number in inside for i in range(5))
    assert finder.strings(["产业"], inside=("mentioned", "510000")).total == wanted
    assert finder.strings(["产业"], inside=("region", "510000")).total == wanted


def test_a_wildcard_is_found_and_ranked_like_a_string(finder):
    (segment,) = finder.snapshot.segments
    texts = [segment.reader.text(doc) for doc in range(segment.reader.size)]
    top = finder.strings([Wildcard(("产业", Gap(1, 1), "链条"))])
    assert top.total == sum("产业，链条" in text for text in texts)
    assert top.best == finder.strings(["产业,链条"]).best


def test_the_highest_come_first_and_equal_ones_in_order():
    scores = np.array([1, 3, 2, 3, 0] * 9_000, np.float32)
    backwards = np.arange(len(scores))[::-1]
    assert highest(Found(None, scores), 4)[0].tolist() == [1, 3, 6, 8]
    assert highest(Found(backwards, scores), 4)[0].tolist() == [1, 3, 6, 8]
    assert highest(Found(None, scores[3:7]), 4)[0].tolist() == [0, 3, 2]
