"""What does a page tell programs about the article on it?

Sources: the Highwire Press tags that Google Scholar reads; schema.org's NewsArticle as JSON-LD, which is data
and runs nowhere.
"""

import json

from markupsafe import Markup

from web.citations.citation import Citation
from web.citations.names import Person

__all__ = ["highwire", "json_ld"]

KINDS = {"newspaper": "Newspaper", "magazine": "Periodical", "web": "WebSite"}
_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def highwire(cite: Citation) -> list[tuple[str, str]]:
    """Return the meta tags by which reference managers read a page."""
    tags = [
        ("citation_title", cite.title),
        *(("citation_author", one.written) for one in cite.authors),
        ("citation_publication_date", "/".join(cite.day)),
        ("citation_journal_title", cite.publication),
        ("citation_volume", cite.volume),
        ("citation_issue", cite.issue),
        ("citation_firstpage", cite.page),
        ("citation_language", cite.tag),
        ("citation_public_url", cite.link),
    ]
    return [(name, value) for name, value in tags if value]


def json_ld(cite: Citation) -> Markup:
    """Return what schema.org calls a NewsArticle, or an Article where it is from no newspaper."""
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle" if cite.medium == "newspaper" else "Article",
        "@id": cite.link,
        "headline": cite.title,
        "author": [_author(one) for one in cite.authors],
        "datePublished": cite.published,
        "inLanguage": cite.tag,
        "isPartOf": {"@type": KINDS[cite.medium], "name": cite.publication} if cite.publication else None,
        "printEdition" if cite.medium == "newspaper" else "pagination": cite.page,
        "url": cite.link,
        "mainEntityOfPage": cite.link,
        "isBasedOn": cite.address,
    }
    known = {name: value for name, value in facts.items() if value}
    text = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
    for sign, escape in _ESCAPED.items():
        text = text.replace(sign, escape)
    return Markup(text)  # noqa: S704 no sign is left that ends a script


def _author(one: Person) -> dict[str, str]:
    return {"@type": "Person" if one.family else "Organization", "name": one.written}
