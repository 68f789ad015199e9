"""Which regions, or publications, name a coinage, and since when?

A region is counted with all that lies in it, as the facets count it, so that a click on it finds exactly what
its row counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.facets.rows import NONE, facet_named
from search.instruments.counts.spread import only
from search.instruments.initiatives.gathering import Coinage, Named
from search.instruments.table import Reading
from search.query.request import Query

__all__ = ["Follower", "chosen_alone", "followers", "holders"]


@dataclass(frozen=True, slots=True)
class Follower:
    """One value that has a coinage: its passages by date, and its place in the order of first dates.

    The place counts from 1 among values of one level, equal dates share one; None without a date.
    """

    value: str
    level: int
    named: tuple[Named, ...]
    place: int | None = None

    @property
    def date(self) -> str:
        """Return the first date, "" for none."""
        return self.named[0].record.published

    @property
    def articles(self) -> int:
        """Return how many articles there are."""
        return len({one.record.id for one in self.named})


def holders(reading: Reading, coinage: Coinage, facet: str) -> tuple[dict[str, list[Named]], set[str]]:
    """Return the passages of each value of a facet by date, and which values articles state themselves.

    A value has all that lies in it; where values are chosen in the facet, only these and what lies in them.
    """
    row, paths, chosen = facet_named(facet), reading.answers.names.path, {*reading.query.chosen(facet)}
    own: dict[str, list[Named]] = {}
    stated: set[str] = set()
    for one in coinage.named:
        values = row.values(one.record, widened=reading.query.mentioned)
        stated |= values - {step for value in values for step in paths(facet, value)[:-1]}
        for value in values:
            if not chosen or chosen & {*paths(facet, value)}:
                own.setdefault(value, []).append(one)
    return own, stated


def followers(reading: Reading, coinage: Coinage, facet: str = "region") -> list[Follower]:
    """Return the values of a facet whose articles name a coinage, by their first dates, undated last.

    Of regions those of the level asked for, else those that articles state.
    """
    paths, level = reading.answers.names.path, reading.given["level"] if facet == "region" else 0
    own, stated = holders(reading, coinage, facet)
    kept = [
        Follower(value, len(paths(facet, value)), tuple(named))
        for value, named in own.items()
        if (len(paths(facet, value)) == level and value != NONE if level else value in stated)
    ]
    kept.sort(key=lambda one: (one.value == NONE, not one.date, one.date, one.value))
    return _placed(kept)


def _placed(found: Sequence[Follower]) -> list[Follower]:
    """Return values with their places."""
    dates: dict[int, list[str]] = {}
    for one in found:
        if one.date and one.value != NONE:
            dates.setdefault(one.level, []).append(one.date)
    return [
        Follower(
            one.value,
            one.level,
            one.named,
            1 + sorted(dates[one.level]).index(one.date) if one.date and one.value != NONE else None,
        )
        for one in found
    ]


def chosen_alone(search: Query | None, facet: str, value: str) -> Query | None:
    """Return a search with one value alone chosen in a facet, None where it has too many filters."""
    return only(search, (facet_named(facet), value)) if search else None
