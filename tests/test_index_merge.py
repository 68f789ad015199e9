import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import invent
from strategies import articles

from index.build.segments import write_segment
from index.corpus.passages import split
from index.labels.record import ArticleRecord, LabelledArticle
from index.store.arrays import ArrayFile
from index.store.merge import merge_segments
from index.store.segment import SegmentReader
from index.text.words import Segmenter


@pytest.fixture(scope="module")
def segmenter():
    return Segmenter()


def labelled(article, number: int) -> LabelledArticle:
    return LabelledArticle(ArticleRecord(f"{article.id}-{number}", article.title), split(article))


def contents(path) -> dict[str, tuple[str, bytes]]:
    file = ArrayFile(path)
    return {name: (file[name].dtype.str, file[name].tobytes()) for name in file}


def compare(folder, segmenter, parts: list[list[LabelledArticle]], keep: list[list[bool]]) -> None:
    """Merge segments without what is not kept, and compare with a segment of what is kept."""
    files = []
    for number, (own, mask) in enumerate(zip(parts, keep, strict=True)):
        write_segment(folder / f"{number}.cols", own, segmenter)
        files.append((ArrayFile(folder / f"{number}.cols"), np.array(mask, bool)))
    merge_segments(folder / "merged.cols", files)
    kept = [
        a for own, mask in zip(parts, keep, strict=True) for a, stays in zip(own, mask, strict=True) if stays
    ]
    write_segment(folder / "fresh.cols", kept, segmenter)
    merged, fresh = contents(folder / "merged.cols"), contents(folder / "fresh.cols")
    assert merged.keys() == fresh.keys()
    assert [name for name in fresh if merged[name] != fresh[name]] == []


@pytest.mark.parametrize("seed", range(12))
def test_merged_segments_are_those_of_a_rebuilt_index_byte_for_byte(tmp_path, segmenter, seed):
    pick = random.Random(seed)
    numbers = list(range(pick.randint(1, 30)))
    made = [labelled(invent(number, f"m{seed}"), number) for number in numbers]
    cuts = sorted(set(pick.choices(numbers, k=pick.randint(0, 3))) - {0})
    parts = [made[a:b] for a, b in zip([0, *cuts], [*cuts, len(made)], strict=True)]
    share = pick.choice([0, 0.1, 0.6, 1])
    compare(tmp_path, segmenter, parts, [[pick.random() >= share for _ in part] for part in parts])


@pytest.mark.slow
@settings(max_examples=40)
@given(
    st.lists(st.lists(st.tuples(articles(), st.booleans()), min_size=1, max_size=3), min_size=1, max_size=3)
)
def test_any_articles_merge_like_a_rebuilt_index(tmp_path_factory, segmenter, parts):
    made = [[labelled(article, i) for i, (article, _) in enumerate(part)] for part in parts]
    compare(
        tmp_path_factory.mktemp("merge"), segmenter, made, [[stays for _, stays in part] for part in parts]
    )


def test_a_merge_of_merges_is_the_merge_of_all(tmp_path, segmenter):
    made = [labelled(invent(number, "mm"), number) for number in range(12)]
    for number in range(3):
        write_segment(tmp_path / f"{number}.cols", made[4 * number : 4 * number + 4], segmenter)
    files = [ArrayFile(tmp_path / f"{number}.cols") for number in range(3)]
    everything = np.ones(4, bool)
    merge_segments(tmp_path / "all.cols", [(file, everything) for file in files])
    merge_segments(tmp_path / "two.cols", [(file, everything) for file in files[:2]])
    merge_segments(
        tmp_path / "then.cols",
        [(ArrayFile(tmp_path / "two.cols"), np.ones(8, bool)), (files[2], everything)],
    )
    assert contents(tmp_path / "then.cols") == contents(tmp_path / "all.cols")


def test_a_segment_gives_back_what_it_was_made_of(tmp_path, segmenter):
    made = [labelled(invent(number, "s"), number) for number in range(8)]
    write_segment(tmp_path / "s.cols", made, segmenter)
    reader = SegmentReader(tmp_path / "s.cols")
    passages = [(article, passage) for article in made for passage in article.passages]
    assert reader.size == len(passages)
    assert len(reader.records) == len(made)
    for doc, (article, passage) in enumerate(passages):
        assert reader.text(doc) == passage.text
        assert reader.pid(doc) == passage.id
        assert reader.heading(doc) == passage.heading
        assert reader.record(int(reader.article[doc])) == article.record
        assert reader.stored(doc) == {
            "passage": passage.id,
            "article": article.record.id,
            "kind": passage.kind,
            "heading": passage.heading,
            "text": passage.text,
        }
        assert reader.passage.postings(passage.id.encode())[0].tolist().count(doc) == 1
