"""Which articles come first, without sorting all?"""

from typing import Any

import numpy as np

from index.store.arrays import firsts

__all__ = ["best_articles", "lowest"]

Array = np.ndarray[Any, Any]
LANES = 512
LONG = 8 * LANES  # scores from which on looking at the maxima of lanes first is the faster way


def best_articles(articles: Array, scores: Array, number: int) -> Array:
    """Return the articles with the best passages, best first, equal ones by number, without sorting all.

    The passages of an article stand side by side. As many of the best are looked at as belong to `number`
    articles.
    """
    many = 2 * number
    while True:
        rows = _highest(scores, many)
        near = articles.take(rows)
        starts = np.flatnonzero(firsts(near))
        if len(starts) >= number or len(rows) == len(scores):
            break
        many *= 4
    best = np.maximum.reduceat(scores.take(rows), starts) if len(starts) else scores[:0]
    return lowest(-best, near.take(starts), number)


def _highest(scores: Array, number: int) -> Array:
    """Return the ascending indexes of at least so many of the highest scores, all equal ones among them."""
    if len(scores) <= 4 * number:
        return np.arange(len(scores))
    sample = scores
    if len(scores) >= LONG and number <= LANES:  # the maxima of lanes bound them closely, and are few
        sample = scores[: len(scores) // LANES * LANES].reshape(-1, LANES).max(axis=0)
    return np.flatnonzero(scores >= np.partition(sample, len(sample) - number)[len(sample) - number])


def lowest(keys: Array, ties: Array, number: int) -> Array:
    """Return the `ties` of the lowest keys in order, without sorting all; equal keys by `ties`."""
    if len(keys) > 4 * number:
        rows = np.flatnonzero(keys <= np.partition(keys, number - 1)[number - 1])
        keys, ties = keys.take(rows), ties.take(rows)
    return ties.take(np.lexsort((ties, keys))[:number])
