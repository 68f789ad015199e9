"""How often does each concept of a list stand in the articles of each region and period?

Long: a row for each region, period and concept. Wide: a row for each region and period, with columns for each
concept.

Decision: where a region has no article in a period there is nothing to count, which is not zero: there is no
row. A balanced panel has it, with empty columns.
"""

from dataclasses import dataclass
from functools import cached_property

from index.facets.rows import NONE, facet_named
from index.labels.gazetteer import load_gazetteer
from search.instruments.counts.spread import Key, Spread, only
from search.instruments.lists.blocks import Blocks
from search.instruments.lists.columns import Columns, region_names
from search.instruments.lists.concepts import Concepts, read_concepts
from search.instruments.lists.observations import Observations, read_observations
from search.instruments.lists.periods import between
from search.instruments.narrowing import together
from search.instruments.parameters import ParameterRefused
from search.instruments.table import Reading, Row, Table
from search.query.fields import PERIODS
from search.query.request import Query
from search.suggest import quoted

__all__ = ["panel"]

WIDE = 200  # concepts in the wide shape, of eight columns or more each


def panel(reading: Reading) -> Table:
    """Return the panel of a list of concepts. Raises ParameterRefused."""
    given, total = reading.given, reading.match().total
    concepts, remarks = read_concepts(given["concepts"], "concepts", reading.language, form=given["read_as"])
    made = _Panel(reading, concepts, Columns(tokens=given["count"] == "tokens"))
    counts = {"articles": total.articles, "passages": total.passages, "concepts": len(concepts.names)}
    if given["shape"] == "wide":
        _not_too_wide(len(concepts.names))
        columns = made.columns.wide(concepts.names)
        return Table(reading.asked, columns, lambda: made.keys, made.wide, counts, remarks=remarks)
    return Table(reading.asked, made.columns.long(), made.lines, made.long, counts, remarks=remarks)


def _not_too_wide(many: int) -> None:
    """Raise ParameterRefused where the wide shape would have too many columns."""
    if many > WIDE:
        raise ParameterRefused(
            "instrument-wide", value=f"{many:,}", choices=(f"{WIDE:,}",), parameter="concepts"
        )


@dataclass(frozen=True)
class _Panel:
    """The panel of some concepts in a search."""

    reading: Reading
    concepts: Concepts
    columns: Columns

    @cached_property
    def spread(self) -> Spread:
        """Return the regions that have rows."""
        reading = self.reading
        return Spread(reading.answers, reading.query, facet_named("region"), reading.given["level"])

    @cached_property
    def observations(self) -> Observations:
        """Return what was counted."""
        return read_observations(self.reading, self.concepts, self.spread)

    @cached_property
    def keys(self) -> list[Key]:
        """Return regions and periods: by code, none last, then by time, undated last."""
        keys = set(self.observations)
        if self.reading.given["gaps"] == "balanced":
            regions = {one.value for one in self.spread.values}
            periods = between({period for _, period in keys})
            keys = {(region, period) for region in regions for period in periods}
        return sorted(keys, key=lambda key: (key[0] == NONE, key[0], not key[1], key[1]))

    def lines(self) -> Blocks:
        """Return regions and periods, each with every concept, as numbers."""
        return Blocks([len(self.concepts.names)] * len(self.keys))

    def long(self, line: tuple[int, int]) -> Row:
        """Return a row of the long shape."""
        key, number = self.keys[line[0]], line[1]
        own = self.observations.get(key)
        counted = (*self.columns.whole_of(own), *self.columns.counted_of(own, number))
        links = (
            self._only(key, self._holding(number) if own else None),
            self._only(key, self.reading.query),
        )
        return (*self._named(key), self.concepts.names[number], *counted, *links)

    def wide(self, key: Key) -> Row:
        """Return a row of the wide shape."""
        own, row = self.observations.get(key), list(self._named(key))
        row += self.columns.whole_of(own)
        for number, name in enumerate(self.concepts.names):
            href = self._only(key, self._holding(number) if own else None)
            row += (name, *self.columns.counted_of(own, number), href)
        return (*row, self._only(key, self.reading.query))

    def _named(self, key: Key) -> Row:
        code, period = key
        names, language = self.reading.answers.names, self.reading.language
        places = [(place.level, place.code) for place in load_gazetteer().path(code)]
        levels = [(level, names.label("region", own, language)) for level, own in places]
        return (code, names.full("region", code, language), *region_names(levels), period)

    @cached_property
    def _searches(self) -> dict[int, Query | None]:
        return {}

    def _holding(self, number: int) -> Query | None:
        """Return a search for what holds a concept, None where it would be too long."""
        if number not in self._searches:
            phrases = " OR ".join(map(quoted, self.concepts.concepts[number].phrases))
            self._searches[number] = together(self.reading.query, phrases)
        return self._searches[number]

    def _only(self, key: Key, query: Query | None) -> Query | None:
        """Return a search for what it finds in a region and a period, None where there is none."""
        period, chosen = self.reading.given["period"], [(facet_named("region"), key[0])]
        if period in PERIODS:
            chosen.append((facet_named(period), key[1] or NONE))
        return only(query, *chosen)
