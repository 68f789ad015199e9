"""Which errors can the API answer, with which status and in which words?"""

from dataclasses import dataclass

from search.errors import SearchError
from web.problems import PROBLEMS, Unanswered

__all__ = ["Told", "codes", "told"]


@dataclass(frozen=True, slots=True)
class Told:
    """An error as it is answered: its status, its code, and what is said, with braces where values stand."""

    status: int
    code: str
    zh: str
    en: str


def told() -> tuple[Told, ...]:
    """Return every error that the API can answer, by status and code."""
    found: dict[str, Told] = {}
    for row in PROBLEMS:
        if issubclass(row.error, SearchError):
            statuses = row.error.statuses if issubclass(row.error, Unanswered) else {}
            for one in row.error.table:
                found[one.code] = Told(statuses.get(one.code, row.status), one.code, one.zh, one.en)
        else:
            said = (row.error.__doc__ or row.code).splitlines()[0]
            found[row.code] = Told(row.status, row.code, f"{row.zh}。", said)
    return tuple(sorted(found.values(), key=lambda one: (one.status, one.code)))


def codes(status: int) -> list[str]:
    """Return the codes that are answered with a status."""
    return [one.code for one in told() if one.status == status]
