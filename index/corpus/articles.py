"""What is an article, and how does it read as a file?

One Markdown file with YAML front matter per article (design: article files). Everything that comes out of a
file is text: the front matter is composed by PyYAML's safe loader and its scalars are taken as they were
typed, because YAML would read 2024_01 as a number and 511002 as an amount.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from index.corpus.body import Block, read_blocks, written
from index.corpus.fields import FIELDS, SOURCE, FrontField
from index.corpus.frontmatter import format_mapping, read_mapping
from index.durable import write_whole
from index.errors import ArticleError, ArticleUnreadable

__all__ = [
    "ARTICLE_BYTES",
    "Article",
    "Block",
    "Source",
    "format_article",
    "parse_article",
    "read_article",
    "write_article",
]

ARTICLE_BYTES = 5_000_000
_ID = re.compile(r"[a-z0-9-]{1,80}")
_SIGNS = re.compile(r"[^\w\s]{31,}")  # no combining mark is a letter
STACKED = 30  # combining marks on one character; ordering more of them takes quadratic time
TOO_MANY_MARKS = f"more than {STACKED} combining marks stand on one character"
TITLE_CHARACTERS = 500
KNOWN = (*(field.name for field in FIELDS), "source", "proposed")


@dataclass(frozen=True, slots=True)
class Source:
    """Where an article came from: file name, its SHA-256 in hexadecimal, address, statement of rights."""

    file: str = ""
    sha256: str = ""
    url: str = ""
    rights: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One text as published.

    `published` is empty, YYYY, YYYY-MM or YYYY-MM-DD; `regions` are GB/T 2260 codes, `zone` is a zone code,
    `initiatives` are ids of the taxonomy. `proposed` holds, by field, what a program proposes and nobody has
    confirmed: mappings with value, evidence, rule and confidence. `more` holds the other fields of
    `index.corpus.fields`, by name.
    """

    id: str
    title: str
    subtitle: str = ""
    publication: str = ""
    published: str = ""
    authors: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    zone: str = ""
    initiatives: tuple[str, ...] = ()
    language: str = "zh"
    source: Source = Source()
    blocks: tuple[Block, ...] = ()
    proposed: Mapping[str, Any] = field(default_factory=dict)
    more: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    path: str = field(default="", compare=False)


_ATTRIBUTES = frozenset(attribute.name for attribute in fields(Article))


def read_article(path: str | Path) -> Article:
    """Read one article file. Raises ArticleError with the line of the first fault."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            raw = file.read(ARTICLE_BYTES + 1)
    except OSError as error:
        raise ArticleUnreadable.of(path, error) from error
    if len(raw) > ARTICLE_BYTES:
        raise ArticleError(path, 0, f"is larger than {ARTICLE_BYTES // 1_000_000} MB; split it")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ArticleError(path, line, f"is not UTF-8 at byte {error.start}; save it as UTF-8") from error
    return parse_article(text, path=path)


def parse_article(text: str, *, path: str | Path = "") -> Article:
    """Parse the text of an article file; `path` is used in messages only."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[0].rstrip() != "---":
        raise ArticleError(path, 1, "must begin with a line --- that opens the front matter")
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)
    if not end:
        raise ArticleError(path, 1, "the front matter has no closing line ---")
    meta, where = read_mapping("\n".join(lines[1:end]), path=path, first_line=2)
    blocks = read_blocks(lines[end + 1 :], end + 2, path)
    article = _article(meta, where, path)
    return _with_body(article, blocks, path)


def _with_body(article: Article, blocks: tuple[Block, ...], path: str | Path) -> Article:
    """Return the article with its body, refusing text that cannot be given an id in bounded time."""
    for block in blocks:
        if overloaded(block.text):
            raise ArticleError(path, block.line, TOO_MANY_MARKS)
    return replace(article, blocks=blocks, path=str(path))


def _article(meta: dict[str, Any], where: dict[str, int], path: str | Path) -> Article:
    """Check the front matter field by field and return the article without a body."""

    def fail(name: str, message: str) -> ArticleError:
        return ArticleError(path, where.get(name, 1), f"{name}: {message}")

    for name in meta:
        if name not in KNOWN:
            raise fail(name, "is not a field of the format; known are " + ", ".join(KNOWN))
    values: dict[str, Any] = {"language": "zh"}
    for row in FIELDS:
        value = meta.get(row.name, [] if row.many else "")
        if row.many:
            values[row.name] = _texts(value, lambda message, name=row.name: fail(name, message))
        elif not isinstance(value, str):
            raise fail(row.name, "must be one text")
        elif value or row.name in ("id", "title"):
            values[row.name] = value.strip()
    source = meta.get("source") or {}
    if (
        not isinstance(source, dict)
        or set(source) - set(SOURCE)
        or not all(isinstance(v, str) for v in source.values())
    ):
        raise fail("source", "must hold only " + ", ".join(SOURCE) + ", each one text")
    proposed = meta.get("proposed") or {}
    if not isinstance(proposed, dict):
        raise fail("proposed", "must be a mapping of fields to proposals")
    _check(values, fail)
    own = {name: values.pop(name) for name in list(values) if name not in _ATTRIBUTES}
    more = {name: (value,) if isinstance(value, str) else value for name, value in own.items() if value}
    return Article(**values, source=Source(**source), proposed=proposed, more=more)


def _texts(value: Any, fail: Any) -> tuple[str, ...]:
    """Return a list of texts; a single text stands for a list of one."""
    items = [value] if isinstance(value, str) and value else value or []
    if not isinstance(items, list) or not all(isinstance(item, str) and item.strip() for item in items):
        raise fail("must be a list of texts")
    return tuple(item.strip() for item in items)


def _check(values: dict[str, Any], fail: Any) -> None:
    """Check the shape of every value."""
    if not _ID.fullmatch(values.get("id", "")):
        raise fail("id", "must be 1 to 80 characters of a-z, 0-9 and -")
    for name in ("title", "subtitle"):
        if not 0 < len(values.get(name, "" if name == "title" else "-")) <= TITLE_CHARACTERS:
            raise fail(name, f"must be 1 to {TITLE_CHARACTERS} characters")
        if overloaded(values.get(name, "")):
            raise fail(name, TOO_MANY_MARKS)
    for row in FIELDS:
        given = values.get(row.name, ())
        for value in [given] if isinstance(given, str) and given else given:
            if row.shape and not row.shape.fullmatch(value):
                raise fail(row.name, f"{value!r} is not {row.meaning}")
    if values.get("published") and not is_date(values["published"]):
        raise fail("published", f"{values['published']!r} is not a date as YYYY, YYYY-MM or YYYY-MM-DD")


def overloaded(text: str) -> bool:
    """Tell whether more combining marks stand on one character than any script needs."""
    for signs in _SIGNS.finditer(text):
        stacked = 0
        for sign in signs.group():
            stacked = stacked + 1 if unicodedata.combining(sign) else 0
            if stacked > STACKED:
                return True
    return False


def is_date(text: str) -> bool:
    """Tell whether text is a calendar date of year, month or day precision, years 1000 to 2999."""
    if not re.fullmatch(r"[12]\d{3}(-\d{2}(-\d{2})?)?", text, re.ASCII):
        return False
    year, month, day = [*map(int, text.split("-")), 1, 1][:3]
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def format_article(article: Article) -> str:
    """Return the article as the text of a file, the inverse of `parse_article`."""
    meta: dict[str, Any] = {row.name: value for row in FIELDS if (value := _value(article, row))}
    source = {name: getattr(article.source, name) for name in SOURCE if getattr(article.source, name)}
    meta |= {"source": source} if source else {}
    meta |= {"proposed": dict(article.proposed)} if article.proposed else {}
    body = "".join(f"\n{written(block)}\n" for block in article.blocks)
    return f"---\n{format_mapping(meta)}---\n{body}"


def _value(article: Article, row: FrontField) -> str | list[str]:
    """Return the value of a field as the file has it."""
    if row.name in _ATTRIBUTES:
        value = getattr(article, row.name)
        return list(value) if row.many else str(value)
    own = [*article.more.get(row.name, ())]
    return own if row.many else "".join(own)


def write_article(article: Article | str, path: str | Path) -> None:
    """Write the article, or its text, to a file, whole or not at all."""
    write_whole(Path(path), article if isinstance(article, str) else format_article(article))
