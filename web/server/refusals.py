"""What does the server say to bytes that are no request it can take?

They never reach the application. The answer is short and plain, below /api/ the JSON that every error there
is, and says what to do.
"""

import re
from http import HTTPStatus
from typing import Any

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import ErrorTask
from waitress.utilities import (
    Error,
    InternalServerError,
    RequestEntityTooLarge,
    RequestHeaderFieldsTooLarge,
    ServerNotImplemented,
)

from search.messages import Language
from web.api import serialise
from web.limits import BODY_BYTES, HEAD_BYTES, HEADER_LINES, REQUEST_LINE
from web.problems import Unanswered, problem_body, problem_of
from web.security import HEADERS

__all__ = ["Parser", "Refused"]

_RAW = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile(rb"[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CODES: dict[type[Error], str] = {
    InternalServerError: "internal",
    RequestEntityTooLarge: "body-too-large",
    RequestHeaderFieldsTooLarge: "headers-too-large",
    ServerNotImplemented: "encoding-unknown",
}
_LIMITS = {
    "address-too-long": {"limit": REQUEST_LINE},
    "headers-too-large": {"lines": HEADER_LINES, "limit": REQUEST_LINE, "total": HEAD_BYTES},
    "body-too-large": {"limit": BODY_BYTES},
}


class Parser(HTTPRequestParser):
    """Reads one request; `head` is what came of it so far, `refused` the code of a limit it broke."""

    head = b""
    refused = ""

    def received(self, data: bytes) -> int:
        """Take bytes of the request; return how many are its own."""
        if self.body_rcv is None:
            self.head = self.header_plus + data
        try:
            taken: int = super().received(data)
        except ValueError:  # what urllib says to an address such as http://[
            self.error, self.completed, taken = Error(""), True, len(data)
        if isinstance(self.error, RequestHeaderFieldsTooLarge) and self._line_too_long(self.head):
            self.refused = "address-too-long"
        return taken

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head; an address with raw bytes above ASCII means what it means percent-encoded.

        Raises ParsingError.
        """
        line, end, rest = header_plus.partition(b"\r\n")
        lines = rest.split(b"\r\n")
        if self._line_too_long(header_plus):
            self.refused = "address-too-long"
        elif len(lines) > HEADER_LINES + 2 or any(len(line) > REQUEST_LINE for line in lines):
            self.refused = "headers-too-large"
        if self.refused or _CONTROL.search(header_plus):
            raise ParsingError(self.refused)
        line = _RAW.sub(lambda byte: b"%%%02X" % byte[0][0], line)
        super().parse_header(line + end + rest)

    @staticmethod
    def _line_too_long(head: bytes) -> bool:
        return b"\r\n" not in head[: REQUEST_LINE + 2]


class Refused(ErrorTask):
    """The answer to what was refused."""

    def execute(self) -> None:
        """Hand over the answer and close the connection."""
        request = self.request
        code = request.refused or _CODES.get(type(request.error), "request-malformed")
        address = ([*request.head.split(b" ", 2), b""])[1]
        problem = problem_of(Unanswered(code, **_LIMITS.get(code, {})), _language(address))
        kind, body = _body(problem_body(problem), json=address.startswith(b"/api/"))
        self.status = f"{problem.status} {HTTPStatus(problem.status).phrase}"
        self.response_headers.extend(
            [*HEADERS.items(), ("Content-Type", kind), ("Cache-Control", "no-store")]
        )
        self.set_close_on_finish()
        self.channel.refused = True
        self.content_length = len(body)
        self.write(body)


def _language(address: bytes) -> Language:
    """Return the language an address asks for, read as far as it can be."""
    return "en" if b"lang=en" in re.split(rb"[?&\s]", address)[1:] else "zh"


def _body(body: dict[str, Any], *, json: bool) -> tuple[str, bytes]:
    """Return the media type and the bytes of a refusal."""
    if json:
        return "application/json", serialise.to_json(body)
    return "text/plain; charset=utf-8", f"{body['error']['message']}\n".encode()
