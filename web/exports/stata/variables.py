"""Which variable of Stata does a column become: its name, its label, its type?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search.instruments.table import Column
from search.messages import Language
from web.exports.plain import Plain, carried

__all__ = ["DOUBLE", "LABEL", "LONG", "STRL", "Variable", "encoded", "variables_of"]

KEY = 244  # bytes up to which a text can be merged by in every release
STR, STRL, DOUBLE, LONG = 2_045, 32_768, 65_526, 65_528  # types: a str is its own number of bytes
LEAST, MOST = -2_147_483_647, 2_147_483_620  # of a long; beyond lie Stata's missing values
EXACT = 2**53  # above, a double would round a whole number
LABEL = 80  # characters
REFERENCE = 8  # bytes in a row that name a text kept behind the data
HEAD = 21  # bytes around a text that is kept behind the data
SHOWN = 40  # characters of a text that a window shows
_NAME = re.compile("[A-Za-z][A-Za-z0-9_]{0,31}")
_RESERVED = re.compile("str(L|[0-9]+)|byte|int|long|float|double|if|in|using|with")


@dataclass(slots=True)
class Variable:
    """One variable, and what its values have asked for so far.

    `numeric` tells that a column holds numbers, should it hold nothing; `bytes` are those of all its texts,
    kept behind the data.
    """

    name: str
    label: str
    numeric: bool
    widest: int = 1
    bytes: int = 0
    rows: int = 0
    text: bool = False
    number: bool = False
    whole: bool = True

    def see(self, value: Plain) -> None:
        """Take the value of the next row into account."""
        self.rows += 1
        if isinstance(value, str):
            self.text = True
        elif value is not None:
            self.number = True
            self.text |= isinstance(value, int) and abs(value) > EXACT
            self.whole &= isinstance(value, int) and LEAST <= value <= MOST
        if size := len(encoded(value)):
            self.widest = max(self.widest, size)
            self.bytes += size + HEAD

    @property
    def type(self) -> int:
        """Return the type that holds every value seen; a number that would be rounded makes texts of all."""
        if self.text or not (self.number or self.numeric):
            apart = self.widest > KEY and self.bytes + REFERENCE * self.rows < self.widest * self.rows
            return STRL if apart or self.widest > STR else self.widest
        return LONG if self.whole else DOUBLE

    @property
    def width(self) -> int:
        """Return how many bytes a value takes in a row."""
        return {STRL: REFERENCE, DOUBLE: 8, LONG: 4}.get(self.type, self.type)

    @property
    def format(self) -> str:
        """Return how values are shown."""
        usual = f"%-{min(self.type, SHOWN)}s"
        return {STRL: "%9s", DOUBLE: "%10.0g", LONG: "%12.0g"}.get(self.type, usual)


def variables_of(columns: Sequence[Column], language: Language) -> list[Variable]:
    """Return the variables of columns, each under a name of its own."""
    made: dict[str, Variable] = {}
    for number, column in enumerate(columns, 1):
        name = column.name.replace("-", "_")
        if not _NAME.fullmatch(name) or _RESERVED.fullmatch(name) or name in made:
            name = f"v{number}"
        while name in made:
            name += "_"
        made[name] = Variable(name, column.label(language), column.kind in ("number", "share", "rate"))
    return list(made.values())


def encoded(value: Plain) -> bytes:
    """Return a value as text in UTF-8."""
    return b"" if value is None else carried(str(value)).encode()
