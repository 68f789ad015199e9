"""Which files are indexed anew, which articles stay as they are and which go?

Decision: an article goes only when its file is known to be gone or broken. What cannot be read says neither,
so its article stays as the generation before has it; and a given folder without any article file is taken
for one that is not there just now.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.corpus.folders import ArticleFile
from index.errors import ArticleError, ArticleUnreadable, IndexingError

__all__ = ["Plan", "plan_build"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Files to index, paths of `old` articles that stay, and those of them that are `unread`.

    `unread` says which file or folder hides an article. Where all are indexed `anew`, none stays but these.
    """

    fresh: list[ArticleFile]
    old: frozenset[str]
    same: frozenset[str] = frozenset()
    unread: Mapping[str, str] = field(default_factory=dict)
    anew: bool = False

    @property
    def kept(self) -> frozenset[str]:
        """Return the paths whose article stays as it is."""
        return self.same | self.unread.keys()

    @property
    def gone(self) -> frozenset[str]:
        """Return the paths whose article goes, or comes back in another form."""
        return self.old - self.kept

    def after(self, faults: Iterable[IndexingError]) -> "Plan":
        """Return the plan when files of it could not be read after all: their articles stay, too."""
        hidden = {fault.path for fault in faults if isinstance(fault, ArticleUnreadable)} & self.gone
        return replace(self, unread={**self.unread, **{path: path for path in hidden}})

    def told(self, faults: Iterable[IndexingError]) -> Iterator[IndexingError]:
        """Yield faults; those that hide articles say how many stay."""
        hidden = Counter(self.unread.values())
        for fault in faults:
            if isinstance(fault, ArticleUnreadable) and (number := hidden[fault.path]):
                yield fault.staying(number)
            else:
                yield fault


def plan_build(
    folders: Iterable[str | Path],
    found: Sequence[ArticleFile],
    faults: list[ArticleError],
    old: Mapping[str, str],
    *,
    anew: bool,
) -> Plan:
    """Return the plan; folders that hide all their articles are added to the faults.

    `old` has the hash of each article of the generation before, by the path of its file.
    """
    here = {str(item.path): item for item in found}
    faults += _empty(folders, here, faults, old)
    hiding = {fault.path for fault in faults if isinstance(fault, ArticleUnreadable)}
    unread = (
        {path: by for path in old.keys() - here.keys() if (by := _hidden(path, hiding))} if hiding else {}
    )
    same = set() if anew else {path for path, item in here.items() if old.get(path) == item.hash}
    fresh = [item for path, item in here.items() if path not in same]
    return Plan(fresh, frozenset(old), frozenset(same), unread, anew)


def _empty(
    folders: Iterable[str | Path], here: Iterable[str], faults: Iterable[ArticleError], old: Iterable[str]
) -> list[ArticleUnreadable]:
    """Return a fault for each given folder that holds no article file any more, but did."""
    found = []
    for folder in map(Path, folders):
        below = f"{folder}/".removeprefix("./")
        seen = (*(fault.path for fault in faults), *here)
        if any(path == str(folder) or path.startswith(below) for path in seen):
            continue
        if any(path.startswith(below) for path in old):
            message = "holds no article files (*.md); leave the folder out to drop what was indexed of it"
            found.append(ArticleUnreadable(folder, 0, message))
    return found


def _hidden(path: str, hiding: set[str]) -> str:
    """Return what hides a file: itself or a folder above it, "" if nothing does."""
    above = (Path(path), *Path(path).parents)
    return next((str(folder) for folder in above if str(folder) in hiding), "")
