"""How does a browser search here from its own box?

Source: OpenSearch 1.1, its descriptions and its suggestions.
"""

from index.facets.rows import facet_named
from search.engine import Engine
from search.facets.names import Names
from search.messages import Language
from search.query.parser import CHARACTERS
from search.query.request import Query
from search.suggest import Completion
from web.discovery.markup import child, document, root
from web.language import gettext as _
from web.language import ngettext
from web.links import Links

__all__ = ["description", "suggestions"]

OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
OFFERED = 10


def description(site: str, language: Language) -> bytes:
    """Return what a browser asks where, and what it is called."""
    spoken = f"&lang={language}" if language == "en" else ""
    top = root("OpenSearchDescription", OPENSEARCH)
    child(top, "ShortName", _("检索"))
    child(top, "Description", _("中文报刊文章全文检索"))
    child(top, "Language", "en" if language == "en" else "zh-CN")
    child(top, "InputEncoding", "UTF-8")
    child(top, "OutputEncoding", "UTF-8")
    for kind, path in (
        ("text/html", "/search?q={searchTerms}"),
        ("application/atom+xml", "/feed.atom?q={searchTerms}&page={startPage?}"),
        ("application/x-suggestions+json", "/suggest?q={searchTerms}"),
    ):
        child(top, "Url", type=kind, template=f"{site}{path}{spoken}")
    child(
        top,
        "Url",
        type="application/opensearchdescription+xml",
        rel="self",
        template=f"{site}/opensearch.xml",
    )
    return document(top)


def suggestions(text: str, engine: Engine, links: Links) -> list[object]:
    """Return what a beginning of a query may become: the texts, what each is, and where it leads."""
    typed = text[:CHARACTERS]
    found = engine.suggest(typed, limit=OFFERED)
    return [
        text,
        [ending.text for ending in found],
        [_told(ending, engine.names, links.language) for ending in found],
        [links.search(_asked(ending)) for ending in found],
    ]


def _asked(ending: Completion) -> Query:
    """Return the search that a completion proposes: of a value as a filter, of words as text."""
    return Query().choose(ending.kind, ending.value) if ending.value else Query(ending.text)


def _told(ending: Completion, names: Names, language: Language) -> str:
    """Return what a completion is: the facet of a value with what it is called, the passages of a word."""
    if ending.value:
        label = names.label(ending.kind, ending.value, language)
        return f"{facet_named(ending.kind).label(language)} · {label}"
    return ngettext("%(count)s 段", "%(count)s 段", ending.passages)
