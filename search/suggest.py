"""What else might be meant? Spaces, spelling and synonyms where nothing was found, completions while typing.

Suggestions are offered, never searched unasked. A spelling is a string that stands in the corpus: the run
with one character taken as a gap is looked up, and what stands there is proposed.

Decision: white space between Latin letters or digits counts, so 2024 and 2 024 are two strings. Where one is
not found the other is proposed: the run with a space more or less at one gap, at every gap, and at none.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice

import yaml

from index.facets.rows import FACETS, Facet
from index.text.folding import fold, space_counts
from search.backend import View
from search.facets.names import Names
from search.marks.occurrences import found
from search.query.nodes import Gap, Node, Text, Wildcard, walk
from search.results import Suggestion, Total

__all__ = ["Completion", "Suggester", "synonyms"]

LONGEST = 20  # characters of a run that are tried
TRIED = 20  # passages looked at for each gap,
COUNTED = 1_000  # and matches in each of them
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
    """Suggestions over one view."""

    def __init__(self, view: View, names: Names) -> None:
        self.view, self.names = view, names

    def instead(self, node: Node, count: Callable[[str], Total]) -> tuple[Suggestion, ...]:
        """Return other spacings, spellings and synonyms of a query that is one run, with what they find."""
        runs = [part for part in walk(node) if isinstance(part, Text)]
        if len(runs) != 1 or node is not runs[0]:
            return ()
        ways = {"spacing": _spacings, "synonym": self._synonyms, "spelling": self._spellings}
        reasons: dict[str, str] = {}
        for reason, texts in ways.items():
            for text in texts(runs[0]):
                reasons.setdefault(text, reason)
        made = []
        for text, reason in reasons.items():
            total = count(quoted(text))
            if total.passages:
                made.append(Suggestion(text, reason, total.articles, total.passages))
        made.sort(
            key=lambda suggestion: ([*ways].index(suggestion.reason), -suggestion.passages, suggestion.text)
        )
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
        """Yield what stands where a pattern matches, in a few passages."""
        for text in self.view.standing(pattern, TRIED):
            folded = fold(text)
            yield from (
                folded[occurrence.start : occurrence.end]
                for occurrence in islice(found(pattern, folded), COUNTED)
            )

    def complete(self, text: str, *, limit: int) -> tuple[Completion, ...]:
        """Return completions of what is typed so far: facet values by name, then words of the corpus."""
        wanted = fold(text[:LONGEST])
        if not wanted:
            return ()
        named = (facet for facet in FACETS if facet.of_article and facet.vocabulary.closed)
        values = [value for facet in named for value in self._values(facet, wanted)]
        words = self.view.words(wanted, limit)
        completions = [Completion(word, "word", "", passages) for word, passages in words]
        return tuple((values[: limit // 2] + completions)[:limit])

    def _values(self, facet: Facet, wanted: str) -> list[Completion]:
        made = []
        for value in self.view.values(facet, widened=False):
            label = self.names.label(facet.name, value)
            if wanted in fold(label) or wanted in fold(self.names.label(facet.name, value, "en")):
                made.append(Completion(label, facet.name, value))
        return sorted(
            made,
            key=lambda completion: (
                not fold(completion.text).startswith(wanted),
                len(completion.text),
                completion.text,
            ),
        )


def _spacings(run: Text) -> Iterator[str]:
    """Yield a run with other spaces between its letters and digits."""
    folded = run.folded
    bare = folded.replace(" ", "")
    gaps = [at for at in range(1, len(bare)) if space_counts(bare[at - 1], bare[at])]
    if not gaps or len(bare) > LONGEST:
        return
    typed = {at - folded[:at].count(" ") for at, char in enumerate(folded) if char == " "}
    for chosen in (set(), set(gaps), *(typed ^ {at} for at in gaps)):
        if chosen != typed:
            yield "".join(" " * (at in chosen) + char for at, char in enumerate(bare))


def quoted(text: str) -> str:
    """Return text as a query that means just this run."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
