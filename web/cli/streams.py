"""What do the standard streams say where they cannot say everything, and where nobody listens?

A command opens its streams once; whatever it prints by whichever way is then safe. What the encoding of a
stream lacks is written as JSON escapes it, so that JSON stays JSON. A reader that goes away (`| head`) is no
fault: the rest is dropped and the status stays that of the work. Output that cannot be written is told once,
at the end.
"""

import codecs
import io
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

import click

__all__ = ["open_streams", "print_json", "unwritten", "write_bytes", "write_json"]

ESCAPED = "jiansuo-escaped"
_FOREIGN = re.compile("[^\x00-\x7f]+")


class _File(io.FileIO):
    """A standard stream that drops what nobody reads; `fault` says why something else was not written."""

    fault = ""

    def write(self, data: Any) -> int:
        """Write, or seem to."""
        try:
            return super().write(data)
        except BrokenPipeError:
            pass
        except OSError as error:
            self.fault = error.strerror or str(error)
        return memoryview(data).nbytes


class _Output(io.TextIOWrapper):
    """Text to a standard stream.

    Click takes the encoding ASCII for a mistake and would write UTF-8 to the `buffer` below: it is hidden.
    """

    def __init__(self, stream: TextIO) -> None:
        self.file = _File(stream.fileno(), "w", closefd=False)
        lines = getattr(stream, "line_buffering", False) or getattr(stream, "write_through", False)
        super().__init__(io.BufferedWriter(self.file), stream.encoding, ESCAPED, line_buffering=lines)

    @property
    def buffer(self) -> Any:
        """Say that there is none."""
        raise AttributeError("buffer")


def open_streams() -> bool:
    """Make standard output and error safe to write to; tell whether there is a standard output."""
    codecs.register_error(ESCAPED, _escaped)
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 while the process lives
    if sys.stdout is None:
        return False
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is getattr(sys, f"__{name}__"):
            setattr(sys, name, _Output(stream))
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=ESCAPED)
    return True


def unwritten() -> str:
    """Return why standard output could not be written, "" if it was."""
    if not isinstance(sys.stdout, _Output):
        return ""
    sys.stdout.flush()
    return sys.stdout.file.fault


def write_bytes(pieces: Iterable[bytes]) -> None:
    """Write what is no text to standard output."""
    sys.stdout.flush()
    binary = sys.stdout.file if isinstance(sys.stdout, _Output) else sys.stdout.buffer
    for piece in pieces:
        rest = memoryview(piece)
        while rest:
            rest = rest[binary.write(rest) :]
    binary.flush()


def write_json(text: str) -> None:
    """Write a line of JSON: as it is to a stream of UTF-8, in ASCII to any other."""
    if codecs.lookup(sys.stdout.encoding).name != "utf-8":
        text = _FOREIGN.sub(lambda found: _escapes(found[0]), text)
    click.echo(text.removesuffix("\n"))


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """Replace what cannot be encoded, as a handler of `codecs`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return _escapes(error.object[error.start : error.end]), error.end


def _escapes(text: str) -> str:
    """Return text as JSON escapes it, a character beyond U+FFFF as a pair."""
    raw = text.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{raw[at : at + 4]}" for at in range(0, len(raw), 4))


def print_json(told: Mapping[str, Any]) -> None:
    """Print one line of JSON; what is no UTF-8 in it stands as an escape."""
    write_json(json.dumps(_clean(told), ensure_ascii=False))


def _clean(told: Any) -> Any:
    """Return what is to be printed, every text of it fit for UTF-8."""
    from index.intake.files import shown

    if isinstance(told, str):
        return shown(told)
    if isinstance(told, Mapping):
        return {shown(name): _clean(value) for name, value in told.items()}
    return [_clean(item) for item in told] if isinstance(told, list | tuple) else told
