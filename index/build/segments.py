"""How do labelled articles become the postings and columns of one segment?

Inverting is a sort: tokens are numbered, (term, passage) or (gram, position) is packed into one 64-bit key,
and NumPy sorts the keys.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import chain, count
from pathlib import Path
from typing import Any

import numpy as np

from index.corpus.passages import KINDS, Passage
from index.labels.record import LabelledArticle
from index.sharing.fingerprints import fingerprints
from index.sharing.joined import Joined
from index.store.arrays import pack_strings, tally, write_arrays
from index.store.layout import NO_SECTION, SEGMENT, TEXT, check_arrays
from index.store.postings import END, SHIFT, count_pairs, counted_arrays, positional_arrays, slots
from index.store.terms import key_of
from index.text.folding import fold
from index.text.words import Segmenter, is_word

__all__ = ["invert_characters", "invert_fingerprints", "invert_words", "write_segment"]

Array = np.ndarray[Any, Any]
CODES = 0x110000
DROPPED = 0xFFFFFFFF


def write_segment(path: str | Path, articles: Sequence[LabelledArticle], segmenter: Segmenter) -> None:
    """Write the array file of a new segment."""
    passages = [passage for article in articles for passage in article.passages]
    folded = [fold(passage.text) for passage in passages]
    words = [segmenter.pieces(text) for text in folded]
    arrays = invert_words("words", words, keep=is_word) | invert_characters("chars", "grams", folded)
    arrays |= invert_words("tokens", list(map(segmenter.parts, folded)), keep=is_word)
    arrays |= invert_words("passage", [[passage.id] for passage in passages])
    arrays |= invert_fingerprints("fingerprints", folded) | _columns(articles, passages)
    check_arrays(SEGMENT, arrays)
    write_arrays(path, arrays)


def _columns(articles: Sequence[LabelledArticle], passages: Sequence[Passage]) -> dict[str, Array]:
    """Return the columns of passages and articles."""
    sizes = np.array([len(article.passages) for article in articles], np.uint32)
    first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint32)
    return {
        "kind": np.array([KINDS.index(passage.kind) for passage in passages], np.uint8),
        "section": _sections(articles),
        "article": np.repeat(np.arange(len(articles), dtype=np.uint32), sizes),
        "first": first,
        **pack_strings("text", [passage.text.encode(TEXT, "surrogatepass") for passage in passages]),
        **pack_strings("pid", [passage.id.encode() for passage in passages]),
        **pack_strings("record", [article.record.to_json() for article in articles]),
        **pack_strings("evidence", [article.evidence.to_json() for article in articles]),
    }


def _sections(articles: Sequence[LabelledArticle]) -> Array:
    """Return for each passage the number of the heading it stands under, a heading's own for itself."""
    found: list[int] = []
    for article in articles:
        heading = NO_SECTION
        for passage in article.passages:
            if passage.kind == "heading":
                heading = len(found)
            found.append(heading)
    return np.array(found, np.uint32)


def invert_words(
    name: str, words: Sequence[Sequence[str]], *, keep: Callable[[str], bool] | None = None
) -> dict[str, Array]:
    """Return the arrays of a counted field from one list of words per passage.

    Words that `keep` refuses are left out; it is asked once for each distinct word. Words are sorted as
    Python strings, which is the order of their UTF-8 bytes.
    """
    vocabulary: defaultdict[str, int] = defaultdict(count().__next__)
    flat = np.fromiter(map(vocabulary.__getitem__, chain.from_iterable(words)), np.uint32)
    docs = np.repeat(
        np.arange(len(words), dtype=np.uint32), np.fromiter(map(len, words), np.int64, len(words))
    )
    terms = sorted(vocabulary if keep is None else filter(keep, vocabulary))
    rank = np.full(len(vocabulary), DROPPED, np.uint32)
    rank[np.fromiter((vocabulary[term] for term in terms), np.int64, len(terms))] = np.arange(len(terms))
    ranks = rank[flat]
    if keep is not None:
        kept = ranks != DROPPED
        ranks, docs = ranks[kept], docs[kept]
    lengths = np.bincount(docs, minlength=len(words))
    encoded = [term.encode("utf-8", "surrogatepass") for term in terms]
    return counted_arrays(name, encoded, count_pairs(ranks, docs), lengths)


def invert_characters(single: str, double: str, folded: Sequence[str]) -> dict[str, Array]:
    """Return the arrays of two fields from folded texts: single characters counted, grams with positions.

    `single` and `double` name the fields.
    """
    lengths = np.fromiter(map(len, folded), np.uint32, len(folded))
    flat = np.frombuffer(END.join([*folded, ""]).encode("utf-32-le", "surrogatepass"), np.uint32)
    docs = np.repeat(np.arange(len(folded), dtype=np.uint32), lengths + 1)
    _, doc_slot = slots(lengths)
    begin = np.cumsum(lengths + 1) - (lengths + 1)
    positions = (doc_slot[:-1].astype(np.int64) << SHIFT)[docs] + np.arange(len(flat)) - begin[docs]
    inside = flat != ord(END)
    present = np.zeros(CODES, bool)
    present[flat] = True
    alphabet = np.flatnonzero(present)
    dense = (np.cumsum(present) - 1).astype(np.uint32)
    codes = dense[flat]
    arrays = _grams(double, alphabet, codes, positions, inside=inside, lengths=lengths)
    pairs = count_pairs(codes[inside] - 1, docs[inside])
    terms = [_character(code) for code in alphabet.tolist()[1:]]
    return arrays | counted_arrays(single, terms, pairs, lengths)


def invert_fingerprints(name: str, folded: Sequence[str]) -> dict[str, Array]:
    """Return the arrays of a counted field of the fingerprints of folded texts."""
    docs, keys = fingerprints(Joined(folded))
    terms, ranks = np.unique(keys, return_inverse=True)
    lengths = np.bincount(docs, minlength=len(folded))
    return counted_arrays(name, terms, count_pairs(ranks, docs), lengths)


def _character(code: int) -> bytes:
    return chr(code).encode("utf-8", "surrogatepass")


def _grams(
    name: str, alphabet: Array, codes: Array, positions: Array, *, inside: Array, lengths: Array
) -> dict[str, Array]:
    """Sort (character, successor, position); `inside` is false at terminators, where no gram begins."""
    size = np.uint64(len(alphabet))
    starts = np.flatnonzero(inside)
    pair = codes[starts].astype(np.uint64) * size + codes[starts + 1].astype(np.uint64)
    keys = pair << np.uint64(32) | positions[starts].astype(np.uint64)
    keys.sort()
    pair = keys >> np.uint64(32)
    pair, counts = tally(pair)
    characters = [_character(code) for code in alphabet.tolist()]
    heads = np.fromiter(map(key_of, characters), np.uint64, len(characters))
    bits = np.fromiter((8 * len(character) for character in characters), np.uint64, len(characters))
    former, latter = np.divmod(pair, size)
    terms = (
        heads[former] | heads[latter] >> bits[former]
    )  # a gram has at most eight bytes: its key is the term
    return positional_arrays(name, terms, counts, keys.astype(np.uint32), lengths=lengths)
