"""What does the file of an article say after an import?

What a person confirmed in the file that is there, and only what can be read back as it is.
"""

from dataclasses import replace

from index.corpus.articles import ARTICLE_BYTES, Article, format_article, parse_article
from index.errors import ArticleError, SourceError

__all__ = ["checked", "confirmed"]

CONFIRMED = ("publication", "published", "authors", "regions", "zone", "initiatives")


def confirmed(article: Article, current: Article | None) -> Article:
    """Return an article with what a person confirmed in the file that is there, and no proposal about it."""
    if current is None:
        return article
    kept = {name: getattr(article, name) or getattr(current, name) for name in CONFIRMED}
    source = replace(
        article.source, url=article.source.url or current.source.url, rights=current.source.rights
    )
    proposed = {name: rows for name, rows in article.proposed.items() if not kept.get(name)}
    return replace(
        article, **kept, language=current.language, source=source, proposed=proposed, more=current.more
    )


def checked(article: Article) -> str:
    """Return the text of an article's file if it can be read back as it is. Raises SourceError."""
    try:
        text = format_article(article)
        back = parse_article(text, path=article.id)
    except ValueError as error:
        raise SourceError(article.source.file, 0, f"holds text an article cannot hold: {error}") from error
    except ArticleError as error:
        raise SourceError(
            article.source.file, 0, f"holds text an article cannot hold: {error.message}"
        ) from error
    if len(text.encode("utf-8")) > ARTICLE_BYTES:
        raise SourceError(
            article.source.file, 0, f"holds an article of more than {ARTICLE_BYTES // 1_000_000} MB; split it"
        )
    if back != article:
        raise SourceError(article.source.file, 0, "holds text that an article file would not give back")
    return text
