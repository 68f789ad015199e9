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


def chicago(cite: Citation) -> str:
    """Return the entry in the manner of Chicago's bibliographies."""
    names = _listed([_whole(one, cite) for one in cite.authors], "and")
    title = _latin(cite.title, cite)
    shown = f"“{nested(title)}” {cite.title}." if title != cite.title else f"“{nested(title)}.”"
    number = ", ".join(filter(None, (cite.volume, f"no. {cite.issue}" if cite.issue else "")))
    said = ", ".join(filter(None, (_named(cite), number, _spelled(cite.day), cite.place())))
    parts = [f"{names}." if names else "", shown, f"{said[0].upper()}{said[1:]}." if said else ""]
    if cite.where:
        parts += [f"Accessed {_spelled(cite.read.isoformat().split('-'))}.", f"{cite.where}."]
    return " ".join(filter(None, parts))


def apa(cite: Citation) -> str:
    """Return the entry in the manner of APA's lists of references."""
    names = _listed([_initialled(one, cite) for one in cite.authors], "&")
    title = _latin(cite.title, cite)
    shown = f"{title} {cite.title}" if title != cite.title else title
    when = f"({_turned(cite.day) or 'n.d.'})."
    number = cite.volume + (f"({cite.issue})" if cite.issue else "")
    said = ", ".join(filter(None, (_named(cite), number, cite.place(paragraph="para. {}"))))
    said = f"{said[:1].upper()}{said[1:]}"
    head = (f"{names.rstrip('.')}.", when, f"{shown}.") if names else (f"{shown}.", when)
    return " ".join(filter(None, (*head, f"{said}." if said else "", cite.where)))


def _latin(text: str, cite: Citation) -> str:
    """Return a title in Latin letters."""
    return romanised(text, cite.cut) if _HAN.search(text) else text


def _named(cite: Citation) -> str:
    """Return the publication, in Latin letters and as it is written."""
    if not _HAN.search(cite.publication):
        return cite.publication
    return f"{romanised(cite.publication, cite.cut, capitals=True)} {cite.publication}"


def _whole(one: Person, cite: Citation) -> str:
    """Return a Chinese name surname first, with its characters; any other as it is written."""
    if not one.chinese:
        return one.written
    return f"{' '.join(filter(None, one.latin(cite.cut)))} {one.written}"


def _initialled(one: Person, cite: Citation) -> str:
    """Return surname and initials; a name that is not divided whole."""
    family, given = one.latin(cite.cut)
    return f"{family}, {' '.join(f'{word[0].upper()}.' for word in given.split())}" if given else family


def _listed(names: Sequence[str], last: str) -> str:
    return f"{', '.join(names[:-1])}, {last} {names[-1]}" if len(names) > 1 else "".join(names)


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
