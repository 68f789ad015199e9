"""What is asked of a cluster?

All that peers are asked (`bench.queries`), and what a cluster finds hardest: neighbours, a pattern that is
read and scanned, an order that is not by score, a filter alone.
"""

import random

from bench.queries import CLASSES, BenchQuery, QueryClass, Sample

__all__ = ["ASKED"]


def _near(sample: Sample, rng: random.Random) -> BenchQuery:
    string = sample.cut(rng, 7)
    parts = string[:2], string[5:]
    return BenchQuery("near", "grams", parts, typed=" NEAR/5 ".join(parts))


def _scanned(sample: Sample, rng: random.Random) -> BenchQuery:
    string = sample.cut(rng, 11)
    parts = string[:2], string[4:6], string[9:]
    return BenchQuery("scanned", "grams", parts, typed="*".join(parts))


def _newest(sample: Sample, rng: random.Random) -> BenchQuery:
    return BenchQuery("newest", "words", (sample.word(rng, least=0.05, most=0.6),), sort="newest")


def _filter(sample: Sample, rng: random.Random) -> BenchQuery:
    return BenchQuery("filter", "grams", (), region=rng.choice(sample.passages).region)


ASKED = (
    *CLASSES,
    QueryClass("near", "`AB NEAR/5 CD`", _near),
    QueryClass("scanned", "wildcard `AB*CD*EF`, read and scanned", _scanned),
    QueryClass("newest", "common word, newest first", _newest),
    QueryClass("filter", "no text, a region filter", _filter),
)
