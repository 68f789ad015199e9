"""How is a server asked, and when is its last answer good enough?

Decision: the library of Python is enough for a reader of JSON. An answer is kept with its tag and asked for
by it again; the server says 304 where it still holds, before it searches anything.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPException
from threading import Lock
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request, urlopen

from cachetools import LRUCache

from search.remote.refusals import ServerError, refusal

__all__ = ["Body", "Client", "Pairs"]

Body = dict[str, Any]
Pairs = Sequence[tuple[str, str]]

PATIENCE = 60  # seconds
LONG = 4_000  # characters of an address; what takes more is sent as a form
API = "/api/v1/"


class Client:
    """Asks the server at an address, from any thread; up to `kept` MB of answers are kept."""

    def __init__(self, address: str, *, kept: int) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("https", "http") or not parts.hostname or parts.query or parts.fragment:
            raise ServerError("server-address", address=address)
        self.address = address.rstrip("/")
        self._kept: LRUCache[str, tuple[str, bytes]] = LRUCache(kept * 1_000_000, lambda one: len(one[1]))
        self._lock = Lock()

    def ask(self, path: str, arguments: Pairs = (), *, gone: bool = False) -> Body:
        """Return what is answered at a path of the API; with `gone` what was there too.

        Raises SearchError or IndexingError, as the server tells.
        """
        address = self._address(path, arguments)
        with self._lock:
            tag, raw = self._kept.get(address, ("", b""))
        status, told, fresh = self._read(_request(address, tag=tag))
        if status == 304:
            return self._body(status, raw)
        with self._lock:
            if told and len(fresh) <= self._kept.maxsize:
                self._kept[address] = told, fresh
        body = self._body(status, fresh)
        if status == 200 or (gone and status == 410):
            return body
        raise refusal(self.address, status, body)

    def send(self, path: str, arguments: Pairs) -> Body:
        """Return what is answered to arguments that may be too long for an address."""
        with self._opened(self._sent(path, arguments)) as (status, answer):
            raw = answer.read()
        if status == 200:
            return self._body(status, raw)
        raise refusal(self.address, status, self._body(status, raw))

    def lines(self, path: str, arguments: Pairs) -> Iterator[Body]:
        """Yield the rows that are answered as JSON Lines, as they come."""
        with self._opened(self._sent(path, [*arguments, ("format", "jsonl")])) as (status, answer):
            if status != 200:
                raise refusal(self.address, status, self._body(status, answer.read()))
            for line in answer:
                yield self._body(status, line)

    def _address(self, path: str, arguments: Pairs) -> str:
        given = urlencode(arguments, errors="replace")
        return f"{self.address}{API}{quote(path)}" + (f"?{given}" if given else "")

    def _sent(self, path: str, arguments: Pairs) -> Request:
        """Return a request by GET, by POST where its address would be long; that names the language still."""
        address = self._address(path, arguments)
        if len(address) <= LONG:
            return _request(address)
        spoken = self._address(path, [pair for pair in arguments if pair[0] == "lang"])
        return _request(spoken, form=address.partition("?")[2].encode())

    def _read(self, request: Request) -> tuple[int, str, bytes]:
        """Return status, tag and body of an answer."""
        with self._opened(request) as (status, answer):
            return status, getattr(answer, "headers", {}).get("ETag", ""), answer.read()

    @contextmanager
    def _opened(self, request: Request) -> Iterator[tuple[int, IO[bytes]]]:
        """Open the answer to a request, whatever its status. Raises ServerError where there is none."""
        try:
            with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 an address of http or https
                yield answer.status, answer
        except HTTPError as error:
            with error:
                yield error.code, error
        except (URLError, HTTPException, OSError) as error:
            reason = getattr(error, "reason", error)
            raise ServerError("server-unreachable", address=self.address, reason=str(reason)) from error

    def _body(self, status: int, raw: bytes) -> Body:
        """Return the JSON of an answer. Raises ServerError where it is none of a server of ours."""
        try:
            body = json.loads(raw)
        except ValueError:
            body = None
        if not isinstance(body, dict) or (status >= 400 and "error" not in body):
            raise ServerError("server-answer", address=self.address, status=status)
        return body


def _request(address: str, *, tag: str = "", form: bytes | None = None) -> Request:
    """Return a request to an address, which is one of http or https."""
    return Request(address, form, {"If-None-Match": tag} if tag else {})  # noqa: S310 the client saw to it
