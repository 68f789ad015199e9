"""Which names are variants of one?

Decision: quotation marks, white space, line ends, width, case, Traditional forms and middle dots do not
count, nor does what only says of which kind a name is (工作法, 模式, 机制, ...), inside the marks or behind
them, as long as two characters are left. All else parts names: 红色管家 and 红色管家团 are two.
"""

import re
from functools import lru_cache

from index.text.folding import fold

__all__ = [
    "FORMULA",
    "KINDS",
    "LONGEST",
    "SHORTEST",
    "SUMMANDS",
    "folded_key",
    "key_of",
    "kind_behind",
    "written",
]

LONGEST, SHORTEST = 20, 2  # characters of a name
KINDS = (
    *("工作法", "工作模式", "服务模式", "治理模式", "管理模式", "发展模式", "模式", "工作机制", "服务机制"),
    *("治理机制", "联动机制", "运行机制", "机制", "工作体系", "服务体系", "体系", "架构", "制度", "工程"),
    *("行动", "计划", "品牌"),
)
SUMMANDS = r"(?:\+(?:\d{1,2}|[a-z]{1,2})){1,5}"
FORMULA = rf"\d\d?{SUMMANDS}"
REMEMBERED = 8_192  # names whose keys are
_BEHIND = "|".join(KINDS)
_KIND = re.compile(f"(?:{_BEHIND})$")
_DROPPED = re.compile(r"[\"'·\s]")
_BEGINS = re.compile(_BEHIND)


def key_of(name: str) -> str:
    """Return what all variants of a name have in common."""
    return folded_key(fold(name))


@lru_cache(REMEMBERED)
def folded_key(name: str) -> str:
    """Return the key of a folded name."""
    bare = _DROPPED.sub("", name)
    cut = _KIND.sub("", bare)
    return cut if len(cut) >= SHORTEST else bare


def kind_behind(after: str) -> str:
    """Return the word for a kind with which a folded text begins, "" for none."""
    match = _BEGINS.match(after)
    return match[0] if match else ""


def written(text: str) -> str:
    """Return a name on one line, as it was written otherwise."""
    return " ".join(text.split())
