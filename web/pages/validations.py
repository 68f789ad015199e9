"""What does the page of methods say of judgements by people, and of the index against a plain scan?"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.corpus.validations import Findings, Validation
from search.engine import Engine
from search.instruments.choices import CHOICES
from search.query.fields import FACET_NAMES
from web.links import Links
from web.results.facets import facet_title

__all__ = ["ShownComparison", "ShownValidation", "compared", "validated"]


@dataclass(frozen=True, slots=True)
class ShownValidation:
    """One sample as shown; `now` tells that the rules are still those that were judged."""

    of: str
    what: str
    href: str
    judged: int
    precision: str
    interval: str
    alpha: str
    day: str
    now: bool


def validated(found: Sequence[Validation], engine: Engine, links: Links) -> list[ShownValidation]:
    """Return what was judged, the last first."""
    rules = engine.about().dictionary
    return [_shown(one, engine, links, rules) for one in reversed(found)]


@dataclass(frozen=True, slots=True)
class ShownComparison:
    """The last comparison as shown; `now` tells that it was of the very state that answers."""

    day: str
    generation: str
    searches: int
    clicks: int
    passages: int
    recall: str
    precision: str
    differences: int
    seed: int
    now: bool


def compared(found: Findings, engine: Engine) -> ShownComparison | None:
    """Return what the last comparison found, None where none is kept."""
    if not found.comparisons:
        return None
    last, about = found.comparisons[-1], engine.about()
    return ShownComparison(
        day=last.day,
        generation=last.generation,
        searches=last.searches,
        clicks=last.clicks,
        passages=last.passages,
        recall=_exact(last.recall),
        precision=_exact(last.precision),
        differences=last.differences,
        seed=last.seed,
        now=(last.corpus, last.rules) == (about.corpus, about.dictionary),
    )


def _exact(share: float) -> str:
    """Return a share in per cent, never rounded up to all or down to nothing."""
    return f"{int(share * 1_000_000) / 10_000:.4f}%"


def _shown(one: Validation, engine: Engine, links: Links, rules: str) -> ShownValidation:
    is_facet = one.of in FACET_NAMES
    of = (
        facet_title(one.of, links) if is_facet else CHOICES.get(one.of, (one.of,) * 2)[links.language == "en"]
    )
    value = engine.names.label(one.of, one.value, links.language) if is_facet and one.value else one.value
    known = one.precision is not None and one.low is not None and one.high is not None
    return ShownValidation(
        of,
        value or one.query,
        f"{links.root}{one.sample}" if one.sample.startswith("/instruments/sample?") else "",
        one.judged,
        f"{one.precision:.1%}" if known else "–",
        f"{one.low:.1%}–{one.high:.1%}" if known else "",
        "–" if one.alpha is None else f"{one.alpha:.2f}",
        one.day,
        one.rules == rules,
    )
