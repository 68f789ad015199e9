"""Which of many things are drawn, so that each draw is the same whoever draws?

A lot looks drawn by chance and is made of a seed and of where a thing stands, so that it is the same each
time, whichever engine answers. Of any number of things only those are held that may yet be drawn.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from hashlib import blake2b
from heapq import heappush, heappushpop
from typing import TypeVar

__all__ = ["LOT", "drawn", "lot"]

LOT = 8  # bytes
Thing = TypeVar("Thing")


def lot(told: str) -> bytes:
    """Return what looks drawn by lot."""
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=LOT).digest()


def drawn(
    things: Iterable[Thing], size: int, *, by: Callable[[Thing], bytes], stratum: Callable[[Thing], str]
) -> list[Thing]:
    """Return so many things, spread over strata as evenly as can be, in the order in which they come."""
    kept: defaultdict[str, list[tuple[int, int, Thing]]] = defaultdict(list)
    for number, thing in enumerate(things):
        own, entry = kept[stratum(thing)], (-int.from_bytes(by(thing)), -number, thing)
        if len(own) < size:
            heappush(own, entry)
        else:
            heappushpop(own, entry)
    ranked = [
        (rank, -number, -place, thing)
        for own in kept.values()
        for rank, (number, place, thing) in enumerate(sorted(own, reverse=True, key=lambda one: one[:2]))
    ]
    first = sorted(ranked, key=lambda one: one[:3])[:size]
    return [thing for *_, thing in sorted(first, key=lambda one: one[2])]
