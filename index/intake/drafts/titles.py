"""What is an article called whose title is lost, and which marks of a title are our own?"""

import re
from collections.abc import Iterable

from index.intake.layout.label import Labelled
from index.intake.layout.signs import HAN, MARKDOWN

__all__ = ["made_title", "told_title", "unmarked"]

_PLACE = re.compile(
    rf"(?:在|由|从|走进|来到|来自)?(?P<place>[{HAN}]{{1,14}}(?:省|市|县|区|州|旗|盟|镇|乡|街道|村|兵团))"
)
_FRONT_TITLE = re.compile(
    r"^(?:title|标题)[ \t]*+[:：][ \t]*+[\"']?([^\"'\r\n]{1,200}\S)[\"']?[ \t]*+$", re.MULTILINE
)


def told_title(texts: Iterable[str]) -> str:
    """Return the title that front matter of a source gives, "" for none."""
    found = next(filter(None, map(_FRONT_TITLE.search, texts)), None)
    return found[1].strip() if found else ""


def made_title(lead: str) -> str:
    """Return a title after the place that the first words of an article name."""
    clauses = re.split(r"[，,。：:；;“”\"（(]", lead)[:3]
    found = next(filter(None, map(_PLACE.match, clauses)), None)
    return f"{found['place']}（原题缺失）" if found else f"{lead[:20].strip() or '残篇'}……（原题缺失）"


def unmarked(block: Labelled, text: str) -> tuple[str, str]:
    """Return the mark of a block that our format has its own sign for, and the rest."""
    if block.role in ("title", "subtitle", "heading") and (mark := MARKDOWN.match(text)):
        return text[: mark.end()], text[mark.end() :]
    if block.role == "caption" and text.startswith("图：") and text[2:].strip():
        rest = text[2:].lstrip()
        return text[: len(text) - len(rest)], rest
    return "", text
