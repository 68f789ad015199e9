"""Who may review a corpus, and which forms did this server make?

A request may review if it comes from this machine, or if it brings the token. One that a proxy passed on, or
that asks for another host than this machine, comes from elsewhere, whatever its address is. A proxy that
leaves no trace cannot be told from this machine: behind any proxy the review needs a token.

Decision: no cookie. A form carries what it is about under a signature, so that only a form that a reviewer
was shown can be sent; the secret is made before the workers are, so that each knows the other's forms.
"""

import fcntl
import hmac
import secrets
import shlex
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Request

from web.security import asked_here

__all__ = ["Desk", "desk_fault"]

TOKEN_CHARACTERS = 16
FORM_SECONDS = 8 * 3600  # a working day


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a corpus is reviewed: its folder, its index, and the token that opens the page from elsewhere.

    `token` is "" where this machine alone may review; `secret` signs the forms.
    """

    folder: Path
    index: str = ""
    token: str = field(default="", repr=False)
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def command(self) -> str:
        """Return the command that brings the index up to date."""
        index = ["--index", self.index] if self.index else []
        return shlex.join(["jiansuo", "index", "--articles", str(self.folder), *index])

    def admits(self, request: Request) -> bool:
        """Tell whether a request may review."""
        given = request.values.get("token", "").encode("utf-8", "replace")
        if self.token and hmac.compare_digest(given, self.token.encode()):
            return True
        return asked_here(request)

    def sign(self, *about: str) -> str:
        """Return what a form carries along: what it is about, signed."""
        return str(self._signer().dumps(about))

    def signed(self, form: str) -> tuple[str, ...] | None:
        """Return what a form is about, None if this server did not make it or made it too long ago."""
        try:
            about: Iterable[str] = self._signer().loads(form, max_age=FORM_SECONDS)
        except BadData:
            return None
        return tuple(about)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Let one reviewer write at a time, whichever worker answers; the others wait."""
        with (self.folder / "ledger" / ".review").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _signer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.secret, salt="review")


def desk_fault(folder: str | None, token: str) -> str:
    """Return what keeps a corpus from being reviewed, "" if nothing does."""
    if not folder:
        return "--review needs the folder of imported articles: name it with --articles DIR"
    if not (Path(folder) / "ledger").is_dir():
        return f"{folder} has no ledger: only articles that jiansuo import wrote can be reviewed"
    if token and len(token) < TOKEN_CHARACTERS:
        return f"--review-token needs {TOKEN_CHARACTERS} characters or more"
    return ""
