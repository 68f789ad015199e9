import pytest

from index.build.segments import write_segment
from index.corpus.passages import Passage
from index.labels.record import ArticleRecord, LabelledArticle
from index.store.segment import SegmentReader
from index.text.words import Segmenter
from search.query.nodes import Gap, Wildcard
from search.whoosh.positions.neighbours import starts_of
from search.whoosh.positions.spans import spans_of

# The first passage ends one place before its slot does, so that a gap of one would reach the next passage.
TEXTS = ["乡" * 253 + "产业", "链长制产业链条", "产业和链条，产业与链，一产业链"]


@pytest.fixture(scope="module")
def grams(tmp_path_factory):
    """Return the places of three passages."""
    made = tuple(Passage(f"{i:012x}", "paragraph", text, "", i) for i, text in enumerate(TEXTS))
    path = tmp_path_factory.mktemp("places") / "one.cols"
    write_segment(path, [LabelledArticle(ArticleRecord("a", "文"), made)], Segmenter())
    return SegmentReader(path).grams


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("产业", Gap(1, 1), "链条"), [(2, "产业和链条")]),
        (("产业", Gap(1, 1), "链"), [(2, "产业和链"), (2, "产业与链")]),
        (("产", Gap(1, 1), "链"), [(1, "产业链"), (2, "产业链")]),
        (("产业", Gap(0, 1), "链"), [(1, "产业链"), (2, "产业和链"), (2, "产业与链"), (2, "产业链")]),
        (
            ("链", Gap(2, 2), "产", Gap(0, 2), "链"),
            [(1, "链长制产业链"), (2, "链条,产业与链"), (2, "链,一产业链")],
        ),
        ((Gap(1, 1), "产业", Gap(1, 1), "链"), [(2, ",产业与链")]),
        (("产", Gap(1, 1), "链", Gap(1, 1)), [(1, "产业链条")]),
    ],
)
def test_strings_with_gaps_are_found_in_their_passage_only(grams, parts, expected):
    spans = spans_of(grams, Wildcard(parts))
    assert starts_of(grams, Wildcard(parts)).tolist() == sorted(set(spans.starts.tolist()))
    docs = grams.docs_of(spans.starts)
    first = grams.first_positions[docs]
    folded = [text.replace("，", ",") for text in TEXTS]
    found = [
        (doc, folded[doc][start - low : end - low])
        for doc, low, start, end in zip(docs, first, spans.starts, spans.ends, strict=True)
    ]
    assert found == expected
