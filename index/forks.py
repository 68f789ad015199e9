"""How do the processes of a build end with it, however it dies?

A forked process holds what its parent had open: the build's lock too, which would outlive a killed build in
it. So descriptors are `owned`: every fork of Python closes them at once. One of them is the writing end of a
pipe that each worker reads: when the build ends, be it by SIGKILL, the pipe does, and the worker with it.

Decision: not PR_SET_PDEATHSIG, which only Linux has and which fires when the thread that forked ends.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from multiprocessing import get_context
from threading import Thread

__all__ = ["owned", "workers"]

_owned: set[int] = set()


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
def workers(number: int) -> Iterator[ProcessPoolExecutor]:
    """Give so many forked processes, none of which outlives this one."""
    reading, writing = os.pipe()
    try:
        with (
            owned(writing),
            ProcessPoolExecutor(
                number, mp_context=get_context("fork"), initializer=_end_with, initargs=(reading,)
            ) as pool,
        ):
            yield pool
    finally:
        os.close(reading)


def _end_with(pipe: int) -> None:
    """Let this process end when nobody holds the other end of a pipe any more."""
    Thread(target=_wait, args=(pipe,), name="end of the build", daemon=True).start()


def _wait(pipe: int) -> None:
    os.read(pipe, 1)
    os._exit(1)
