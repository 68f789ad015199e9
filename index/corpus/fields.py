"""Which fields does the front matter of an article have? One row each.

A field that `Article` has no attribute for goes into `Article.more`, and from there into the record of the
article, where a facet can read it.
"""

import re
from dataclasses import dataclass

__all__ = ["FIELDS", "SOURCE", "FrontField"]


@dataclass(frozen=True, slots=True)
class FrontField:
    """One field: whether it is a list of texts, the shape of each text, and that shape in words."""

    name: str
    many: bool = False
    shape: re.Pattern[str] | None = None
    meaning: str = ""


_NUMBER = r"[A-Za-z]{0,8}[0-9]{1,6}([-/,+][A-Za-z]{0,8}[0-9]{1,6}){0,3}"

FIELDS: tuple[FrontField, ...] = (
    FrontField("id"),
    FrontField("title"),
    FrontField("subtitle"),
    FrontField("publication"),
    FrontField("published"),
    FrontField("zone", False, re.compile(r"Z-[a-z0-9-]{1,78}"), "a zone code such as Z-luzhou-hightech"),
    FrontField("language", False, re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"), "a language tag such as zh"),
    FrontField("medium", False, re.compile("newspaper|magazine|web"), "newspaper, magazine or web"),
    FrontField("edition", False, re.compile(_NUMBER), "the page of a newspaper such as 3 or A03"),
    FrontField("volume", False, re.compile(_NUMBER), "the volume of a magazine such as 12"),
    FrontField("issue", False, re.compile(_NUMBER), "the issue of a magazine such as 3 or 3-4"),
    FrontField("pages", False, re.compile(_NUMBER), "pages such as 12 or 12-15"),
    FrontField("authors", many=True),
    FrontField("regions", True, re.compile(r"[0-9]{6}"), "a six-digit GB/T 2260 code"),
    FrontField("initiatives", True, re.compile(r"[a-z0-9-]{1,80}"), "the id of an initiative type"),
)
SOURCE = ("file", "sha256", "url", "rights")  # what the field `source`, a mapping, can hold
