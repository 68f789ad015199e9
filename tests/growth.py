"""Does work grow no faster than its input? What it costs is compared at one size and at four times that size.

No clock on the wall is read. The processor time of this thread leaves out what others do, a slow machine is
slow at both sizes, and other disturbances only add: the least of several rounds counts.
"""

import gc
from collections.abc import Callable
from time import thread_time_ns

TIMES = 4  # as much input: linear work costs 4 times as much, quadratic work 16 times
MARGIN = 2.25
LEAST, MOST = 2, 12  # rounds; more than LEAST only while the limit is not kept


def assert_growth(
    work: Callable[[str], object], text: Callable[[int], str], size: int, *, power: int = 1
) -> None:
    """Let work on a text of about `size` characters grow with a power of its length, with none above."""
    small, large = text(size // TIMES), text(size)
    work(small)  # what is loaded once is loaded now
    costs = [(_cost(work, small), _cost(work, large)) for _ in range(LEAST)]
    while (grown := _grown(costs)) > MARGIN * TIMES**power and len(costs) < MOST:
        costs.append((_cost(work, small), _cost(work, large)))
    assert grown <= MARGIN * TIMES**power, f"{TIMES} times the input costs {grown:.1f} times as much"


def _grown(costs: list[tuple[int, int]]) -> float:
    small, large = (min(each) for each in zip(*costs, strict=True))
    return large / small


def _cost(work: Callable[[str], object], text: str) -> int:
    """Return nanoseconds of the processor, at least one, without those of collecting what others left."""
    gc.disable()
    try:
        began = thread_time_ns()
        work(text)
        return max(thread_time_ns() - began, 1)
    finally:
        gc.enable()
