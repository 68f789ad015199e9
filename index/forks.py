"""How do the processes of a build or an import end with it, however it dies?

A forked process holds what its parent had open: the build's lock too, which would outlive a killed build in
it. So descriptors are `owned`: every fork of Python closes them at once. One of them is the writing end of a
pipe that each worker reads: when the build ends, be it by SIGKILL, the pipe does, and the worker with it.

Decision: not PR_SET_PDEATHSIG, which only Linux has and which fires when the thread that forked ends.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from multiprocessing import get_context
from threading import Thread
from typing import Any, TypeVar

__all__ = ["in_order", "owned", "workers"]

BATCH = 64  # pieces of work handed to a process at once
Result = TypeVar("Result")

_owned: set[int] = set()
_works: dict[int, Callable[[int], Any]] = {}  # forked along, so that what they hold need not be sent


@contextmanager
def owned(descriptor: int) -> Iterator[int]:
    """Close a descriptor in the end, and in every forked process as soon as it is there."""
    _watch_forks()
    _owned.add(descriptor)
    try:
        yield descriptor
    finally:
        if descriptor in _owned:  # it is not in a forked process, which closed it
            _owned.discard(descriptor)
            os.close(descriptor)


@cache
def _watch_forks() -> None:
    os.register_at_fork(after_in_child=_disown)


def _disown() -> None:
    """Close in a forked process what its parent owns."""
    while _owned:
        os.close(_owned.pop())


@contextmanager
def workers(number: int, *, deaf: bool = False) -> Iterator[ProcessPoolExecutor]:
    """Give so many forked processes, none of which outlives this one; the deaf leave Ctrl-C to it."""
    reading, writing = os.pipe()
    try:
        with (
            owned(writing),
            ProcessPoolExecutor(
                number, mp_context=get_context("fork"), initializer=_end_with, initargs=(reading, deaf)
            ) as pool,
        ):
            yield pool
    finally:
        os.close(reading)


def in_order(work: Callable[[int], Result], number: int, *, processes: int) -> Iterator[Result]:
    """Yield work(0), work(1), ... up to a number, done by forked processes where there is enough to do.

    What is yielded is the same whatever the number of processes. Raises BrokenProcessPool if one was killed.
    """
    size = min(BATCH, -(-number // (2 * processes)))
    if processes < 2 or number < BATCH:
        yield from map(work, range(number))
        return
    key = id(work)
    _works[key] = work
    batches = [(key, range(at, min(at + size, number))) for at in range(0, number, size)]
    try:
        with workers(processes, deaf=True) as pool:
            futures = deque(pool.submit(_work, batch) for batch in batches)
            try:
                while futures:
                    yield from futures.popleft().result()
            finally:
                for future in futures:
                    future.cancel()
    finally:
        del _works[key]


def _work(batch: tuple[int, range]) -> list[Any]:
    key, numbers = batch
    return [_works[key](number) for number in numbers]


def _end_with(pipe: int, deaf: bool) -> None:  # noqa: FBT001 a pool passes its arguments by position
    """Let this process end when nobody holds the other end of a pipe any more."""
    if deaf:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_wait, args=(pipe,), name="end of the build", daemon=True).start()


def _wait(pipe: int) -> None:
    os.read(pipe, 1)
    os._exit(1)
