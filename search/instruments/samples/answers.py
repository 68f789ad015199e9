"""What did the coders answer? From the CSV files that they filled in.

Programs save such files each in its own way: separated by commas, semicolons or tabs, in UTF-8 or GB 18030,
and with signs of their own before a text. Columns go by their names, in any order; others are left alone.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from search.instruments.parameters import ParameterRefused

__all__ = ["CODERS", "RIGHT", "SKIPPED", "WRONG", "Judged", "read_answers"]

CODERS = ("coder_1", "coder_2")
RIGHT, WRONG, SKIPPED = "y", "n", "skip"
ANSWERS = {
    **dict.fromkeys(("y", "yes", "1", "true", "是", "对", "√"), RIGHT),
    **dict.fromkeys(("n", "no", "0", "false", "否", "不是", "错", "×"), WRONG),
    **dict.fromkeys(("", "s", "skip", "?", "？", "跳过"), SKIPPED),
}
LONGEST = 2_000_000  # characters of a file
SHOWN = 40  # characters of an answer that is none


@dataclass(slots=True)
class Judged:
    """The answers of each coder by the names of items, and the address of the sample, "" if none tells it."""

    answers: dict[str, dict[str, bool]] = field(default_factory=lambda: {coder: {} for coder in CODERS})
    address: str = ""


def read_answers(files: Iterable[bytes]) -> Judged:
    """Read filled files; in a column `answer` alone the first is of coder 1, the next of coder 2.

    Raises ParameterRefused, which names the column and the line.
    """
    judged = Judged()
    for number, raw in enumerate(files):
        for line, row in _rows(raw):
            judged.address = judged.address or row.get("sample", "")
            item = row["item"].removeprefix("'")
            for coder in CODERS:
                _take(judged.answers[coder], item, row.get(coder, ""), f"{coder}:{line}")
            own = row.get("coder", "") or str(number + 1)
            coder = CODERS[int(own) - 1] if own in ("1", "2") else CODERS[-1]
            _take(judged.answers[coder], item, row.get("answer", ""), f"answer:{line}")
    return judged


def _take(answers: dict[str, bool], item: str, said: str, where: str) -> None:
    """Take an answer into account. Raises ParameterRefused for what is none."""
    answer = ANSWERS.get(said.strip().lower())
    if answer is None:
        raise ParameterRefused(
            "instrument-choice", value=said[:SHOWN], choices=(RIGHT, WRONG, SKIPPED), parameter=where
        )
    if answer != SKIPPED:
        answers[item] = answer == RIGHT


def _rows(raw: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a file with their lines. Raises ParameterRefused where no column names the items."""
    text = _decoded(raw)
    if len(text) > LONGEST:
        raise ParameterRefused("instrument-long", value="", choices=(str(LONGEST),), parameter="judged")
    head = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    try:
        names = [name.strip() for name in next(lines, [])]
        if "item" not in names:
            raise ParameterRefused("instrument-needs", value="", parameter="item")
        for row in lines:
            told = dict(zip(names, row, strict=False))
            if told.get("item"):
                yield lines.line_num, told
    except csv.Error as error:
        where = f"judged:{lines.line_num}"
        raise ParameterRefused(
            "instrument-choice", value=str(error), choices=("CSV",), parameter=where
        ) from error


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")
