"""How much does a term give a passage, and how much the title of its article?

BM25 (Robertson and Zaragoza 2009), once for bodies and once for titles, each with an average length of its
own: a title is short, and says more with a word. A term counts once, in the passage or in the title,
whichever gives more; in a heading it counts more. Lengths are in words or in characters.

    body  = tf / (tf + norm) * BODY * boost * weight        norm = k1 (1 - B + B length / average)
    title = tf / (tf + norm) * IN_TITLE * weight            boost = HEADING for headings, else 1

Decision: each summand is reckoned as float32, in the order written above, and all are added as float64, the
sum again a float32. So backends that add in another order come to the same score, and ties stay ties.
"""

from math import log
from typing import Any

import numpy as np

__all__ = ["BODY", "BODY_K1", "HEADING", "IN_TITLE", "TITLE_K1", "B", "idf", "norms", "saturated"]

Array = np.ndarray[Any, Any]
B = 0.75
BODY_K1, TITLE_K1 = 0.7, 2.0
BODY, IN_TITLE = np.float32(BODY_K1 + 1), np.float32(1.5 * (TITLE_K1 + 1))
HEADING = np.float32(1.2)  # a heading says what stands below


def idf(df: int, passages: int) -> float:
    """Return the inverse document frequency of a term that `df` of the passages have, never negative."""
    return log(1 + (passages - df + 0.5) / (df + 0.5))


def norms(lengths: Array, average: float, k1: float) -> Array:
    """Return what is added to a frequency in texts of some lengths, float32."""
    return (k1 * (1 - B + B * lengths / average)).astype(np.float32)


def saturated(tf: Array, norms: Array) -> Array:
    """Return tf / (tf + norm) as float32; `norms`, the caller's own, is written over."""
    times = tf.astype(np.float32)
    norms += times
    share: Array = np.divide(times, norms, out=norms)
    return share
