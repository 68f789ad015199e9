"""Why does a passage score what it scores?"""

from collections.abc import Iterator

import numpy as np

from search.results import Summand
from search.whoosh.ranking.scorer import Scorer
from search.whoosh.ranking.titles import TITLE, with_titles
from search.whoosh.snapshot import SegmentView

__all__ = ["explain"]


def explain(scorer: Scorer, segment: SegmentView, doc: int) -> Iterator[Summand]:
    """Yield the summands of the score of a passage; their sum is the score but for rounding.

    A share is that of a field or, with `title_` before it, of the field in the article's title, where the
    term then stands `tf` times.
    """
    docs = np.array([doc])
    closed = with_titles(segment, docs)
    own, titles = int(closed.searchsorted(doc)), segment.reader.kind.take(closed) == TITLE
    table = scorer.table(segment, closed)
    often = zip(
        table.times[:, own].tolist(), table.times[:, titles].max(axis=1, initial=0).tolist(), strict=True
    )
    shares = zip(table.above[:, own].tolist(), table.given[:, own].tolist(), strict=True)
    for (field, text), (tf, in_title), (more, given) in zip(scorer.weights, often, shares, strict=True):
        df = scorer.asked.frequencies[field, text]
        if more:
            yield Summand(field, text, int(tf), df, more + given)
        elif given:
            yield Summand(f"title_{field}", text, int(in_title), df, given)
    for (field, text), articles, bonus in scorer.of_titles(segment):
        if segment.reader.article[doc] in articles:
            yield Summand(field, text, 1, 0, float(bonus))
    for run in scorer.asked.whole:
        if len(scorer.stands(segment, run, docs)):
            yield Summand("whole", run.literal, 1, 0, float(scorer.asked.whole_bonus(run)))
