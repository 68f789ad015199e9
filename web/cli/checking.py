"""How are article files, an index, its answers and its labels checked on the command line?"""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import click

from web.cli.shell import DONE, PARTLY, engine_option, fail, index_option
from web.cli.terminal import say

if TYPE_CHECKING:
    from search.check.selfcheck import SelfCheck
    from search.engine import Engine
    from search.instruments.table import Table
    from search.messages import Language

__all__ = ["check_command", "counted_answers", "selfcheck_command"]


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
@click.option("--into", metavar="DIR", help="Keep what was found in the folder of the corpus.")
@index_option
@engine_option
def selfcheck_command(samples: int, seed: int | None, into: str | None, index: str, engine: str) -> None:
    """Compare the index, or a cluster, with a plain scan of every passage.

    Random strings, operators, filters and facet values; prints recall and precision and every search that
    differs, and exits 1 if one does.
    """
    from search.check.selfcheck import selfcheck
    from search.remote.opening import open_engine
    from web.cli.terminal import Bar, print_selfcheck

    searched = open_engine(engine or index, kept=0)
    with Bar() as bar:
        found = selfcheck(searched, samples=samples, seed=seed, progress=bar.show)
    print_selfcheck(found)
    if into:
        _keep_selfcheck(found, into)
    sys.exit(PARTLY if found.differences else DONE)


def _keep_selfcheck(found: "SelfCheck", into: str) -> None:
    """Keep what a check found in the folder of a corpus."""
    from index.corpus.validations import Comparison, keep_comparison

    told = asdict(found) | {"differences": len(found.differences)}
    keep_comparison(into, Comparison(**told, day=date.today().isoformat()))  # noqa: DTZ011 the day here


def counted_answers(engine: "Engine", files: Sequence[str], into: str | None, lang: "Language") -> "Table":
    """Return what the answers of coders in files come to; keep it in a corpus, if one is named.

    Raises SearchError, ValidationError, OSError.
    """
    from search.instruments.registry import instrument_named
    from search.instruments.samples.answers import read_answers
    from search.instruments.samples.judging import judged_table
    from web.params import instrument_arguments

    judged = read_answers([Path(name).read_bytes() for name in files])
    if not judged.address:
        fail(f"{files[0]} does not say of which sample it is: its column sample is empty")
    row = instrument_named("sample")
    asked = instrument_arguments(row, parse_qsl(urlsplit(judged.address).query))
    sample = engine.instrument(row.name, asked.query, lang=lang, **asked.parameters)
    table = judged_table(sample, judged)
    if into:
        _keep(engine, table, into)
    say(" ".join(f"{name} {number}" for name, number in table.counts.items()), err=True)
    return table


def _keep(engine: "Engine", table: "Table", into: str) -> None:
    """Keep what both coders found of the whole in the folder of a corpus."""
    from index.corpus.validations import Validation, keep_validation
    from web.links import Links

    about, asked = engine.about(), table.asked
    given = dict(asked.parameters)
    found = table.records()[2]  # of both, after each coder alone
    keep_validation(
        into,
        Validation.of_row(
            found,
            of=given.get("of", "passage"),
            value=given.get("value", given.get("concept", "")),
            query=asked.query.text,
            sample=Links().instrument(asked),
            rules=about.dictionary,
            generation=about.generation,
            day=date.today().isoformat(),  # noqa: DTZ011 the day here
        ),
    )
