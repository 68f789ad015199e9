"""Which searches put an index to the test?

Random ones made of what stands in the corpus: strings of 1 to 20 characters, gaps of OCR inside them or added
to them, strings that are nearly there, wildcards, every operator, fields, filters and the wider modes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random

from index.corpus.passages import KINDS
from index.facets.rows import FACETS, NONE
from index.text.folding import fold
from search.backend import View
from search.check.scanning import everything
from search.errors import SearchError
from search.query.fields import FACET_NAMES, PERIODS
from search.query.nodes import Gap, Text, Wildcard
from search.query.parser import parse
from search.query.request import Filter, Query
from search.query.unparser import unparse

__all__ = ["Sampler"]

LONGEST = 20  # characters of a string
GAPS = (" ", "\u3000", "\n", "  ")
KEPT = 5_000  # passages that searches are made of
TRIES = 50  # passages looked at for one with enough characters


class Sampler:
    """Random searches made of some texts and of the values of facets; the same seed makes the same ones."""

    def __init__(self, texts: Sequence[str], values: Mapping[str, Sequence[str]], seed: int) -> None:
        self.texts, self.values, self.random = texts, values, Random(seed)  # noqa: S311 a sample, no secret

    @classmethod
    def of(cls, view: View, seed: int) -> "Sampler":
        """Return a sampler over passages of a view, of many a random KEPT."""
        pick = Random(seed)  # noqa: S311
        texts: list[str] = []
        for number, matched in enumerate(everything(view)):
            if number < KEPT:
                texts.append(matched.passage.text)
            elif (index := pick.randrange(number + 1)) < KEPT:
                texts[index] = matched.passage.text
        return cls(texts, {facet.name: view.values(facet, widened=False) for facet in FACETS}, seed)

    def queries(self, number: int) -> Iterator[Query]:
        """Yield so many searches; none that the parser refuses, none if the corpus is empty."""
        makers: tuple[Callable[[], Query], ...] = (
            self._standing,
            self._standing,
            self._spaced,
            self._nearly,
            self._wildcard,
            self._combined,
            self._combined,
            self._proximity,
            self._field,
            self._words,
        )
        made = 0
        while self.texts and made < number:
            query = self._filtered(makers[made % len(makers)]())
            try:
                parse(query.text)
            except SearchError:
                query = Query(self._run(1, 1))
            yield query
            made += 1

    def _string(self, least: int, most: int) -> str:
        """Return a random string of a random passage, gaps included; it has something to match."""
        for _ in range(TRIES):
            text = self.random.choice(self.texts)
            size = self.random.randint(least, most)
            start = self.random.randrange(max(len(text) - size, 0) + 1)
            piece = text[start : start + size]
            if len(fold(piece)) >= least:
                return str(piece)
        return "的" * least

    def _run(self, least: int = 1, most: int = 4) -> str:
        return unparse(Text(self._string(least, most), quoted=True))

    def _standing(self) -> Query:
        return Query(self._run(1, LONGEST))

    def _spaced(self) -> Query:
        """Return a string with gaps where OCR might have left some."""
        pieces = [char + self.random.choice(("", "", *GAPS)) for char in fold(self._string(2, LONGEST))]
        return Query(unparse(Text("".join(pieces), quoted=True)))

    def _nearly(self) -> Query:
        """Return a string with one character of another passage."""
        string = fold(self._string(2, LONGEST))
        at = self.random.randrange(len(string))
        other = fold(self._string(1, 3))[:1]
        return Query(unparse(Text(string[:at] + other + string[at + 1 :], quoted=True)))

    def _wildcard(self) -> Query:
        string = fold(self._string(4, LONGEST))
        low = self.random.randrange(1, max(len(string) - 1, 2))
        high = self.random.randrange(low, max(len(string) - 1, low + 1))
        gap = Gap(high - low, high - low) if self.random.random() < 0.5 and high > low else Gap(0, 20)
        return Query(unparse(Wildcard((string[:low], gap, string[high:] or string[-1]))))

    def _combined(self) -> Query:
        first, second, third = (self._run() for _ in range(3))
        forms = (
            f"{first} {second}",
            f"{first} OR {second}",
            f"{first} -{second}",
            f"-{first}",
            f"({first} OR {second}) {third}",
            f"{first} NOT ({second} OR {third})",
            f"{first} {second} -{third}",
        )
        return Query(self.random.choice(forms))

    def _proximity(self) -> Query:
        first, second, third = (self._run(2, 3) for _ in range(3))
        operator = f"{self.random.choice(('NEAR', 'BEFORE'))}/{self.random.choice((0, 1, 5, 20, 100))}"
        return Query(
            self.random.choice((f"{first} {operator} {second}", f"({first} OR {third}) {operator} {second}"))
        )

    def _field(self) -> Query:
        facet = self.random.choice(
            [facet.name for facet in FACETS if facet.of_article and facet.name not in PERIODS]
        )
        value = unparse(Text(self._value(facet), quoted=True))
        kind = self.random.choice(KINDS)
        forms = (
            f"title:{self._run(2)}",
            f"heading:{self._run(2)}",
            f"caption:{self._run()}",
            f"{facet}:{value} {self._run()}",
            f"kind:{kind} {self._run()}",
            f"kind:{kind} OR {self._run()}",
            f"{self._run()} -kind:{kind}",
            f"-{facet}:{value}",
            "year:2000..2024",
            f"year:..2023 {self._run()}",
            f"month:{self._value('month')} OR {self._run()}",
            "month:2010-03..2024-03",
        )
        return Query(self.random.choice(forms))

    def _words(self) -> Query:
        """Return a run to be read as words."""
        run = Text(fold(self._string(2, 12)))
        return Query(unparse(run), mode=self.random.choice(("all", "any")))

    def _value(self, facet: str) -> str:
        return self.random.choice(self.values[facet] or [NONE])

    def _filtered(self, query: Query) -> Query:
        """Add filters to one search in three."""
        if self.random.random() > 1 / 3:
            return query
        facets = self.random.choices(FACET_NAMES, k=self.random.randint(1, 3))
        filters = [Filter(facet, self._value(facet), self.random.random() < 0.3) for facet in facets]
        return replace(query, filters=tuple(filters), mentioned=self.random.random() < 0.3)
