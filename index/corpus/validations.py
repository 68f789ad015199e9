"""What was found of the rules that label a corpus, and of its index, and under which version?

Decision: one JSON file in the folder of the corpus, which is kept with care, since judgements cost days. A
judgement of the same sample under the same rules takes the place of the one before, and so does a comparison
of the same state of the corpus.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from index.durable import write_whole
from index.errors import ValidationError

__all__ = [
    "FILE",
    "Agreement",
    "Comparison",
    "Findings",
    "Validation",
    "keep_comparison",
    "keep_validation",
    "read_findings",
]

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


class Agreement:
    """How far index and scan agree, of the passages that were found by `both`, by one and by the other."""

    __slots__ = ()
    both: int
    indexed: int
    scanned: int

    @property
    def recall(self) -> float:
        """Return which share of what the scan finds the index finds."""
        return self.both / self.scanned if self.scanned else 1.0

    @property
    def precision(self) -> float:
        """Return which share of what the index finds the scan finds."""
        return self.both / self.indexed if self.indexed else 1.0


@dataclass(frozen=True, slots=True)
class Comparison(Agreement):
    """What comparing the index with a plain scan of every passage found.

    So many `searches` and facet values (`clicks`) were compared; of the passages found, `both` ways, by
    index and by scan, and how many answers differ. `rules` is as in a validation, `corpus` the hash of the
    articles.
    """

    searches: int
    clicks: int
    passages: int
    both: int
    indexed: int
    scanned: int
    differences: int
    seed: int
    corpus: str
    rules: str
    generation: str
    day: str


@dataclass(frozen=True, slots=True)
class Findings:
    """All that is kept of a corpus, the last behind the others."""

    validations: tuple[Validation, ...] = ()
    comparisons: tuple[Comparison, ...] = ()


Kind = TypeVar("Kind", Validation, Comparison)


def read_findings(path: str | Path) -> Findings:
    """Return what was found, nothing where there is no file. Raises ValidationError."""
    path = Path(path)
    if not path.exists():
        return Findings()
    if path.stat().st_size > LARGEST:
        raise ValidationError(path, 0, f"is larger than {LARGEST // 1_000_000} MB")
    try:
        told = json.loads(path.read_text("utf-8"))
        return Findings(
            tuple(_made(Validation, one) for one in told["validations"]),
            tuple(_made(Comparison, one) for one in told.get("comparisons", ())),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ValidationError(path, 0, f"is not what was written: {error!r}") from error


def _made(kind: type[Kind], told: dict[str, Any]) -> Kind:
    """Return one entry. Raises TypeError where it is none."""
    made = kind(**told)
    for item in fields(kind):
        value = getattr(made, item.name)
        if not isinstance(value, Stated) or (item.type is int and type(value) is not int):
            raise TypeError(item.name)
    return made


def keep_validation(folder: str | Path, found: Validation) -> None:
    """Add what people found to the file of a corpus. Raises ValidationError, OSError."""
    kept = _kept(folder)
    others = [one for one in kept.validations if (one.sample, one.rules) != (found.sample, found.rules)]
    _keep(folder, replace(kept, validations=(*others, found)))


def keep_comparison(folder: str | Path, found: Comparison) -> None:
    """Add what a comparison found to the file of a corpus. Raises ValidationError, OSError."""
    kept = _kept(folder)
    others = [one for one in kept.comparisons if (one.corpus, one.rules) != (found.corpus, found.rules)]
    _keep(folder, replace(kept, comparisons=(*others, found)))


def _kept(folder: str | Path) -> Findings:
    path = Path(folder) / FILE
    if not path.parent.is_dir():
        raise ValidationError(path, 0, "there is no such folder")
    return read_findings(path)


def _keep(folder: str | Path, kept: Findings) -> None:
    text = json.dumps(asdict(kept), ensure_ascii=False, indent=1)
    write_whole(Path(folder) / FILE, [f"{text}\n"])
