"""Which style, script and picture do the pages load?

Each file has a name that holds the hash of its bytes, so that a copy never grows old; it is read and encoded
once. Under its plain name it is there too, to be asked for again after a while.
"""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, request

from web.delivery.encoding import accepted, best_encoded

__all__ = ["Assets", "assets", "serve_assets"]

FOREVER = "public, max-age=31536000, immutable"
A_WHILE = "public, max-age=3600"
_FOLDER = Path(__file__).parents[1] / "static"

static = Blueprint("static", __name__, url_prefix="/static")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its media type, the hash of its bytes, and its bytes by encoding ("" as they are)."""

    type: str
    digest: str
    bodies: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Assets:
    """All files by plain name; `addresses` are names with the hash, `digest` changes with any of them."""

    files: dict[str, Asset]
    addresses: dict[str, str]
    digest: str

    @classmethod
    def of(cls, folder: Path) -> "Assets":
        """Read the files of a folder."""
        files = {path.name: _asset(path.name, path.read_bytes()) for path in sorted(folder.iterdir())}
        addresses = {name: _with_hash(name, asset.digest) for name, asset in files.items()}
        digest = sha256(" ".join(addresses.values()).encode()).hexdigest()[:12]
        return cls(files, addresses, digest)


def _asset(name: str, data: bytes) -> Asset:
    kind = guess_type(name)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind.endswith("javascript")
    written = f"{kind}; charset=utf-8" if text else kind
    return Asset(written, sha256(data).hexdigest()[:12], {"": data, **best_encoded(data)})


def _with_hash(name: str, digest: str) -> str:
    stem, _, ending = name.rpartition(".")
    return f"{stem}.{digest}.{ending}"


@cache
def assets() -> Assets:
    """Return the files that the pages load."""
    return Assets.of(_FOLDER)


def serve_assets(app: Flask) -> None:
    """Let the application send the files."""
    app.register_blueprint(static)


@static.get("/<name>")
def file(name: str) -> Response:
    """Send a file, under its plain name or with its hash."""
    held = assets()
    plain = next((plain for plain, address in held.addresses.items() if name in (plain, address)), "")
    asset = held.files.get(plain) or abort(404)
    encoding = accepted() if accepted() in asset.bodies else ""
    response = Response(asset.bodies[encoding], content_type=asset.type)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.vary.add("Accept-Encoding")
    response.set_etag(f"{asset.digest}-{encoding}" if encoding else asset.digest)
    response.headers["Cache-Control"] = A_WHILE if name == plain else FOREVER
    response.make_conditional(request.environ)
    return response
