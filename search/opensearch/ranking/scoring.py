"""How does a cluster score passages as `search.ranking.formula` says?

For each term Lucene gives how often it stands in the passage, the title and the subtitle; a script of ours
turns that into what it gives, of which the most counts; the sum is Lucene's. The script is one text for all
queries: what differs goes in as numbers and as names of our fields.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search.opensearch.clauses.compiler import inside
from search.opensearch.clauses.neighbours import Clause, either, string_clause, writable
from search.ranking.formula import BODY, BODY_K1, HEADING, IN_TITLE, TITLE_K1, B
from search.ranking.terms import RankedTerms, Term

__all__ = ["Averages", "Scoring", "in_titles", "term_clause"]

Averages = Mapping[str, Sequence[float]]
"""The average lengths of bodies and of titles, by field."""

SCRIPT = """
def lengths = doc[params.length];
if (lengths.size() == 0) { return 0; }
long length = lengths.value;
float boost = 1f;
if (length < 0) { length = -length; boost = (float) params.heading; }
double k1 = params.k1;
double b = params.b;
double average = params.average;
float times = (float) _score;
float norm = (float) (k1 * (1 - b + b * length / average));
return times / (norm + times) * (float) params.most * boost * (float) params.weight;
"""
TITLES = ("title", "subtitle")


@dataclass(frozen=True, slots=True)
class Scoring:
    """What scores passages: the terms of a query, the average lengths, the titles that stand in its runs."""

    asked: RankedTerms
    averages: Averages
    titles: Sequence[str] = ()

    def scored(self, passages: Clause) -> Clause:
        """Return what passages pass, with their scores; all have 0 where nothing is ranked."""
        gains = [self._gain(term) for term in self.asked.weights]
        if gains:
            gains += self._as_a_whole()
        return {"bool": {"filter": [passages], "should": gains}}

    def _gain(self, term: Term) -> Clause:
        """Return what a term gives: the most of what it gives the passage and the titles of its article."""
        ways = [self._share(term, "", BODY_K1, float(BODY))]
        ways += [self._share(term, f"{title}_", TITLE_K1, float(IN_TITLE)) for title in TITLES]
        return {"dis_max": {"queries": ways, "tie_breaker": 0}}

    def _share(self, term: Term, place: str, k1: float, most: float) -> Clause:
        field, _ = term
        params = {
            "length": inside(f"{place}{field}_length"),
            "k1": k1,
            "b": B,
            "average": self.averages[field][bool(place)],
            "most": most,
            "heading": float(HEADING),
            "weight": float(self.asked.weights[term]),
        }
        script = {"lang": "painless", "source": SCRIPT, "params": params}
        return {"script_score": {"query": term_clause(term, place), "script": script}}

    def _as_a_whole(self) -> list[Clause]:
        """Return what runs gain that stand as typed, and titles that stand in them."""
        asked = self.asked
        found = [(string_clause(inside("grams"), run.folded), asked.whole_bonus(run)) for run in asked.whole]
        found += [(in_titles(run.folded), asked.run_bonus(run)) for run in asked.typed]
        found += [
            ({"term": {inside("titles"): {"value": title}}}, asked.title_bonus(title))
            for title in self.titles
        ]
        return [
            {"constant_score": {"filter": clause, "boost": float(bonus)}} for clause, bonus in found if bonus
        ]


def term_clause(term: Term, place: str = "") -> Clause:
    """Return what asks for a term in a passage, or in the "title_" or "subtitle_" of its article."""
    field, text = term
    name = inside(f"{place}{field}")
    if not writable(text):
        return {"match_none": {}}
    return {"term": {f"{name}.c" if field == "grams" and len(text) == 1 else name: {"value": text}}}


def in_titles(folded: str) -> Clause:
    """Return what asks for a string in the titles of an article."""
    return either([string_clause(inside(f"{title}_grams"), folded) for title in TITLES])
