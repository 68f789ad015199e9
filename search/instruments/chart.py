"""Which columns of a table does its chart draw, and how?

Decision: a chart names columns and holds no numbers, so that it cannot say anything but its table.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["Chart", "Kind"]

Kind: TypeAlias = Literal["bars", "columns", "line", "tiles", "cells", "ranges"]


@dataclass(frozen=True, slots=True)
class Chart:
    """How a table is drawn, by the names of its columns.

    A row is one value: `label` says of what, told apart by `code`; `number` is drawn, which is `part` divided
    by `whole` where these are named, and `href` is where it leads. `series` tells apart what is drawn side by
    side, of cells what stands across. Of ranges `number` is the lower end, `high` the higher one and `open`
    says which of them lie open; `unit` is what is counted, "" where the column says so.
    """

    kind: Kind
    label: str
    code: str
    number: str
    href: str = ""
    series: str = ""
    part: str = ""
    whole: str = ""
    high: str = ""
    open: str = ""
    unit: str = ""
