from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import any_text

from index.build.segments import invert_characters, invert_words
from index.store.arrays import ArrayFile, distinct, write_arrays
from index.store.postings import LENGTHS, SLOT, Counted, Positional, quantise, slots
from index.text.folding import fold


def folded_texts() -> st.SearchStrategy[list[str]]:
    short = any_text(20).map(fold)
    long = st.tuples(st.sampled_from("党建一a"), st.integers(SLOT - 2, 2 * SLOT + 2)).map(
        lambda pair: pair[0] * pair[1]
    )
    return st.lists(short | st.text("党建引", max_size=8) | long, max_size=7)


def opened(folder, arrays) -> ArrayFile:
    write_arrays(folder / "a.cols", arrays)
    return ArrayFile(folder / "a.cols")


def encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@given(st.lists(st.lists(st.text("党建引领ab", min_size=1, max_size=3), max_size=9), max_size=8))
def test_a_counted_field_says_how_often_each_passage_has_a_term(tmp_path_factory, words):
    field = Counted(opened(tmp_path_factory.getbasetemp(), invert_words("w", words)), "w")
    assert field.lengths.tolist() == [len(own) for own in words]
    vocabulary = sorted({word for own in words for word in own}, key=encode)
    assert list(field.terms) == [encode(word) for word in vocabulary]
    for word in vocabulary:
        docs, tf = field.postings(encode(word))
        expected = {number: Counter(own)[word] for number, own in enumerate(words) if word in own}
        assert dict(zip(docs.tolist(), tf.tolist(), strict=True)) == expected
        assert docs.tolist() == sorted(docs.tolist())
    assert not len(field.postings("没有".encode())[0])


@given(st.lists(st.lists(st.text("党建，。", min_size=1, max_size=2), max_size=9), max_size=8))
def test_words_that_are_refused_leave_no_trace(words):
    def keep(word: str) -> bool:
        return "党" in word

    kept = invert_words("w", words, keep=keep)
    plain = invert_words("w", [[word for word in own if keep(word)] for own in words])
    assert {name: array.tolist() for name, array in kept.items()} == {
        name: array.tolist() for name, array in plain.items()
    }


@given(folded_texts())
def test_grams_of_several_passages_are_counted_too(tmp_path_factory, folded):
    file = opened(tmp_path_factory.getbasetemp(), invert_characters("chars", "grams", folded))
    grams = Positional(file, "grams")
    counts = {}
    for number, text in enumerate(folded):
        for one, two in pairwise(text):
            counts.setdefault(one + two, Counter())[number] += 1
    for gram, expected in counts.items():
        listed = grams.counted(encode(gram))
        if len(expected) < 2:
            assert listed is None
        else:
            docs, tf = (array.tolist() for array in listed)
            assert list(zip(docs, tf, strict=True)) == sorted(expected.items())
    assert grams.counted("没有".encode()) is None


@given(folded_texts())
def test_every_gram_is_found_at_its_places(tmp_path_factory, folded):
    file = opened(tmp_path_factory.getbasetemp(), invert_characters("chars", "grams", folded))
    chars, grams = Counted(file, "chars"), Positional(file, "grams")
    assert grams.lengths.tolist() == [len(text) for text in folded]
    singles = {char for text in folded for char in text}
    pairs = {text[i : i + 2] for text in folded for i in range(len(text) - 1)}
    first = grams.first_positions.tolist()
    for gram in singles | pairs:
        at = (grams.at(encode(gram)) if len(gram) == 2 else grams.at_character(encode(gram))).tolist()
        assert at == [
            first[number] + i
            for number, text in enumerate(folded)
            for i in range(len(text) - len(gram) + 1)
            if text.startswith(gram, i)
        ]
        holders = [number for number, text in enumerate(folded) if gram in text]
        assert distinct(grams.docs_of(np.array(at, np.uint32))).tolist() == holders
        if len(gram) == 2:
            assert grams.df(encode(gram)) == len(holders)
        else:
            docs, tf = chars.postings(encode(gram))
            assert docs.tolist() == holders
            assert tf.tolist() == [folded[number].count(gram) for number in holders]
    assert grams.df(encode("没有")) == 0


@given(st.lists(st.integers(0, 5 * SLOT), max_size=30))
def test_a_passage_owns_one_place_more_than_it_has_characters(lengths):
    slot_doc, doc_slot = slots(np.array(lengths, np.uint32))
    for number, length in enumerate(lengths):
        first, last = int(doc_slot[number]) * SLOT, int(doc_slot[number + 1]) * SLOT
        assert last - first > length
        assert set(slot_doc[first // SLOT : last // SLOT].tolist()) == {number}
    assert len(slot_doc) == doc_slot[-1]


def test_more_text_than_a_segment_holds_is_refused():
    with pytest.raises(OverflowError, match="16,777,216"):
        slots(np.array([1 << 31, 1 << 31, 256], np.uint32))


@given(st.lists(st.integers(0, 5_000_000), min_size=1, max_size=50))
def test_a_length_is_exact_to_a_hundred_and_eight_percent_beyond(lengths):
    codes = quantise(np.array(lengths))
    assert codes.dtype == np.uint8
    for length, code in zip(lengths, codes.tolist(), strict=True):
        step = int(LENGTHS[code])
        assert step <= length
        assert step == length if length < 100 else step > length * 0.91


@given(st.lists(st.integers(0, 9), max_size=30).map(sorted))
def test_distinct_drops_repetitions(values):
    assert distinct(np.array(values, np.uint32)).tolist() == sorted(set(values))
