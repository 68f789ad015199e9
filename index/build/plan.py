"""Which files are indexed anew, which articles stay as they are and which go?

A file with the stamp it was last read with is not read; where that is not sure, its bytes are summed.

Decision: an article goes only when its file is known to be gone or broken. What cannot be read says neither,
so its article stays as the generation before has it; and a given folder without any article file is taken
for one that is not there just now.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.corpus.folders import ArticleFile, hash_of
from index.corpus.stamps import Stamp, Stamps
from index.errors import ArticleError, ArticleUnreadable, IndexingError

__all__ = ["Plan", "plan_build"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Files to index, paths of `old` articles that stay, and those of them that are `unread`.

    `unread` says which file or folder hides an article. Where all are indexed `anew`, none stays but these.
    `read` tells whether the bytes of a file had to be summed to know.
    """

    fresh: list[ArticleFile]
    old: Set[str]
    same: Set[str] = frozenset()
    unread: Mapping[str, str] = field(default_factory=dict)
    anew: bool = False
    read: bool = False

    @property
    def kept(self) -> Set[str]:
        """Return the paths whose article stays as it is."""
        return self.same | self.unread.keys() if self.unread else self.same

    @property
    def gone(self) -> Set[str]:
        """Return the paths whose article goes, or comes back in another form."""
        return self.old - self.kept

    def known(self, hashes: Mapping[str, str]) -> dict[str, str]:
        """Return of the hashes of old articles those that their files have now."""
        return {path: hashes[path] for path in self.same}

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
    here: Mapping[str, Stamp],
    faults: list[ArticleError],
    old: Mapping[str, str],
    *,
    stamps: Stamps,
    anew: bool,
) -> Plan:
    """Return the plan; folders that hide all their articles, and files that do, are added to the faults.

    `old` has the hash of each article of the generation before, by the path of its file.
    """
    same, fresh, summed = _compared({} if anew else old, here, stamps, faults)
    faults += _empty(folders, here, faults, old)
    hiding = {fault.path for fault in faults if isinstance(fault, ArticleUnreadable)}
    hidden = {path for path in old if path not in here or path in hiding} if hiding else ()
    unread = {path: by for path in hidden if (by := _hidden(path, hiding))}
    return Plan(fresh, old.keys(), same, unread, anew, read=bool(summed))


def _compared(
    old: Mapping[str, str], here: Mapping[str, Stamp], stamps: Stamps, faults: list[ArticleError]
) -> tuple[set[str], list[ArticleFile], int]:
    """Return the files that are as they were, the others, and how many had to be summed for it."""
    same: set[str] = set()
    fresh: list[ArticleFile] = []
    summed = 0
    for path, stamp in here.items():
        before, now = old.get(path, ""), stamps.hash_of(path, stamp)
        if before and not now:
            summed += 1
            try:
                now = hash_of(path)
            except ArticleUnreadable as error:
                faults.append(error)
                continue
        if before and before == now:
            same.add(path)
        else:
            fresh.append(ArticleFile(path, stamp, now))
    return same, fresh, summed


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
