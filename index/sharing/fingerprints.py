"""By which few numbers is it known which passages can share text?

A fingerprint is the hash of 13 characters. Of the 8 that lie in any 20 characters in a row the smallest is
kept (winnowing: Schleimer, Wilkerson and Aiken 2003), so that passages with 20 characters in common have one
in common, always; about one character in five begins one. The other way round nothing is promised: who finds
two passages by a fingerprint compares their characters.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from index.sharing.alike import SHORTEST
from index.sharing.joined import Joined

__all__ = ["GRAM", "fingerprints", "fingerprints_of", "hashed", "winnowed"]

GRAM = 13  # characters
WINDOW = SHORTEST - GRAM + 1  # hashes of which the smallest is kept
FACTOR, MIXER = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
HALF = np.uint64(32)

Array = np.ndarray[Any, Any]


def fingerprints(joined: Joined) -> tuple[Array, Array]:
    """Return the numbers of texts, ascending, and the fingerprints of each, sorted, each once."""
    hashes = hashed(joined.codes)
    positions = winnowed(hashes, joined)
    texts, keys = joined.owner(positions), hashes.take(positions)
    order = np.lexsort((keys, texts))
    texts, keys = texts.take(order), keys.take(order)
    first = np.ones(len(keys), bool)
    first[1:] = (keys[1:] != keys[:-1]) | (texts[1:] != texts[:-1])
    return texts.compress(first), keys.compress(first)


def fingerprints_of(texts: Sequence[str]) -> Array:
    """Return the fingerprints of all of some folded texts, sorted, each once."""
    return np.unique(fingerprints(Joined(texts))[1])


def hashed(codes: Array) -> Array:
    """Return the hash of the characters from each position on, which is odd; 0 where there are too few."""
    size = max(len(codes) - GRAM + 1, 0)
    found = np.zeros(len(codes), np.uint64)
    total = found[:size]
    for place in range(GRAM):
        total *= FACTOR
        total += codes[place : place + size]
    total ^= total >> HALF
    total *= MIXER
    total ^= total >> HALF
    total |= np.uint64(1)  # a term of a field has no zero at its end
    return found


def winnowed(hashes: Array, joined: Joined) -> Array:
    """Return the positions whose hash is the smallest of a window."""
    windows = joined.beginnings(SHORTEST)
    least = _sliding(hashes, np.minimum)
    least[~windows[: len(least)]] = 0
    least = np.concatenate([np.zeros(WINDOW - 1, np.uint64), least])  # windows that end at each position
    most = _sliding(least, np.maximum)
    return np.flatnonzero((most == hashes[: len(most)]) & (most > 0))


def _sliding(values: Array, best: np.ufunc) -> Array:
    """Return the best of every WINDOW values in a row."""
    width = 1
    while width < WINDOW:
        step = min(width, WINDOW - width)
        values = best(values[: max(len(values) - step, 0)], values[step:])
        width += step
    return values
