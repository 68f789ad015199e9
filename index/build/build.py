"""How does a folder of articles become the next generation of an index?

What did not change is not touched: segments of the generation before are linked, changed and new articles
go into a new segment, removed ones are marked deleted. Many articles are cut into batches, each of which
one process turns into a segment; then segments are merged, so that a full build has one and an index built
in steps a few.
"""

import errno
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from index.build.plan import Plan, plan_build
from index.build.previous import Previous
from index.build.swap import building, publish_generation, write_generation
from index.corpus.folders import scan
from index.corpus.stamps import TABLE, Stamp, Stamps
from index.errors import (
    ArticleError,
    IndexingError,
    IndexNotWritten,
    NothingIndexed,
)
from index.store.catalog import Catalog, catalog_arrays, former_arrays
from index.store.generation import Generation

if TYPE_CHECKING:
    from index.build.compaction import NextGeneration

__all__ = ["Progress", "Report", "build"]

Progress: TypeAlias = Callable[[str, int, int], None]


def silent(stage: str, done: int, total: int) -> None:
    """Show no progress."""
    del stage, done, total


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did: articles added, changed, removed and untouched; faults of articles left out."""

    generation: str
    articles: int
    passages: int
    added: int = 0
    changed: int = 0
    removed: int = 0
    untouched: int = 0
    faults: tuple[IndexingError, ...] = ()
    seconds: float = 0.0


def build(
    folders: Sequence[str | Path],
    index: str | Path,
    *,
    rebuild: bool = False,
    progress: Progress = silent,
) -> Report:
    """Bring the index in line with the article files, as a new generation or, if nothing changed, not at all.

    `progress` is called with a stage, the articles done and their total. Raises IndexingError; the old
    generation then serves on. A fault in one article is reported and leaves only that article out; of what
    cannot be read the articles stay as they were. NothingIndexed: there is not one good article.
    """
    began = time.monotonic()
    try:
        with building(index) as folder:
            return _build(folders, folder, began, rebuild=rebuild, progress=progress)
    except OSError as error:
        raise IndexNotWritten(_refusal(error, index)) from error


def _refusal(error: OSError, index: str | Path) -> str:
    reason = (
        "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) else error.strerror
    )
    return f"cannot write {error.filename or index}: {reason}; the old index still serves"


def _build(
    folders: Sequence[str | Path], folder: Path, began: float, *, rebuild: bool, progress: Progress
) -> Report:
    at = time.time_ns()
    old = Previous.open(folder.parent, rebuild=rebuild)
    stamps = Stamps() if rebuild else Stamps.load(folder.parent / TABLE)
    here, unreadable = scan(folders)
    if not here:
        names = ", ".join(map(str, folders))
        raise _nothing(f"no article files (*.md) to index in {names}", old, unreadable)
    plan = plan_build(folders, here, unreadable, old.hashes, stamps=stamps, anew=rebuild or not old.same)
    faults: list[IndexingError] = [*unreadable]
    if plan.unread and not old.same:
        reason = "words or rules have changed, and not every article can be read to be indexed anew"
        raise _nothing(reason, old, plan.told(faults))
    if old.generation and not (plan.fresh or plan.gone):
        if plan.read or not stamps.at:
            _remember(folder.parent, replace(stamps, at=at), here, plan.known(old.hashes))
        return _report(old.generation, plan, faults, began)
    plan, work, broken = _indexed(plan, old, folder, progress)
    faults += broken
    faults += work.settle(old.ids, [*old.hashes], plan.unread)
    if not _good(work, old, plan):
        raise _nothing(f"none of {len(here)} article files can be indexed", old, plan.told(faults))
    if old.generation and not (work.changed or plan.anew):
        if plan.read or not stamps.at:
            _remember(folder.parent, replace(stamps, at=at), here, plan.known(old.hashes))
        return _report(old.generation, plan, faults, began)
    progress("merge", 0, 1)
    work.compact()
    left = stamps.registers if stamps.seal == old.seal and not plan.anew else {}
    generation, registers = _publish(work, old, folders, faults, left=left)
    hashes = plan.known(old.hashes) | {record.file: record.hash for record in work.records}
    _remember(folder.parent, Stamps(at, {}, generation.seal, registers, time.time_ns()), here, hashes)
    return _report(generation, plan, faults, began)


def _good(work: "NextGeneration", old: Previous, plan: Plan) -> bool:
    """Tell whether some article is known to be good, not only kept because its file is unread."""
    live = work.live_rows
    return bool(live[len(work.stays) :].any()) or any(
        has and path not in plan.unread for path, has in zip(old.hashes, live.tolist(), strict=False)
    )


def _remember(
    index: Path,
    stamps: Stamps,
    here: Mapping[str, Stamp],
    hashes: Mapping[str, str],
) -> None:
    """Keep with which stamp each file was read whose hash is given.

    Without room for that the table before stays, which is as true; the index is published by now.
    """
    files = {path: (stamp, hashes[path]) for path, stamp in here.items() if path in hashes}
    with suppress(OSError):
        replace(stamps, files=files).save(index / TABLE)


def _nothing(reason: str, old: Previous, faults: Iterable[IndexingError]) -> NothingIndexed:
    """Return the error of a build that leaves the index as it is."""
    if old.generation is None:
        return NothingIndexed(f"{reason}; nothing was written", faults)
    index = old.generation.folder.parent
    return NothingIndexed(f"{reason}; the old index serves on (to be rid of it, remove {index})", faults)


def _indexed(
    plan: Plan, old: Previous, folder: Path, progress: Progress
) -> "tuple[Plan, NextGeneration, list[ArticleError]]":
    """Index what is fresh beside what stays; return what came of the plan, segments and faults."""
    from index.build.batches import index_files  # loads what labels and cuts words: only for a change
    from index.build.compaction import NextGeneration

    stays = old.rows_of(plan.kept)  # first, for a damaged catalog ends the build
    paths, broken = index_files(plan.fresh, folder, progress)
    planned, plan = plan, plan.after(broken)
    if plan != planned:
        stays = old.rows_of(plan.kept)
    work = NextGeneration(folder, old.segments if stays.any() else (), stays)
    work.add(paths)
    return plan, work, broken


def _report(generation: Generation, plan: Plan, faults: Iterable[IndexingError], began: float) -> Report:
    manifest = generation.manifest
    faults = tuple(plan.told(faults))
    broken = {fault.path for fault in faults if isinstance(fault, ArticleError)}
    fresh = [item for item in plan.fresh if item.path not in broken]
    gone = frozenset() if plan.anew else plan.gone
    changed = sum(item.path in gone for item in fresh)
    return Report(
        generation=generation.name,
        articles=manifest.articles,
        passages=manifest.passages,
        added=len(fresh) - changed,
        changed=changed,
        removed=len(gone) - changed,
        untouched=len(plan.kept),
        faults=faults,
        seconds=time.monotonic() - began,
    )


def _publish(
    work: "NextGeneration",
    old: Previous,
    folders: Sequence[str | Path],
    faults: list[IndexingError],
    *,
    left: Mapping[str, Stamp] | None = None,
) -> tuple[Generation, dict[str, Stamp]]:
    """Publish passages, write the generation and let readers have it; return it with the registers' stamps.

    `left` are those of registers as the generation before left them, if they hold all they should; such are
    returned.
    """
    from index.build.former import Articles, publish_changes, publish_passages, register_stamps

    before = Catalog(old.catalog, work.stays)
    arrays = catalog_arrays(before, work.records, [own.rows for own in work.segments])
    articles = Articles(arrays, work.segments)
    told: list[IndexingError] = []
    if left and left == register_stamps(folders):
        change = publish_changes(folders, work, articles, old, told)
    else:
        change = publish_passages(folders, articles, old, told)
    faults += told
    arrays |= former_arrays(before, change)
    generation = publish_generation(work.folder, write_generation(work, arrays, old.generation))
    return generation, {} if told else register_stamps(folders)
