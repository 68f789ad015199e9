"""How do the rows of a facet read in HTML?

Decision: a page has up to a hundred of them, and a template took as long for them as the search itself; they
are put together here, each value escaped.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape

from markupsafe import Markup

from search.messages import Language
from web.language import catalogue

__all__ = ["ValueRow", "row_lists"]


@dataclass(slots=True)
class ValueRow:
    """One value; `state` is "", chosen or excluded.

    `href` chooses it or takes it back, `exclude` shuts it out; each is "" where that cannot be done.
    """

    label: str
    articles: str
    passages: str
    state: str
    href: str
    exclude: str
    below: list["ValueRow"] = field(default_factory=list)


def row_lists(rows: Sequence[ValueRow], language: Language) -> Markup:
    """Return rows as a list, those below a row as a list in it."""
    listed = _listed(rows, _words(language))
    return Markup(f'<ul class="rows">\n{listed}</ul>\n')  # noqa: S704 each value is escaped below


@cache
def _words(language: Language) -> dict[str, str]:
    """Return the words beside the values."""
    _ = catalogue(language).gettext
    words = {"passages": _("段"), "exclude": _("排除"), "chosen": _("已选"), "excluded": _("已排除")}
    return {name: escape(word) for name, word in words.items()}


def _listed(rows: Sequence[ValueRow], words: dict[str, str]) -> str:
    return "".join([_row(row, words) for row in rows])


def _row(row: ValueRow, words: dict[str, str]) -> str:
    name = escape(row.label)
    state = f'<b class="state">{words[row.state]}</b> ' if row.state else ""
    shown = f'{state}<bdi class="name">{name}</bdi>&nbsp;<span class="count">{row.articles}</span>'
    if row.href:
        title = f"{row.passages} {words['passages']}"
        shown = f'<a class="value" href="{escape(row.href)}" rel="nofollow" title="{title}">{shown}</a>'
    else:
        shown = f'<span class="value">{shown}</span>'
    if row.exclude:
        word = words["exclude"]
        link = f'<a class="out" href="{escape(row.exclude)}" rel="nofollow" aria-label="{word} {name}">'
        shown += f"{link}{word}</a>"
    below = f"<ul>{_listed(row.below, words)}</ul>" if row.below else ""
    classed = f' class="{row.state}"' if row.state else ""
    return f"<li{classed}>{shown}{below}</li>\n"
