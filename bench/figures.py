"""Where are measured values kept, from which goals and the chart are made?

In a JSON file beside the file of results, by measure (`search/200000`, `whole/laws.jsonl`) and name. A
measure replaces its own and leaves the others; goals and chart are made anew from all that is there.
"""

import json
from collections.abc import Mapping
from pathlib import Path

__all__ = ["Figures", "held", "keep"]

Figures = dict[str, dict[str, float]]


def held(out: Path) -> Figures:
    """Return the values kept beside a file of results."""
    path = out.with_suffix(".json")
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def keep(out: Path, measure: str, values: Mapping[str, float]) -> None:
    """Replace the values of one measure."""
    known = held(out) | {measure: {name: float(f"{value:.4g}") for name, value in values.items()}}
    text = json.dumps(dict(sorted(known.items())), indent=1, ensure_ascii=False)
    out.with_suffix(".json").write_text(text + "\n", "utf-8")
