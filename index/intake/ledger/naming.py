"""By which name, that any file system and address can hold, do a source's ledger and its articles go?"""

import re
from hashlib import sha256

__all__ = ["slug"]

SLUG = 60


def slug(name: str) -> str:
    """Return a file's name as part of an id; a name without ASCII letters and digits becomes a digest."""
    stem = name.rsplit(".", 1)[0] if "." in name else name
    plain = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:SLUG].strip("-")
    return (
        plain
        if len(plain) >= 2
        else (plain + "-" if plain else "")
        + "s"
        + sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    )
