"""Which entry does GB/T 7714 ask for?

Sources: GB/T 7714-2025, in force since 2026-07-01, and GB/T 7714-2015 before it: articles in newspapers and
serials, web pages. The edition of 2025 writes ，：（） in full width, leaves surnames as they are and asks
for the day of access of web pages alone.

Decision: the word for further authors, and in 2025 the width of signs, go by the language of the original:
等 and full-width signs where it is Chinese, et al. and half-width ones where it is not.
"""

from collections.abc import Callable
from dataclasses import dataclass

from web.citations.citation import Citation
from web.citations.names import Person, is_pinyin

__all__ = ["gb7714_2015", "gb7714_2025"]

NAMED = 3  # authors named before 等
TYPES = {"newspaper": "N", "magazine": "J", "web": "EB"}


@dataclass(frozen=True, slots=True)
class _Signs:
    comma: str
    colon: str
    opening: str
    closing: str

    def bracketed(self, text: str) -> str:
        """Return a text in parentheses, nothing for nothing."""
        return f"{self.opening}{text}{self.closing}" if text else ""


FULL, HALF = _Signs("，", "：", "（", "）"), _Signs(", ", ": ", "(", ")")


def gb7714_2025(cite: Citation) -> str:
    """Return the entry of 2025."""
    signs = FULL if cite.chinese else HALF
    return _entry(cite, signs, [_name(one, str) for one in cite.authors], dated=cite.medium == "web")


def gb7714_2015(cite: Citation) -> str:
    """Return the entry of 2015."""
    return _entry(cite, HALF, [_name(one, str.upper) for one in cite.authors], dated=True)


def _entry(cite: Citation, signs: _Signs, names: list[str], *, dated: bool) -> str:
    """Return an entry, with the day of access where it is `dated` and there is an address."""
    more = ["等" if cite.chinese else "et al."] if len(names) > NAMED else []
    said = signs.comma.join([*names[:NAMED], *more])
    head = f"{said.rstrip('.')}. {cite.title}" if said else cite.title
    carrier = "/OL" if cite.where or cite.medium == "web" else ""
    read = f"[{cite.read.isoformat()}]" if dated and cite.where else ""
    where = _published(cite, signs) + read
    parts = (f"{head}[{TYPES[cite.medium]}{carrier}]", where, cite.where)
    return ". ".join(filter(None, parts)) + "."


def _published(cite: Citation, signs: _Signs) -> str:
    """Return publication, date and place in it."""
    said = "第{}段" if cite.chinese else "par. {}"
    passage = said.format(cite.number) if cite.number else ""
    if cite.medium == "web":
        said = signs.colon.join(filter(None, (cite.publication, passage)))
        return said + signs.bracketed(cite.published)
    if cite.medium == "magazine" and (cite.volume or cite.issue):
        number = cite.volume + signs.bracketed(cite.issue)
        year = "".join(cite.day[:1])
        issue = signs.comma.join(filter(None, (year, number))) if cite.volume else year + number
        said = signs.comma.join(filter(None, (cite.publication, issue)))
        places = (cite.page, passage)
    else:
        said = signs.comma.join(filter(None, (cite.publication, cite.published))) + signs.bracketed(
            cite.edition
        )
        places = ("" if cite.edition else cite.pages, passage)
    return signs.colon.join(filter(None, (said, signs.comma.join(filter(None, places)))))


def _name(one: Person, family: Callable[[str], str]) -> str:
    """Return a name, surname first; one in pinyin is not abbreviated, any other in Latin letters is."""
    if one.chinese or not one.family:
        return one.written
    shown = family(one.family)
    if is_pinyin(f"{one.family} {one.given}"):
        return f"{shown} {one.given}"
    return f"{shown} {' '.join(word[0] for word in one.given.replace('-', ' ').split())}"
