"""How do passages become the postings of one segment?

Everything is a sort: tokens are numbered, (term, passage) or (gram, place) is packed into one 64-bit key, and
NumPy sorts the keys.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import chain, count
from typing import Any

import numpy as np

from index.store.arrays import run_lengths
from index.store.postings import SHIFT, count_pairs, counted_arrays, positional_arrays, slots
from index.store.terms import key_of

__all__ = ["invert_characters", "invert_words"]

Array = np.ndarray[Any, Any]
CODES = 0x110000
DROPPED = 0xFFFFFFFF
END = "\1"  # follows the last character of a passage; folded text never holds it


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
    """Return the arrays of two fields from folded texts: single characters counted, grams with places.

    `single` and `double` name the fields.
    """
    lengths = np.fromiter(map(len, folded), np.uint32, len(folded))
    flat = np.frombuffer(END.join([*folded, ""]).encode("utf-32-le", "surrogatepass"), np.uint32)
    docs = np.repeat(np.arange(len(folded), dtype=np.uint32), lengths + 1)
    _, doc_slot = slots(lengths)
    begin = np.cumsum(lengths + 1) - (lengths + 1)
    places = (doc_slot[:-1].astype(np.int64) << SHIFT)[docs] + np.arange(len(flat)) - begin[docs]
    inside = flat != ord(END)
    present = np.zeros(CODES, bool)
    present[flat] = True
    alphabet = np.flatnonzero(present)
    dense = (np.cumsum(present) - 1).astype(np.uint32)
    codes = dense[flat]
    arrays = _grams(double, alphabet, codes, places, inside=inside, lengths=lengths)
    pairs = count_pairs(codes[inside] - 1, docs[inside])
    terms = [_character(code) for code in alphabet.tolist()[1:]]
    return arrays | counted_arrays(single, terms, pairs, lengths)


def _character(code: int) -> bytes:
    return chr(code).encode("utf-8", "surrogatepass")


def _grams(
    name: str, alphabet: Array, codes: Array, places: Array, *, inside: Array, lengths: Array
) -> dict[str, Array]:
    """Sort (character, successor, place); `inside` is false at terminators, where no gram begins."""
    size = np.uint64(len(alphabet))
    starts = np.flatnonzero(inside)
    pair = codes[starts].astype(np.uint64) * size + codes[starts + 1].astype(np.uint64)
    keys = pair << np.uint64(32) | places[starts].astype(np.uint64)
    keys.sort()
    pair = keys >> np.uint64(32)
    pair, counts = run_lengths(pair)
    characters = [_character(code) for code in alphabet.tolist()]
    heads = np.fromiter(map(key_of, characters), np.uint64, len(characters))
    bits = np.fromiter((8 * len(character) for character in characters), np.uint64, len(characters))
    one, two = np.divmod(pair, size)
    terms = heads[one] | heads[two] >> bits[one]  # a gram has at most eight bytes: its key is the term
    return positional_arrays(name, terms, counts, keys.astype(np.uint32), lengths=lengths)
