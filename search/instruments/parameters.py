"""What may be asked of an instrument, and what was?

Values come as Python's own from a notebook, as text from an address or a command line; both are read here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from search.errors import ChoiceError
from search.instruments.choices import CHOICES
from search.messages import Language, Message

__all__ = ["LONG", "Given", "Parameter", "ParameterRefused", "given", "read_parameters"]

LONGEST = 500  # characters of a value, as of a query
LONG = 32_000  # characters of a list: some 2,000 lines

Given = Mapping[str, Any]
"""Values by the names of parameters, those that are not asked for with their usual value."""


class ParameterRefused(ChoiceError):
    """A parameter of an instrument has a value that it cannot have, or there is no such parameter."""

    table: ClassVar[tuple[Message, ...]] = (
        Message(
            "instrument-unknown",
            "没有分析工具“{value}”：可选 {choices}。",
            'There is no instrument "{value}": choose from {choices}.',
        ),
        Message(
            "instrument-parameter",
            "这个分析工具没有参数“{value}”：可用 {choices}。",
            'The instrument has no parameter "{value}": there are {choices}.',
        ),
        Message(
            "instrument-choice",
            "参数 {parameter} 不能是“{value}”：可选 {choices}。",
            'The parameter {parameter} cannot be "{value}": choose from {choices}.',
        ),
        Message(
            "instrument-number",
            "参数 {parameter} 应为 {choices} 的整数，不能是“{value}”。",
            'The parameter {parameter} must be a whole number in {choices}, not "{value}".',
        ),
        Message(
            "instrument-several",
            "参数 {parameter} 至多有 {choices} 个值。",
            "The parameter {parameter} takes at most {choices} values.",
        ),
        Message(
            "instrument-long",
            "参数 {parameter} 的值至多 {choices} 个字符。",
            "A value of the parameter {parameter} has at most {choices} characters.",
        ),
        Message(
            "instrument-lines",
            "参数 {parameter} 至多列出 {choices} 条，现在有 {value} 条。",
            "The parameter {parameter} lists at most {choices} items; there are {value}.",
        ),
        Message(
            "instrument-wide",
            "宽表至多有 {choices} 个概念，现在有 {value} 个：请用长表，或减少概念。",
            "The wide shape has at most {choices} concepts; there are {value}: take the long one, or fewer.",
        ),
        Message(
            "instrument-list",
            "参数 {parameter} 里没有一条可用：{value}",
            "Nothing in the parameter {parameter} can be used: {value}",
        ),
        Message(
            "instrument-needs",
            "请给出参数 {parameter}。",
            "Give the parameter {parameter}.",
        ),
    )


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its labels, its usual value, and what else it can be.

    A number lies in [low, high]; a text is one of `choices`, or any where there are none: those that take a
    while to load come of a function; of `several` values
    there are at most so many, and the usual one is none.
    """

    name: str
    zh: str
    en: str
    usual: str | int = ""
    choices: tuple[str, ...] | Callable[[], tuple[str, ...]] = ()
    low: int = 0
    high: int = 0
    several: int = 0
    needed: bool = field(default=False, kw_only=True)
    most: int = field(default=LONGEST, kw_only=True)

    @property
    def long(self) -> bool:
        """Tell whether the text may be a list of many lines."""
        return self.most > LONGEST

    def label(self, language: Language) -> str:
        """Return what the parameter is called."""
        return self.en if language == "en" else self.zh

    @property
    def offered(self) -> tuple[str, ...]:
        """Return what a text can be, none where it can be anything."""
        return self.choices if isinstance(self.choices, tuple) else self.choices()

    def said(self, choice: str, language: Language) -> str:
        """Return what a choice is called."""
        if choice in CHOICES:
            return CHOICES[choice][language == "en"]
        from index.facets.rows import facet_named  # takes a while to load

        return facet_named(choice).label(language)

    def read(self, value: Any) -> Any:
        """Return a value as the instrument takes it. Raises ParameterRefused."""
        if self.several:
            return self._all([value] if isinstance(value, str) else value)
        return self._one(value)

    def _all(self, values: Iterable[Any]) -> tuple[Any, ...]:
        read = tuple(dict.fromkeys(self._one(value) for value in values))
        if len(read) > self.several:
            raise self._refused("several", "", str(self.several))
        return read

    def _one(self, value: Any) -> Any:
        text = str(value)
        if value == self.usual or not text:
            return self.usual
        if isinstance(self.usual, int):
            whole = text.isascii() and text.isdecimal() and len(text) < 10
            if not whole or not self.low <= int(text) <= self.high:
                raise self._refused("number", text, f"{self.low}..{self.high}")
            return int(text)
        if (choices := self.offered) and text not in choices:
            raise self._refused("choice", text, *choices)
        text = self.lined(text)
        if len(text) > self.most:
            raise self.too_long()
        return text

    def lined(self, text: str) -> str:
        """Return a text as it is kept: the lines of a long one end as ours do."""
        return "\n".join(text.removeprefix("\ufeff").splitlines()) if self.long else text

    def too_long(self) -> ParameterRefused:
        """Return the refusal of a text that is too long."""
        return self._refused("long", "", str(self.most))

    def _refused(self, code: str, value: str, *choices: str) -> ParameterRefused:
        return ParameterRefused(f"instrument-{code}", value=value, choices=choices, parameter=self.name)


def read_parameters(rows: Sequence[Parameter], asked: Mapping[str, Any]) -> Given:
    """Return the values of all parameters. Raises ParameterRefused for one that cannot be."""
    names = tuple(row.name for row in rows)
    for name in asked:
        if name not in names:
            raise ParameterRefused("instrument-parameter", value=name, choices=names)
    read = {row.name: row.read(asked[row.name]) if row.name in asked else _usual(row) for row in rows}
    for row in rows:
        if row.needed and not read[row.name]:
            raise ParameterRefused("instrument-needs", value="", parameter=row.name)
    return read


def _usual(row: Parameter) -> Any:
    return () if row.several else row.usual


def given(rows: Sequence[Parameter], read: Given) -> list[tuple[str, str]]:
    """Return what is not as usual, as pairs of texts in the order of the rows."""
    pairs = []
    for row in rows:
        value = read[row.name]
        if row.several:
            pairs += [(row.name, str(one)) for one in value]
        elif value != row.usual:
            pairs.append((row.name, str(value)))
    return pairs
