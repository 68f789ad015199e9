"""How long is a cluster waited for that does not answer now?

A node that is lost is replaced in seconds, a manager too; a node that is started again takes half a minute.
"""

import time
from collections.abc import Callable, Iterator
from typing import TypeAlias, TypeVar

from index.errors import ClusterUnreachable

__all__ = ["PAUSES", "Alive", "Progress", "patiently", "polled", "silent"]

Result = TypeVar("Result")
Progress: TypeAlias = Callable[[str, int, int], None]
Alive: TypeAlias = Callable[[], None]

PAUSES = (0.5, 1, 2, 4, 8, 16, 30, 30, 30)  # seconds between two tries, some two minutes together
SOON, POLL = 0.02, 0.5  # seconds between the first two looks at work that the cluster does, and later ones


def silent(stage: str, done: int, total: int) -> None:
    """Show no progress."""
    del stage, done, total


def patiently(ask: Callable[[], Result], alive: Alive = lambda: None) -> Result:
    """Return an answer, asking again while the cluster cannot give one. Raises ClusterUnreachable at last."""
    for pause in PAUSES:
        try:
            return ask()
        except ClusterUnreachable:
            alive()
            time.sleep(pause)
    return ask()


def polled(look: Callable[[], Result], alive: Alive) -> Iterator[Result]:
    """Yield what looks find, one after another, with rests between them that grow."""
    rest = SOON
    while True:
        yield patiently(look, alive)
        alive()
        time.sleep(rest)
        rest = min(2 * rest, POLL)
