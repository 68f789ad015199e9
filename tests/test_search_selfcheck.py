"""Does the self-check make searches of every sort, and does it notice an index that is not sound?"""

import numpy as np

from index.build.build import _publish
from index.build.compaction import NextGeneration
from index.build.previous import Previous
from index.build.swap import building
from search import open_engine
from search.check.sampling import Sampler
from search.check.selfcheck import selfcheck
from search.query.fields import FACET_NAMES
from search.whoosh.counting import FacetCounter


def test_a_seed_repeats_its_searches_and_another_makes_others(bundled):
    def made(seed):
        return list(Sampler.of(bundled.backend.view(), seed).queries(60))

    assert made(3) == made(3)
    assert made(3) != made(4)


def test_searches_of_every_sort_are_among_the_samples(stepped):
    queries = list(Sampler.of(stepped.backend.view(), 5).queries(600))
    texts = [query.text for query in queries]
    for sign in (" OR ", " -", "NOT (", "NEAR/", "BEFORE/", "*", "?", "title:", "heading:", "year:", "\n"):
        assert any(sign in text for text in texts), sign
    assert {query.mode for query in queries} == {"exact", "all", "any"}
    filters = [one for query in queries for one in query.filters]
    assert {one.facet for one in filters} == {*FACET_NAMES}
    assert {one.exclude for one in filters} == {True, False}
    assert {query.mentioned for query in queries} == {True, False}


def test_missing_passages_are_named_with_the_string(bundled, monkeypatch):
    import search.whoosh.evaluate

    real = search.whoosh.evaluate.exact_docs
    monkeypatch.setattr(
        search.whoosh.evaluate, "exact_docs", lambda segment, folded: real(segment, folded)[1:]
    )
    found = selfcheck(bundled, samples=60, seed=1)
    assert found.recall < 1
    assert any(
        "the index misses" in one and "#" in one and "--mode exact" in one for one in found.differences
    )


def test_passages_too_many_lower_precision(bundled, monkeypatch):
    import search.whoosh.evaluate

    def everything(segment, folded):
        return np.arange(segment.reader.size, dtype=np.uint32)

    monkeypatch.setattr(search.whoosh.evaluate, "exact_docs", everything)
    found = selfcheck(bundled, samples=60, seed=1)
    assert found.precision < 1
    assert any("too many" in one for one in found.differences)


def test_a_facet_number_that_does_not_hold_is_named(bundled, monkeypatch):
    real = FacetCounter.counts

    def one_too_many(self, facet, *, widened):
        articles, passages = real(self, facet, widened=widened)
        return articles + 1, passages

    monkeypatch.setattr(FacetCounter, "counts", one_too_many)
    found = selfcheck(bundled, samples=20, seed=1)
    assert found.differences
    assert all("when chosen alone" in one for one in found.differences)


def test_an_empty_index_has_nothing_to_compare(tmp_path):
    with building(tmp_path / "index") as folder:  # no command leaves such an index
        _publish(NextGeneration(folder), Previous(None), [], [])
    found = selfcheck(open_engine(tmp_path / "index"), samples=5)
    assert (found.searches, found.recall, found.precision) == (0, 1.0, 1.0)
