"""What did people find of the rules that label a corpus, and under which version of the rules?

Decision: one JSON file in the folder of the corpus, which is kept with care, since judgements cost days. A
judgement of the same sample under the same rules takes the place of the one before.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from index.durable import write_whole
from index.errors import ValidationError

__all__ = ["FILE", "Validation", "keep_validation", "read_validations"]

FILE = "validations.json"
LARGEST = 2_000_000  # bytes
Stated = str | int | float | None


@dataclass(frozen=True, slots=True)
class Validation:
    """What two coders found of one sample.

    `of` says what was judged, `value` of which label, `sample` is the address of the sample, `rules` the hash
    of what decides words and labels; `precision` with its interval is of the items that both judged, None
    where there is none.
    """

    of: str
    value: str
    query: str
    sample: str
    judged: int
    right: int
    precision: float | None
    low: float | None
    high: float | None
    alpha: float | None
    controls: int
    missed: int
    rules: str
    generation: str
    day: str

    @classmethod
    def of_row(cls, row: Mapping[str, Any], **told: Any) -> "Validation":
        """Return what a row of counted answers says of a sample."""
        numbers = ("judged", "right", "precision", "low", "high", "alpha", "controls", "missed")
        return cls(**{name: row[name] for name in numbers}, **told)


def read_validations(path: str | Path) -> list[Validation]:
    """Return what was found, none where there is no file. Raises ValidationError."""
    path = Path(path)
    if not path.exists():
        return []
    if path.stat().st_size > LARGEST:
        raise ValidationError(path, 0, f"is larger than {LARGEST // 1_000_000} MB")
    try:
        told = json.loads(path.read_text("utf-8"))
        return [_validation(one) for one in told["validations"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ValidationError(path, 0, f"is not what was written: {error!r}") from error


def _validation(told: dict[str, Any]) -> Validation:
    """Return one entry. Raises TypeError or ValueError where it is none."""
    made = Validation(**told)
    for item in fields(Validation):
        if not isinstance(getattr(made, item.name), Stated):
            raise TypeError(item.name)
    return made


def keep_validation(folder: str | Path, found: Validation) -> None:
    """Add what was found to the file of a corpus. Raises ValidationError, OSError."""
    path = Path(folder) / FILE
    if not path.parent.is_dir():
        raise ValidationError(path, 0, "there is no such folder")
    others = [one for one in read_validations(path) if (one.sample, one.rules) != (found.sample, found.rules)]
    write_whole(path, [_written([*others, found])])


def _written(found: Sequence[Validation]) -> str:
    text = json.dumps({"validations": [asdict(one) for one in found]}, ensure_ascii=False, indent=1)
    return f"{text}\n"
