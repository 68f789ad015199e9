"""What else might be meant? Spelling and synonyms where nothing was found, completions while typing.

Suggestions are offered, never searched unasked. A spelling is a string that stands in the corpus: the run
with one character taken as a gap is looked up, and what stands there is proposed.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from index.facets.rows import FACETS
from index.text.folding import fold, fold_map
from index.text.words import Segmenter
from search.facets.names import Names
from search.marks.scan import found
from search.query.nodes import Gap, Node, Text, Wildcard, walk
from search.results import Suggestion, Total
from search.whoosh.positions import spans_of
from search.whoosh.snapshot import Snapshot

__all__ = ["Completion", "Suggester", "synonyms"]

LONGEST = 20  # characters of a run that are tried
TRIED = 20  # passages looked at for each gap
OFFERED = 5


@dataclass(frozen=True, slots=True)
class Completion:
    """A completion: the text to search, what it is (region, type or word), its facet value if any."""

    text: str
    kind: str
    value: str = ""
    passages: int = 0


@cache
def synonyms() -> tuple[tuple[str, ...], ...]:
    """Return the groups of equivalent terms of the field."""
    raw = yaml.safe_load(files("index").joinpath("data/synonyms.yaml").read_text("utf-8"))
    groups = raw["groups"] if isinstance(raw, dict) else raw
    return tuple(tuple(group["terms"] if isinstance(group, dict) else group) for group in groups)


class Suggester:
    """Suggestions over one snapshot."""

    def __init__(self, snapshot: Snapshot, segmenter: Segmenter, names: Names) -> None:
        self.snapshot, self.segmenter, self.names = snapshot, segmenter, names

    def instead(self, node: Node, count: Callable[[str], Total]) -> tuple[Suggestion, ...]:
        """Return other spellings and synonyms of a query that is one run, with what they find."""
        runs = [one for one in walk(node) if isinstance(one, Text)]
        if len(runs) != 1 or node is not runs[0]:
            return ()
        made = []
        for reason, texts in (("synonym", self._synonyms(runs[0])), ("spelling", self._spellings(runs[0]))):
            for text in dict.fromkeys(texts):
                total = count(quoted(text))
                if total.passages:
                    made.append(Suggestion(text, reason, total.articles, total.passages))
        made.sort(key=lambda one: (one.reason != "synonym", -one.passages, one.text))
        return tuple(made[:OFFERED])

    def _synonyms(self, run: Text) -> Iterator[str]:
        for group in synonyms():
            for term in group:
                if fold(term) in run.folded:
                    yield from (run.folded.replace(fold(term), other) for other in group if other != term)

    def _spellings(self, run: Text) -> list[str]:
        """Return strings of the corpus that differ from a run by one character, most frequent first."""
        folded = run.folded
        if not 3 <= len(folded) <= LONGEST:
            return []
        standing: Counter[str] = Counter()
        for i in range(len(folded)):
            pattern = Wildcard(tuple(part for part in (folded[:i], Gap(0, 2), folded[i + 1 :]) if part))
            if len(pattern.parts) == 3:
                standing.update(self._standing(pattern))
        standing.pop(folded, None)
        return [text for text, _ in standing.most_common(OFFERED)]

    def _standing(self, pattern: Wildcard) -> Iterator[str]:
        """Yield what stands where a pattern matches, in a few passages of each segment."""
        for segment in self.snapshot.segments:
            grams = segment.reader.grams
            docs = dict.fromkeys(grams.docs_of(spans_of(grams, pattern).starts[: TRIED * 4]).tolist())
            for doc in list(docs)[:TRIED]:
                folded, _ = fold_map(segment.reader.text(doc))
                yield from (folded[one.start : one.end] for one in found(pattern, folded))

    def complete(self, text: str, *, limit: int) -> tuple[Completion, ...]:
        """Return completions of what is typed so far: facet values by name, then words of the corpus."""
        wanted = fold(text[:LONGEST])
        if not wanted:
            return ()
        named = (facet.name for facet in FACETS if facet.of_article and facet.vocabulary.closed)
        found_values = [one for name in named for one in self._values(name, wanted)]
        return tuple((found_values[: limit // 2] + self._words(wanted, limit))[:limit])

    def _values(self, facet: str, wanted: str) -> list[Completion]:
        made = []
        for value in self.snapshot.catalog.facet(facet).values:
            label = self.names.label(facet, value)
            if wanted in fold(label) or wanted in fold(self.names.label(facet, value, "en")):
                made.append(Completion(label, facet, value))
        return sorted(made, key=lambda one: (not fold(one.text).startswith(wanted), len(one.text), one.text))

    def _words(self, wanted: str, limit: int) -> list[Completion]:
        """Return the most frequent words that begin so."""
        raw = wanted.encode("utf-8", "surrogatepass")
        counts: Counter[str] = Counter()
        for segment in self.snapshot.segments:
            field = segment.reader.words
            low, high = field.terms.lower_bound(raw), field.terms.lower_bound(raw + b"\xff")
            for number in range(low, min(high, low + 5_000)):
                size = field.starts[number + 1] - field.starts[number]
                counts[field.terms[number].decode("utf-8", "surrogatepass")] += size
        return [Completion(word, "word", "", passages) for word, passages in counts.most_common(limit)]


def quoted(text: str) -> str:
    """Return text as a query that means just this run."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
