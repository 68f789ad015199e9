"""How do the rows of a facet read in HTML?

Decision: a page has up to a hundred of them, and a template took as long for them as the search itself; they
are put together here, each value escaped.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import Any

from markupsafe import Markup

from index.facets.rows import NONE
from index.text.folding import fold
from search.messages import Language
from web.language import catalogue, spoken

__all__ = ["ORDERS", "ValueRow", "holding", "in_order", "row_lists"]


@dataclass(slots=True)
class ValueRow:
    """One value, with how many articles and passages it has; `state` is "", chosen or excluded.

    `href` chooses it or takes it back, `exclude` shuts it out; each is "" where that cannot be done.
    """

    value: str
    label: str
    articles: int
    passages: int
    state: str
    href: str
    exclude: str
    below: list["ValueRow"] = field(default_factory=list)


def _name(row: ValueRow) -> Any:
    """Sort names: GB 18030 has common characters by their sound, and Latin letters before them."""
    return fold(row.label).encode("gb18030", "replace")


ORDERS: dict[str, Callable[[ValueRow], Any]] = {
    "count": lambda row: (-row.articles, -row.passages),
    "name": _name,
    "code": lambda row: row.value,
}
"""By which values can be sorted."""


def in_order(rows: Sequence[ValueRow], order: str) -> list[ValueRow]:
    """Return rows and those below each in an order, what is not stated last."""
    for row in rows:
        row.below = in_order(row.below, order)
    return sorted(rows, key=lambda row: (row.value == NONE, ORDERS[order](row)))


def holding(rows: Sequence[ValueRow], wanted: str) -> list[ValueRow]:
    """Return the rows whose label holds a folded text, with all below them, and those above such a row."""
    kept = []
    for row in rows:
        if wanted not in fold(row.label):
            row.below = holding(row.below, wanted)
            if not row.below:
                continue
        kept.append(row)
    return kept


def row_lists(rows: Sequence[ValueRow], language: Language) -> Markup:
    """Return rows as a list, those below a row as a list in it."""
    listed = _listed(rows, _words(language))
    return Markup(f'<ul class="rows">\n{listed}</ul>\n')  # noqa: S704 each value is escaped below


@cache
def _words(language: Language) -> dict[str, Any]:
    """Return the words beside the values."""
    texts = catalogue(language)
    _ = texts.gettext
    words: dict[str, Any] = {"exclude": _("排除"), "chosen": _("已选"), "excluded": _("已排除")}
    words = {name: escape(word) for name, word in words.items()}
    words["passages"] = lambda number: texts.ngettext("%(count)s 段", "%(count)s 段", number)
    words["page"] = language
    return words


def _listed(rows: Sequence[ValueRow], words: dict[str, Any]) -> str:
    return "".join([_row(row, words) for row in rows])


def _row(row: ValueRow, words: dict[str, Any]) -> str:
    name = escape(row.label)
    state = f'<b class="state">{words[row.state]}</b> ' if row.state else ""
    count = f' <span class="count">{row.articles:,}</span>' if row.state != "excluded" else ""
    shown = f'{state}<bdi class="name"{spoken(row.label, words["page"])}>{name}</bdi>{count}'
    if row.href:
        title = words["passages"](row.passages) % {"count": f"{row.passages:,}"}
        shown = f'<a class="value" href="{escape(row.href)}" rel="nofollow" title="{title}">{shown}</a>'
    else:
        shown = f'<span class="value">{shown}</span>'
    if row.exclude:
        word = words["exclude"]
        shown += f'<a class="out" href="{escape(row.exclude)}" rel="nofollow" aria-label="{word} {name}"></a>'
    below = f"<ul>{_listed(row.below, words)}</ul>" if row.below else ""
    classed = f' class="{row.state}"' if row.state else ""
    return f"<li{classed}>{shown}{below}</li>\n"
