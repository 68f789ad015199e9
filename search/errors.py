"""What can go wrong between a query and its results?

    SearchError                  every error has a code, a position (or None) and a text in zh and en
    ├── QuerySyntaxError         the text of a query cannot be read (position of the fault)
    ├── QueryLimitError          a documented limit is passed (the limit is in `values`)
    └── ChoiceError              a value is not among those that exist (value, choices)
        └── FilterError          a filter names an unknown facet, an unknown or an ambiguous value (facet)

Texts stand in `search.messages`; a subclass with its own codes sets `table`.
"""

from typing import ClassVar

from search.messages import ERRORS, Language, Message, say

__all__ = ["ChoiceError", "FilterError", "QueryLimitError", "QuerySyntaxError", "SearchError"]


class SearchError(Exception):
    """Root of all errors of this package.

    `code` names a row of `table`, `position` counts characters of the query from 0 (None: not in the query),
    `values` fill the braces of the row. ``str(error)`` is the English text.
    """

    table: ClassVar[tuple[Message, ...]] = ERRORS

    def __init__(self, code: str, position: int | None = None, **values: object) -> None:
        self.code, self.position, self.values = code, position, values
        super().__init__(self.text("en"))

    def text(self, language: Language) -> str:
        """Return the message in Chinese (``zh``) or English (``en``)."""
        return say(self.table, self.code, language=language, values=self.values)


class QuerySyntaxError(SearchError):
    """The text of a query cannot be read; `position` is where."""


class QueryLimitError(SearchError):
    """A query or a request passes a documented limit."""


class ChoiceError(SearchError):
    """A value is none of those that exist; `choices` are these, in the order to show them."""

    def __init__(
        self,
        code: str,
        position: int | None = None,
        *,
        value: str,
        choices: tuple[str, ...] = (),
        **values: object,
    ) -> None:
        self.value, self.choices = value, choices
        super().__init__(code, position, value=value, **{"choices": ", ".join(choices), **values})


class FilterError(ChoiceError):
    """A filter, or a field of the query, names a facet or value that does not exist or means several."""

    def __init__(
        self,
        code: str,
        position: int | None = None,
        *,
        facet: str,
        value: str = "",
        choices: tuple[str, ...] = (),
    ) -> None:
        self.facet = facet
        super().__init__(code, position, value=value, choices=choices, facet=facet)
