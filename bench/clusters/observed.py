"""Which requests does one search of ours make of a cluster, what is each for, and how long does it take?

Seen from where requests leave: the client's `perform_request` is wrapped, so that nothing in the engine knows
that it is measured.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from search.opensearch.counting import OTHERS

__all__ = ["KINDS", "Observed", "Request"]

Bodies = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request: its name, what it is for, and how it is told by its path and first body."""

    name: str
    purpose: str
    fits: Callable[[str, Any], bool]


KINDS = (
    Kind("generation", "which generation serves", lambda path, _: path.endswith("/_mapping")),
    Kind("frequencies", "passages of each term", lambda _, body: [*body.get("aggs", ())] == ["n"]),
    Kind("titles", "titles that stand in the query", lambda _, body: "passages" in body.get("aggs", ())),
    Kind(
        "counts",
        "totals and facets, exact; with a page, frequencies and titles too",
        lambda _, body: OTHERS in body.get("aggs", ()),
    ),
    Kind("page", "ten articles, scored, with passages", lambda _, body: body.get("_source") == ["record"]),
    Kind("scan", "texts of passages that may match", lambda _, body: body.get("_source") == ["id"]),
    Kind("other", "values of facets, words", lambda *_: True),
)


@dataclass(frozen=True, slots=True)
class Request:
    """One request: its kind, the searches in it, seconds until its answer was read."""

    kind: str
    bodies: Bodies
    seconds: float


class Observed:
    """Notes the requests of a client while somebody wants to know."""

    def __init__(self, client: Any) -> None:
        self._real = client.transport.perform_request
        self._notes: list[Request] | None = None
        client.transport.perform_request = self._performed

    def _performed(self, method: str, url: str, *arguments: Any, **named: Any) -> Any:
        start = time.perf_counter()
        found = self._real(method, url, *arguments, **named)
        seconds = time.perf_counter() - start
        if self._notes is not None:
            bodies = _bodies(named.get("body"))
            first = bodies[0] if bodies else {}
            kind = next(kind.name for kind in KINDS if kind.fits(url, first))
            self._notes.append(Request(kind, bodies, seconds))
        return found

    @contextmanager
    def noting(self) -> Iterator[list[Request]]:
        """Give the list to which requests are added while the block lasts."""
        notes: list[Request] = []
        self._notes = notes
        try:
            yield notes
        finally:
            self._notes = None


def _bodies(body: Any) -> Bodies:
    """Return the searches of a request; several at once come as lines, each below one that names an index."""
    if isinstance(body, dict):
        return (body,)
    return tuple(map(json.loads, str(body).splitlines()[1::2])) if body else ()
