"""How did the rows of a table come about: which search, filters, counts, rules and versions?

What is said here can be read beside any file, and is the same each time one state of the corpus is asked.
"""

from collections.abc import Iterator
from typing import TypeAlias

from index.facets.rows import facet_named
from search.facets.names import Names
from search.instruments.registry import CHOSEN, PASSAGES, maker
from search.instruments.table import Asked, Table
from search.query.request import Filter
from web.links import Links
from web.release import release

__all__ = ["Particulars", "particulars"]

Particulars: TypeAlias = tuple[tuple[str, str], ...]

LABELS = {
    "contents": ("内容", "Contents"),
    "query": ("检索式", "Query"),
    "mode": ("方式", "Mode"),
    "filter": ("筛选", "Filter"),
    "mentioned": ("只被提及的地区", "Regions only mentioned"),
    "parameter": ("参数", "Parameter"),
    "count": ("计数", "Count"),
    "method": ("怎么算的", "How it is computed"),
    "address": ("地址", "Address"),
    "generation": ("世代", "Generation"),
    "corpus": ("文库散列", "Corpus hash"),
    "dictionary": ("词典散列", "Dictionary hash"),
    "tokenizer": ("分词", "Tokenizer"),
    "schema": ("索引格式", "Schema"),
    "release": ("软件版本", "Software version"),
}


def particulars(table: Table, names: Names, links: Links) -> Particulars:
    """Return what is to be known of a table, as pairs of a label and a text."""
    return tuple((LABELS[name][links.language == "en"], text) for name, text in _told(table, names, links))


def _told(table: Table, names: Names, links: Links) -> Iterator[tuple[str, str]]:
    asked, language = table.asked, links.language
    row, query = maker(asked.instrument), asked.query
    yield "contents", row.label(language)
    yield "query", query.text
    yield "mode", query.mode
    for chosen in query.filters:
        yield "filter", _filter(chosen, names, links)
    if query.mentioned:
        yield "mentioned", "+"
    for name, value in asked.parameters:
        yield "parameter", f"{name} = {value}"
    for name, number in table.counts.items():
        yield "count", f"{name} = {number}"
    for point in row.points(language):
        yield "method", point
    yield "address", _address(asked, links)
    if table.about:
        for name in ("generation", "corpus", "dictionary", "tokenizer", "schema"):
            yield name, str(getattr(table.about, name))
    yield "release", release()


def _address(asked: Asked, links: Links) -> str:
    """Return where the table is shown."""
    if asked.instrument == PASSAGES.name:
        return links.search(asked.query)
    return links.basket() if asked.instrument == CHOSEN.name else links.instrument(asked)


def _filter(chosen: Filter, names: Names, links: Links) -> str:
    """Return a filter by its facet, what is chosen or left out, and the code of that."""
    facet = facet_named(chosen.facet).label(links.language)
    label = names.label(chosen.facet, chosen.value, links.language)
    told = label if label == chosen.value else f"{label} ({chosen.value})"
    return f"{facet} {'≠' if chosen.exclude else '='} {told}"
