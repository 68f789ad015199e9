"""Are the files that serve still what was built?

A generation is read in full once, in a thread beside the requests; a small one before the first request. A
generation that a build put in place later is read as soon as it serves. The thread steps back: it takes what
time the requests leave. Until it is through, the engine checks each block when a request first reads it.
"""

import gc
import logging
import os
import sys
from threading import Event, Thread, get_native_id
from typing import TYPE_CHECKING

from index.errors import IndexingError

if TYPE_CHECKING:
    from search.engine import Engine

__all__ = ["SMALL", "Watch"]

SMALL = 32_000_000  # bytes that are read in well under a second
LEAST = 19  # the lowest priority there is
PAUSE = 5.0  # seconds between two looks at the pointer


class Watch:
    """Verifies each generation an engine serves; the engine then refuses a damaged one by itself."""

    def __init__(self, engine: "Engine", log: logging.Logger, *, pause: float = PAUSE) -> None:
        self.engine, self.log, self.pause = engine, log, pause
        self._stop = Event()
        self._seen = self._said = ""
        self._warmed = False

    def start(self) -> None:
        """Verify a small index now and go on in a thread."""
        try:
            small = self.engine.about().bytes <= SMALL
        except IndexingError:
            small = True  # nothing to read, but something to say
        if small:
            self.look()
        Thread(target=self._run, name="verification", daemon=True).start()

    def _warm(self) -> None:
        """Load what the first search would wait for.

        All this stays: the collector of cycles need not walk it again, which stopped a request for 30 ms.
        """
        self.engine.warm()
        self._warmed = True
        gc.collect()
        gc.freeze()

    def stop(self) -> None:
        """Let the thread end."""
        self._stop.set()

    def look(self) -> None:
        """Verify the serving generation unless that was done; log what is wrong, once."""
        try:
            name = self.engine.about().generation
            if name != self._seen:
                self._seen = name
                if self._warmed:  # by the thread, not before the first request
                    self.engine.warm()
                self.engine.verify()
            fault = str(self.engine.fault or "")
        except IndexingError as error:
            fault = str(error)
        if fault and fault != self._said:
            self.log.error("index: %s", fault)
        self._said = fault

    def _run(self) -> None:
        self._warm()
        if sys.platform == "linux":  # where a thread has a priority of its own
            os.setpriority(os.PRIO_PROCESS, get_native_id(), LEAST)
        while not self._stop.is_set():
            self.look()
            self._stop.wait(self.pause)
