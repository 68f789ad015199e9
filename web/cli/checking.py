"""How are article files, an index and its answers checked on the command line?"""

import sys

import click

from web.cli.shell import DONE, PARTLY, engine_option, fail, index_option
from web.cli.terminal import say

__all__ = ["check_command", "selfcheck_command"]


@click.command("check")
@click.argument("folders", nargs=-1, metavar="[DIR]...")
@click.option("--index", metavar="DIR", help="Read every file of an index and name the damaged one.")
def check_command(folders: tuple[str, ...], index: str | None) -> None:
    """Check article files, or an index.

    Reads the folders DIR (articles) as a build would, names each fault with file and line, changes nothing.
    With both, a file that was changed behind the back of the index is a fault, too.
    """
    faults = 0
    if folders or index is None:
        from index.build.checking import check_articles

        verdict = check_articles(folders or ("articles",))
        for fault in verdict.faults:
            say(str(fault))
        faults = len(verdict.faults)
        click.echo(f"{verdict.files} article files, {faults or 'no'} fault{'s' * (faults != 1)}")
        if not verdict.files:
            fail("no article files (*.md) in " + ", ".join(folders or ("articles",)))
    if index is not None:
        whole = _whole(index)
        faults += _stale(folders, index) if whole else 1
    sys.exit(PARTLY if faults else DONE)


def _whole(index: str) -> bool:
    """Print what reading every file of an index finds; tell whether it is whole. Raises IndexMissing."""
    from index.errors import IndexDamaged
    from index.store.generation import damaged_file, open_generation

    try:
        generation = open_generation(index)
        name = damaged_file(generation)
    except IndexDamaged as error:
        say(str(error))
        return False
    if name:
        say(f"{generation.folder / name} is damaged; rebuild it with: jiansuo index --rebuild")
        return False
    manifest = generation.manifest
    say(
        f"{generation.folder}: {len(manifest.files)} files are whole, "
        f"{manifest.articles} articles, {manifest.passages} passages"
    )
    return True


def _stale(folders: tuple[str, ...], index: str) -> int:
    """Name the files that were changed behind the back of an index; return how many."""
    from index.build.checking import check_indexed

    faults = [*check_indexed(folders, index)]
    for fault in faults:
        say(str(fault))
    return len(faults)


@click.command("selfcheck")
@click.option(
    "--samples",
    default=200,
    show_default=True,
    type=click.IntRange(1, 100_000),
    help="Searches to compare.",
)
@click.option("--seed", type=int, help="Repeat the choice of an earlier run.")
@index_option
@engine_option
def selfcheck_command(samples: int, seed: int | None, index: str, engine: str) -> None:
    """Compare the index, or a cluster, with a plain scan of every passage.

    Random strings, operators, filters and facet values; prints recall and precision and every search that
    differs, and exits 1 if one does.
    """
    from search.check.selfcheck import selfcheck
    from search.engine import open_engine
    from web.cli.terminal import Bar, print_selfcheck

    with Bar() as bar:
        found = selfcheck(open_engine(engine or index, kept=0), samples=samples, seed=seed, progress=bar.show)
    print_selfcheck(found)
    sys.exit(PARTLY if found.differences else DONE)
