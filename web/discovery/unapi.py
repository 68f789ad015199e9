"""Which formats of which item can a reference manager take from a page?

Source: unAPI, version 1, which Zotero asks before anything else on a page. The id of an item is that of an
article, or article/passage: it stands in addresses as it is, since Zotero does not escape it.
"""

import re

from web.citations.styles import FILES, Style
from web.discovery.markup import child, document, root

__all__ = ["divided", "formats", "style_of"]

NAMES = {"ris": "ris", "bibtex": "bibtex", "csl": "csljson"}  # of styles, as reference managers know them
_ID = re.compile(r"([a-z0-9-]{1,80})(?:/([0-9a-f]{12}(?:-[0-9]{1,6})?))?")


def formats(item: str) -> bytes:
    """Return the list of formats of an item, or with "" of all items."""
    top = root("formats", "")
    if item:
        top.set("id", item)
    for style in FILES:
        child(top, "format", name=NAMES[style.name], type=style.type)
    return document(top)


def style_of(name: str) -> Style | None:
    """Return the style of a format, None for what is none."""
    return next((style for style in FILES if NAMES[style.name] == name), None)


def divided(item: str) -> tuple[str, str]:
    """Return article and passage of an item, "" for what cannot be one."""
    found = _ID.fullmatch(item)
    return (found[1], found[2] or "") if found else ("", "")
