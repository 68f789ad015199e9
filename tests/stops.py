"""How is a process stopped at a chosen moment, whatever the speed of the machine? It counts its own steps."""

import os
import signal
import sys


def stop_before(step: int, folder: str, number: int = signal.SIGKILL) -> None:
    """Send this process a signal before a step of this number, from 1.

    A step opens, links, moves or removes a file below the folder.
    """
    left = step

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event.startswith(("open", "os.")) and any(str(one).startswith(folder) for one in arguments):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), number)

    sys.addaudithook(count)
