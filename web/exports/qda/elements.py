"""Which elements of REFI-QDA (version 1.5) say what is known of the articles of a search?

Decision: names (GUIDs) are made of what they name, so that the same search gives the same project, and a
source whose text changed is another one. Numbers, days and texts are those of the rows of the search.
"""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID, uuid5

from lxml import etree
from lxml.etree import Element, SubElement, _Element

from search.messages import Language
from search.query.nodes import Span
from search.results import ArticleView
from web.exports.download import Articles
from web.exports.plain import PlainRow
from web.exports.qda.sources import SourceText, stripped

__all__ = ["CODES", "USER", "VARIABLES", "Elements", "element", "guid", "written"]

SPACE = UUID("5b1f9f0e-6f0d-5d0c-9d6a-2f6f4b2f7a11")  # of all names that are made here
VARIABLES = (
    ("id", "文章标识", "Article", "Text"),
    ("publication", "报刊", "Publication", "Text"),
    ("date", "日期", "Date", "Date"),
    ("published", "出版时间", "Published", "Text"),
    ("region", "地区", "Regions", "Text"),
    ("province", "省份", "Province", "Text"),
    ("type", "举措类型", "Types of initiative", "Text"),
    ("link", "链接", "Link", "Text"),
)
CODES = {"query": ("检索式", "Query"), "type": ("举措类型", "Types of initiative")}
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def guid(*parts: str) -> str:
    """Return the name of what these parts say."""
    raw = "\0".join(parts).encode("utf-8", "replace").decode()
    return str(uuid5(SPACE, raw))


USER = guid("user")


def element(tag: str, parent: _Element | None = None, text: str = "", **attributes: str) -> _Element:
    """Return an element, below another where there is one."""
    told = {name: stripped(value).replace("\n", " ") for name, value in attributes.items()}
    made = Element(tag, told) if parent is None else SubElement(parent, tag, told)
    made.text = stripped(text) or None
    return made


def written(made: _Element) -> bytes:
    """Return an element on a line of its own."""
    return etree.tostring(made, encoding="utf-8") + b"\n"


class Elements:
    """Makes a case and a source of each article; `codes` are those used, their names by kind and value."""

    def __init__(self, articles: Articles, language: Language) -> None:
        self.articles, self.language = articles, language
        self.codes: dict[tuple[str, str], str] = {}

    def of(
        self, view: ArticleView, source: SourceText, found: Sequence[tuple[str, Sequence[Span]]]
    ) -> tuple[str, bytes, bytes]:
        """Return the name of a source, its case, and it itself with what was `found` in its passages."""
        name = guid("source", view.article.id, source.text)
        title = f"{view.article.title} ({view.article.id})"
        case = element("Case", guid=guid("case", name), name=title)
        made = element("TextSource", guid=name, name=title, plainTextPath=f"internal://{name}.txt")
        made.set("creatingUser", USER)
        for span, code in dict.fromkeys(self._selected(view, source, found)):
            self._select(made, name, span, code)
        for value in self._unplaced(view):
            self._code(made, name, ("type", value))
        for place in (made, case):
            for variable, value in self._values(view):
                self._value(place, variable, value)
        element("SourceRef", case, targetGUID=name)
        return name, written(case), written(made)

    def _selected(
        self, view: ArticleView, source: SourceText, found: Sequence[tuple[str, Sequence[Span]]]
    ) -> Iterator[tuple[Span, tuple[str, str]]]:
        """Yield what is selected, with its code: hits, passages without any, evidence of types."""
        for passage, spans in found:
            hits = [source.placed(passage, span) for span in spans] or [source.whole(passage)]
            yield from ((hit, ("query", self.articles.query.text)) for hit in hits if hit)
        for label in view.evidence.labels:
            if label.facet == "type" and label.passage in source.places and label.sentence:
                sentence = source.placed(label.passage, label.sentence)
                if sentence:
                    yield sentence, ("type", label.value)

    def _unplaced(self, view: ArticleView) -> list[str]:
        """Return the types that no sentence says."""
        said = {one.value for one in view.evidence.labels if one.facet == "type" and one.sentence}
        return [value for value in view.article.initiatives if value not in said]

    def _select(self, parent: _Element, source: str, span: Span, code: tuple[str, str]) -> None:
        place = [str(edge) for edge in span]
        name = guid("selection", source, *place, *code)
        made = element("PlainTextSelection", parent, guid=name, name=f"{self._named(code)} {span[0]}")
        made.attrib.update({"startPosition": place[0], "endPosition": place[1], "creatingUser": USER})
        self._code(made, name, code)

    def _code(self, parent: _Element, name: str, code: tuple[str, str]) -> None:
        self.codes[code] = self._named(code)
        coding = element("Coding", parent, guid=guid("coding", name, *code), creatingUser=USER)
        element("CodeRef", coding, targetGUID=guid("code", *code))

    def _named(self, code: tuple[str, str]) -> str:
        kind, value = code
        if kind == "query":
            return value or {"zh": "选出的段落", "en": "Passages chosen"}[self.language]
        return self.articles.names.label(kind, value, self.language)

    def _values(self, view: ArticleView) -> Iterator[tuple[str, str]]:
        """Yield what is known of an article, by variable."""
        record, names, language = view.article, self.articles.names, self.language
        yield "id", record.id
        yield "publication", record.publication
        if _DAY.fullmatch(record.published) and _is_day(record.published):
            yield "date", record.published
        yield "published", record.published
        yield "region", "；".join(names.lowest("region", record.regions, language))
        provinces = dict.fromkeys(names.path("region", code)[0] for code in record.regions)
        yield "province", "；".join(names.label("region", code, language) for code in provinces)
        yield "type", "；".join(names.label("type", value, language) for value in record.initiatives)
        yield "link", self.articles.address(record.id)

    def _value(self, parent: _Element, variable: str, value: str) -> None:
        if value:
            made = element("VariableValue", parent)
            element("VariableRef", made, targetGUID=guid("variable", variable))
            element("DateValue" if variable == "date" else "TextValue", made, value)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def spans_of(row: PlainRow, place: int) -> list[Span]:
    """Return the spans that a row says."""
    return [(start, end) for start, end in json.loads(str(row[place]))]
