"""Was a name among many, told in two bytes for each of them?

Decision: a Bloom filter (Bloom 1970) with 16 bits and 8 hashes a name takes one name in about 1,700 that was
not there for one that was, and is a fiftieth of a list of them.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

__all__ = ["Membership"]

BYTES = 2  # for each name
HASHES = 8  # of four bytes each, which are one SHA-256


@dataclass(frozen=True, slots=True)
class Membership:
    """Names that were put in; others are taken for one of them very seldom."""

    bits: bytes = b""

    @classmethod
    def of(cls, names: Iterable[str]) -> "Membership":
        """Return what knows some names."""
        many = [*names]
        bits = bytearray(max(BYTES * len(many), 1))
        for name in many:
            for place in _places(name, len(bits)):
                bits[place >> 3] |= 1 << (place & 7)
        return cls(bytes(bits))

    @classmethod
    def read(cls, text: str) -> "Membership":
        """Return what was written. Raises ValueError."""
        return cls(b64decode(text, validate=True))

    def written(self) -> str:
        """Return it as a text."""
        return b64encode(self.bits).decode()

    def __contains__(self, name: str) -> bool:
        return bool(self.bits) and all(
            self.bits[place >> 3] >> (place & 7) & 1 for place in _places(name, len(self.bits))
        )


def _places(name: str, size: int) -> Iterator[int]:
    """Yield the bits of a name, in so many bytes."""
    whole = sha256(name.encode("utf-8", "surrogatepass")).digest()
    for at in range(0, 4 * HASHES, 4):
        yield int.from_bytes(whole[at : at + 4], "big") % (8 * size)
