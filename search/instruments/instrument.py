"""What is an instrument?

Decision: a row names the function that does the work and loads its module when it is first asked, so that
commands and help list the rows without loading what reads a corpus.
"""
# ruff: noqa: E501 a sentence of a method stays on its line

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from search.instruments.parameters import Parameter, given, read_parameters
from search.messages import Language

if TYPE_CHECKING:
    from search.answers import Answers
    from search.instruments.table import Table
    from search.query.request import Query

__all__ = ["SOURCES", "Instrument"]

SOURCES = {  # what the numbers are read from, which ends each method
    "passages": (
        "数的是命中的段落，逐段读来；两种引擎（本机的索引、集群）用同一段程序，结果相同。",
        "Counted over the stream of matching passages, by the same code whichever engine answers, an index of this machine or a cluster.",
    ),
    "counts": (
        "文章数和段落数由引擎按索引精确数出；字数，本机的索引存有每段的长度，直接相加，集群逐段读来；次数都逐段读来。两种引擎结果相同。",
        "Articles and passages are counted exactly by the engine from its index; characters are added up from the lengths an index of this machine holds, and read passage by passage where a cluster answers; occurrences are read from either. Both engines answer the same.",
    ),
    "words": (
        "整段里的词、参照中一两个字的字串，本机的索引存有次数，直接相加；窗口和其他字串逐段读来。集群全都逐段读来。两种引擎结果相同。",
        "The words of whole passages, and grams of one or two characters in the reference, are added up from what an index of this machine holds; windows and other grams are read passage by passage. A cluster reads them all. Both engines answer the same.",
    ),
    "fingerprints": (
        "索引为每段保存指纹（每 20 个字至少一个），据此取出可能相同的段落，再由同一段程序比较。两种引擎（本机的索引、集群）结果相同。",
        "The index keeps fingerprints of each passage, one at least in any 20 characters, by which passages that may share text are fetched; the same code compares them. Both engines, an index of this machine and a cluster, answer the same.",
    ),
}


@dataclass(frozen=True, slots=True)
class Instrument:
    """One instrument: its name everywhere, its labels, what it counts (zh, en), and how (zh, en).

    The method is one point after another, the last is what `source` says (SOURCES). `work` is the function that makes the table of a
    `search.instruments.table.Reading`, as module:name; `hint` is the line of the command's help, `example` a
    query for the help page, `shown` the parameters beside it.
    """

    name: str
    zh: str
    en: str
    unit: tuple[str, str]
    hint: str
    method: tuple[tuple[str, str], ...]
    parameters: tuple[Parameter, ...]
    work: str
    source: str = "passages"
    example: str = "党建"
    shown: tuple[tuple[str, str], ...] = ()

    def label(self, language: Language) -> str:
        """Return what the instrument is called."""
        return self.en if language == "en" else self.zh

    def counted(self, language: Language) -> str:
        """Return what the instrument counts."""
        return self.unit[language == "en"]

    def points(self, language: Language) -> tuple[str, ...]:
        """Return how the table is computed, point by point."""
        return tuple(point[language == "en"] for point in (*self.method, SOURCES[self.source]))

    def computed(self, language: Language) -> str:
        """Return how the table is computed, as one text."""
        return (" " if language == "en" else "").join(self.points(language))

    def read(
        self, answers: "Answers", query: "Query", asked: Mapping[str, Any], *, language: Language = "zh"
    ) -> "Table":
        """Return the table for a search. Raises SearchError."""
        from search.instruments.table import Asked, Reading
        from search.query.request import Query

        query = answers.names.canonical(query, answers.view.has)
        query = Query(query.text, query.mode, query.filters, mentioned=query.mentioned)
        read = read_parameters(self.parameters, asked)
        pairs = tuple(given(self.parameters, read))
        module, _, name = self.work.partition(":")
        table: Table = getattr(import_module(module), name)(
            Reading(answers, query, read, language, Asked(self.name, query, pairs))
        )
        return replace(table, about=answers.view.about)
