"""How does the command `jiansuo` begin, and what does Ctrl-C do to it?

Ctrl-C ends a command at any time with one line and status 130, also while modules are being imported: its
handler stands before anything else is loaded. What was begun is left in order; a second Ctrl-C does not wait
for that.
"""

import os
import sys

TYPE_CHECKING = False  # typing would have to be loaded for its own
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

__all__ = ["main"]

STOPPED = 130


class _Stop:
    """The handler of Ctrl-C: it ends the command by SystemExit, the second time at once.

    SystemExit passes through everything that would make a traceback, or another status, of KeyboardInterrupt.
    A process that the command started ends at once and says nothing.
    """

    def __init__(self) -> None:
        self.process = os.getpid()
        self.asked = False
        self.told = False
        self.over = False

    def __call__(self, _: int, __: "FrameType | None") -> None:
        if self.asked or self.over or os.getpid() != self.process:
            self.leave()
        self.asked = True
        raise SystemExit(STOPPED)

    def swallowed(self, event: "Any") -> None:
        """Leave where Ctrl-C came in the middle of code that may raise nothing, such as a finaliser."""
        if self.asked and event.exc_type is SystemExit:
            self.leave()
        sys.__unraisablehook__(event)

    def leave(self) -> None:
        """End the process now."""
        self.tell()
        os._exit(STOPPED)

    def tell(self) -> None:
        """Say once that the command was stopped, in the middle of whatever else is being written."""
        if os.getpid() == self.process and not self.told:
            self.told = True
            _tell()


def main() -> None:
    """Run the command that the arguments name."""
    try:
        stop = _Stop()
        import signal

        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # as it is for a command in the background
            signal.signal(signal.SIGINT, stop)
            sys.unraisablehook = stop.swallowed
    except KeyboardInterrupt:
        _tell()
        os._exit(STOPPED)
    try:
        from web.cli.commands import main as commands

        commands()
    finally:
        stop.over = True
        if stop.asked:
            stop.tell()
            sys.exit(STOPPED)


def _tell() -> None:
    """Write the line."""
    try:
        os.write(2, b"jiansuo: stopped\n")
    except OSError:
        return  # nobody listens
