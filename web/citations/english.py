"""Which entry do Chicago and APA ask for?

Sources: The Chicago Manual of Style, 17th ed., 11.89-11.90 and 14.191-14.200; Publication Manual of the APA,
7th ed., 9.38, 10.1 and 10.16. Chinese is given in Latin letters; titles have the characters behind it, so
that nobody depends on the reading of a program.
"""

import re
from collections.abc import Sequence

from web.citations.citation import Citation, nested
from web.citations.names import Person, romanised

__all__ = ["apa", "chicago"]

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_HAN = re.compile("[\u3400-\u9fff]")
_PAGES = re.compile(r"(?<=\d)-(?=\d)")


def chicago(cite: Citation) -> str:
    """Return the entry in the manner of Chicago's bibliographies."""
    names = _listed([_whole(one, cite, number) for number, one in enumerate(cite.authors)], "and")
    title = _latin(cite.title, cite)
    shown = f"“{nested(title)}” {cite.title}." if title != cite.title else f"“{nested(title)}.”"
    in_issue = bool(cite.volume or cite.issue)
    paper = "" if in_issue else _named(cite)
    said = _in_issue(cite) if in_issue else _in_paper(cite, paper if names else "")
    head = names or paper  # an unsigned article is its newspaper's
    parts = [f"{head}." if head else "", shown, f"{said[0].upper()}{said[1:].rstrip('.')}." if said else ""]
    if cite.where and not cite.day:
        parts.append(f"Accessed {_today(cite)}.")
    return " ".join(filter(None, (*parts, f"{cite.where}." if cite.where else "")))


def _in_paper(cite: Citation, paper: str) -> str:
    """Return where an article stands that is found by its date."""
    when = _spelled(cite.day) or ("n.d." if cite.publication else "")
    return ", ".join(filter(None, (paper, when, _ranged(cite.place()))))


def _in_issue(cite: Citation) -> str:
    """Return where an article stands in a volume or an issue of a periodical."""
    number = ", ".join(filter(None, (cite.volume, f"no. {cite.issue}" if cite.issue else "")))
    periodical = f"{_named(cite)}{'' if cite.volume else ','} {number}"
    when = _spelled(cite.day[: 1 if cite.volume else 2]) or "n.d."
    return ": ".join(filter(None, (f"{periodical} ({when})", _ranged(cite.place()))))


def apa(cite: Citation) -> str:
    """Return the entry in the manner of APA's lists of references."""
    names = _listed([_initialled(one, cite) for one in cite.authors], "&")
    title = _latin(cite.title, cite)
    shown = f"{title} {cite.title}" if title != cite.title else title
    when = f"({_turned(cite.day) or 'n.d.'})."
    number = cite.volume + (f"({cite.issue})" if cite.issue else "")
    said = ", ".join(filter(None, (_named(cite), number, _ranged(cite.place(paragraph="para. {}")))))
    said = f"{said[:1].upper()}{said[1:]}"
    head = (f"{names.rstrip('.')}.", when, f"{shown}.") if names else (f"{shown}.", when)
    where = cite.where if cite.day or not cite.where else f"Retrieved {_today(cite)}, from {cite.where}"
    return " ".join(filter(None, (*head, f"{said}." if said else "", where)))


def _latin(text: str, cite: Citation) -> str:
    """Return a title in Latin letters."""
    return romanised(text, cite.cut) if _HAN.search(text) else text


def _named(cite: Citation) -> str:
    """Return the publication, in Latin letters and as it is written."""
    if not _HAN.search(cite.publication):
        return cite.publication
    return f"{romanised(cite.publication, cite.cut, capitals=True)} {cite.publication}"


def _whole(one: Person, cite: Citation, number: int) -> str:
    """Return a Chinese name surname first, with its characters; others so only where they come first."""
    if not one.chinese:
        return f"{one.given} {one.family}" if number and one.given and "," in one.written else one.written
    return f"{' '.join(filter(None, one.latin(cite.cut)))} {one.written}"


def _initialled(one: Person, cite: Citation) -> str:
    """Return surname and initials; a name that is not divided whole."""
    family, given = one.latin(cite.cut)
    return f"{family}, {' '.join(f'{word[0].upper()}.' for word in given.split())}" if given else family


def _listed(names: Sequence[str], last: str) -> str:
    """Return names in a row; two have a comma between them only where one of them has one itself."""
    if len(names) == 2 and not any("," in name for name in names):
        return f"{names[0]} {last} {names[1]}"
    return f"{', '.join(names[:-1])}, {last} {names[-1]}" if len(names) > 1 else "".join(names)


def _ranged(place: str) -> str:
    """Return a place with the dash of English between pages."""
    return _PAGES.sub("–", place)


def _today(cite: Citation) -> str:
    """Return the day on which an undated article was read."""
    return _spelled(cite.read.isoformat().split("-"))


def _spelled(day: Sequence[str]) -> str:
    """Return a date as it is written in English, as precise as it is known."""
    if len(day) < 2:
        return "".join(day)
    month = MONTHS[int(day[1]) - 1]
    return f"{month} {day[0]}" if len(day) == 2 else f"{month} {int(day[2])}, {day[0]}"


def _turned(day: Sequence[str]) -> str:
    """Return a date with the year before the rest."""
    if len(day) < 2:
        return "".join(day)
    return f"{day[0]}, {MONTHS[int(day[1]) - 1]}{f' {int(day[2])}' if len(day) > 2 else ''}"
