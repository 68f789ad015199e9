"""What is an instrument?

Decision: a row names the function that does the work and loads its module when it is first asked, so that
commands and help list the rows without loading what reads a corpus.
"""

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

__all__ = ["Instrument"]


@dataclass(frozen=True, slots=True)
class Instrument:
    """One instrument: its name everywhere, its labels, what it counts (zh, en), and how (zh, en).

    The method is one point after another. `work` is the function that makes the table of a
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
        return tuple(point[language == "en"] for point in self.method)

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
