"""In which encoding do these bytes stand?

UTF-8, UTF-16, GB18030 and Big5, strictly: a byte that does not fit is reported with its offset, never
replaced, for the ledger promises to give every byte back. GB18030 and Big5 read each other's bytes as rare
characters, so the one whose reading has more of the commonest Han characters is taken.

Decision: no guessing library. Four encodings are asked for, and a decoder that must also encode back needs
a strict answer with an offset, which detection libraries do not give.
"""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from index.errors import SourceError

__all__ = ["Decoded", "decode"]

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
SAMPLE = 200_000
WRITTEN = 0.8  # of a text in common characters; of other bytes it is a third
ASCII_PAIRS = 0.7  # of a text in characters that are two ASCII letters; of Chinese it is two fifths
_HAN = re.compile(r"[\u3400-\u9fff]")
# What Chinese is written in. A Han character whose low byte is zero is left out, for it is what ASCII becomes
# in the wrong byte order; 一, common as it is, is not.
_ROWS = "".join(f"{chr(row + 1)}-{chr(row + 0xFF)}" for row in range(0x3400, 0xA000, 0x100))
_WRITTEN = re.compile(f"[\t\n\r -~\u2010-\u203b\u3000-\u30ff\uff01-\uffee一{_ROWS}]")
_ASCII_PAIR = re.compile(
    "[" + "".join(f"{chr(row + 0x20)}-{chr(row + 0x7E)}" for row in range(0x2000, 0x7F00, 0x100)) + "]"
)
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
NAMES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "big5-hkscs": "big5hkscs",
    "utf-8": "utf-8",
    "utf8": "utf-8",
}
# The first level of each standard, the characters in daily use, as ranges of the leading byte.
_COMMON = {"gb18030": (0xB0, 0xD7), "big5": (0xA4, 0xC6), "big5hkscs": (0xA4, 0xC6)}


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the encoding and byte order mark (hexadecimal) that give its bytes back."""

    text: str
    encoding: str
    bom: str = ""


def decode(raw: bytes, path: Path, *, declared: str = "") -> Decoded:
    """Decode bytes, or raise SourceError with the offset of the first byte that fits no encoding."""
    for bom, encoding in BOMS:
        if raw.startswith(bom):
            return _strictly(raw[len(bom) :], encoding, path, bom=bom)
    if b"\x00" in raw[:SAMPLE]:
        return _strictly(raw, _utf16(raw, path), path)
    if len(_CONTROL.findall(raw[:SAMPLE])) > len(raw[:SAMPLE]) // 100:
        raise SourceError(path, 0, "is binary: too many of its bytes are control characters")
    try:
        return Decoded(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        fault = error
    if mixed := _mostly_utf8(raw, fault):
        raise SourceError(path, raw.count(b"\n", 0, fault.start) + 1, mixed)
    known = NAMES.get(declared.lower(), "")
    return _strictly(raw, known if known not in ("", "utf-8") else _chinese(raw), path)


def _strictly(raw: bytes, encoding: str, path: Path, *, bom: bytes = b"") -> Decoded:
    """Decode and make sure that the same bytes come back."""
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        where = error.start + len(bom)
        line = raw.count(b"\n", 0, error.start) + 1
        raise SourceError(
            path, line, f"byte {where} (0x{raw[error.start]:02x}) is not {encoding.upper()}"
        ) from error
    back = text.encode(encoding)
    if back != raw:
        where = next(i for i, (old, new) in enumerate(zip(raw, back, strict=False)) if old != new)
        line = raw.count(b"\n", 0, where) + 1
        message = (
            f"bytes at {where + len(bom)} have no unique form in {encoding.upper()}; save the file as UTF-8"
        )
        raise SourceError(path, line, message)
    if "\x00" in text:
        raise SourceError(
            path, text.count("\n", 0, text.index("\x00")) + 1, "is binary: it holds a NUL character"
        )
    return Decoded(text, encoding, bom.hex())


def _utf16(raw: bytes, path: Path) -> str:
    """Tell the byte order of a text without mark by its characters, else by the zero half of its ASCII."""
    sample = raw[: SAMPLE & ~1]
    if len(raw) % 2 == 0:
        shares = {order: _share(sample, order) for order in ("utf-16-le", "utf-16-be")}
        order = max(shares, key=shares.__getitem__)
        if shares[order] >= WRITTEN:
            return order
        high, low = sample[0::2].count(0), sample[1::2].count(0)
        lines = b"\n\x00" in sample or b"\x00\n" in sample or len(sample) < 400
        if lines and max(high, low) >= 20 * min(high, low):
            return "utf-16-le" if low > high else "utf-16-be"
    raise SourceError(path, 0, f"is binary: it holds zero bytes, the first at {raw.index(0)}")


def _share(sample: bytes, order: str) -> float:
    """Return how much of a sample of UTF-16 is Chinese text, 0 where it is rather ASCII in pairs."""
    text = sample.decode(order, "replace")
    if len(_ASCII_PAIR.findall(text)) > ASCII_PAIRS * len(text):
        return 0.0
    return len(_WRITTEN.findall(text)) / (len(text) or 1)


def _mostly_utf8(raw: bytes, fault: UnicodeDecodeError) -> str:
    """Return the message for UTF-8 with foreign bytes in it, "" for another encoding throughout."""
    head = raw[: fault.start]
    tail = raw[fault.start : fault.start + SAMPLE]
    good = len(_HAN.findall(head.decode("utf-8"))) + len(_HAN.findall(tail.decode("utf-8", "ignore")))
    wrong = tail.decode("utf-8", "replace").count("\ufffd")
    if (good < 10 or wrong > good) and len(_HAN.findall(head[-SAMPLE:].decode("utf-8", "ignore"))) < 10:
        return ""
    byte = f"byte {fault.start} (0x{raw[fault.start]:02x})"
    return f"{byte} is not UTF-8, as the text before it is; mixed encodings?"


def _chinese(raw: bytes) -> str:
    """Return the Chinese encoding that reads the bytes as common characters."""
    scores = {encoding: _score(raw[: SAMPLE & ~1], encoding) for encoding in ("gb18030", "big5")}
    if scores["gb18030"] >= scores["big5"]:
        return "gb18030"
    return "big5" if _reads(raw, "big5") else "big5hkscs"


def _reads(raw: bytes, encoding: str) -> bool:
    """Tell whether an encoding reads all bytes."""
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _score(sample: bytes, encoding: str) -> float:
    """Return the share of common characters among those beyond ASCII, faults counted against it."""
    text = sample.decode(encoding, "replace")
    beyond = [char for char in text if char > "\x7f"]
    first, last = _COMMON[encoding]
    common = sum(first <= char.encode(encoding, "replace")[0] <= last for char in beyond if _HAN.match(char))
    return (common - 2 * text.count("\ufffd")) / (len(beyond) or 1)
