"""How is an article or a passage cited, as JSON? The API and `jiansuo cite --json` print the same."""

from collections.abc import Sequence

from search.engine import Engine
from web.api.serialise import Body
from web.citations.citation import Citation, standing
from web.citations.styles import STYLES, Style, style_named
from web.params import ParameterError
from web.problems import Unanswered

__all__ = ["cite_body", "styles_asked"]


def cite_body(
    engine: Engine,
    article: str,
    passage: str,
    *,
    styles: tuple[Style, ...],
    site: str,
    notices: Sequence[Body] = (),
) -> Body:
    """Return an article, or a passage that it has or had, and how it is cited. Raises Unanswered."""
    view = engine.article(article)
    if view is None:
        raise Unanswered("article-unknown", article=article)
    if view.gone:
        raise Unanswered("article-gone", article=article)
    number, kind, text = standing(view, passage)
    if passage and not text:
        raise Unanswered("passage-unknown", article=article, passage=passage)
    cite = Citation.at(view, passage, site=site, cut=engine.parts)
    return {
        "article": article,
        "passage": passage or None,
        "number": number or None,
        "kind": kind or None,
        "text": text or None,
        "medium": cite.medium,
        "link": cite.link or None,
        "citations": [{"style": one.name, "label": one.label, "text": one.write(cite)} for one in styles],
        "notices": [*notices],
    }


def styles_asked(name: str) -> tuple[Style, ...]:
    """Return the style of a name, all of them for "". Raises ParameterError for what is none."""
    style = style_named(name)
    if name and style is None:
        names = tuple(one.name for one in STYLES)
        raise ParameterError("parameter-choice", "style", value=name, choices=names)
    return (style,) if style else STYLES
