"""How is a corpus imported and its ledger asked on the command line?

`import_command` is `jiansuo import`, `ledger_group` is `jiansuo ledger`. The functions parse, call and
print; the work is done by `index.intake`.
"""

import shutil
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from index.errors import IndexingError
from index.intake.importing import OVERRIDES, Outcome, find_sources, import_sources
from index.intake.ledger.verify import Verdict, ledgers, verify_all
from index.intake.review import Segment, open_article, source_view
from index.intake.sources.formats import FORMATS
from web.cli.streams import print_json
from web.cli.terminal import say, visible

__all__ = ["import_command", "ledger_group"]

DONE, PARTLY, NOTHING = 0, 1, 2


@click.command("import")
@click.argument("source", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--into", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder of the corpus."
)
@click.option(
    "--overrides", type=click.Path(path_type=Path), help=f"Reviewer's choices (default: DIR/{OVERRIDES})."
)
@click.option(
    "--columns",
    default="",
    metavar="FIELD=COLUMN,...",
    help="Columns of CSV and JSONL files, e.g. title=标题,body=正文.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcomes as JSON.")
def import_command(
    source: tuple[Path, ...],
    into: Path,
    overrides: Path | None,
    columns: str,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Turn raw files or folders SOURCE... into articles with a ledger.

    Reads .txt .md .html .docx .pdf .csv .jsonl. A bad file is named and the others go on. Running it
    again changes nothing; a changed source updates its articles. A source is known by its path and its
    bytes, so files of one name in several folders stay apart.
    """
    _run(lambda: _import(source, into, overrides, _columns(columns), dry_run=dry_run, as_json=as_json))


def _import(
    source: tuple[Path, ...],
    into: Path,
    overrides: Path | None,
    columns: dict[str, str],
    *,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Import, print, and return the exit status."""
    if overrides and not overrides.exists():
        raise click.UsageError(f"there is no file {overrides}")
    files = find_sources(source, apart=into)
    if not files:
        raise click.UsageError("there is nothing to import there; known are " + " ".join(sorted(FORMATS)))
    told = partial(import_sources, files, into, overrides=overrides, columns=columns, dry_run=dry_run)
    outcomes = list(_watched(told, len(files), quiet=as_json))
    if as_json:
        print_json({"outcomes": [asdict(outcome) for outcome in outcomes], "dry_run": dry_run})
    else:
        _summary(outcomes, into, dry_run=dry_run)
    failed = sum(outcome.state == "failed" for outcome in outcomes)
    if failed == len(outcomes):
        return NOTHING
    return PARTLY if failed else DONE


def _columns(text: str) -> dict[str, str]:
    """Read the mapping of fields to columns."""
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    if not all(name.strip() and column.strip() for name, _, column in pairs):
        raise click.UsageError("--columns is written FIELD=COLUMN,FIELD=COLUMN")
    return {name.strip(): column.strip() for name, _, column in pairs}


def _watched(told: Callable[..., Iterator[Outcome]], total: int, *, quiet: bool) -> Iterator[Outcome]:
    """Pass outcomes on with a progress bar of files and articles; name what failed as it fails."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, console=console, disable=quiet or not console.is_terminal, transient=True
    ) as progress:
        task = progress.add_task("importing", total=total)

        def written(done: int, of: int) -> None:
            progress.update(task, description=f"importing, article {done} of {of}")

        for outcome in told(progress=written):
            progress.update(task, advance=1, description="importing")
            if outcome.state in ("failed", "duplicate") and outcome.message:
                say(outcome.message, err=True)
            for notice in outcome.notices:
                say(f"{outcome.file}: {notice}", err=True)
            yield outcome


def _summary(outcomes: list[Outcome], into: Path, *, dry_run: bool) -> None:
    """Print what was done as a table, and the command to run next."""
    states = Counter(outcome.state for outcome in outcomes)
    repairs: Counter[str] = Counter()
    for outcome in outcomes:
        repairs.update(outcome.repairs)
    table = Table(show_header=False, box=None)
    table.add_row(
        "files",
        f"{len(outcomes)} ({', '.join(f'{count} {state}' for state, count in sorted(states.items()))})",
    )
    table.add_row("articles", str(sum(len(outcome.articles) for outcome in outcomes)))
    table.add_row("passages", str(sum(outcome.passages for outcome in outcomes)))
    table.add_row("characters", f"{sum(outcome.characters for outcome in outcomes):,}")
    for kind, count in sorted(repairs.items()):
        table.add_row(f"repairs: {kind}", str(count))
    table.add_row("doubtful blocks", str(sum(outcome.doubts for outcome in outcomes)))
    Console().print(table)
    say("Nothing was written (--dry-run)." if dry_run else f"Next: jiansuo index --articles {into}")


@click.group("ledger")
def ledger_group() -> None:
    """Ask where every character of a source went."""


@ledger_group.command("verify")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print the verdicts as JSON.")
def verify_command(folder: Path, *, as_json: bool) -> None:
    """Rebuild every source of the corpus DIR from ledger and articles, and compare hashes.

    An article edited by hand is reported as edited. The exit status is 1 if a source cannot be rebuilt, or
    if an imported article belongs to no ledger or to two.
    """
    _run(lambda: _verify(folder, as_json=as_json))


def _verify(folder: Path, *, as_json: bool) -> int:
    """Verify, print, and return the exit status."""
    verdicts = list(verify_all(folder))
    if as_json:
        print_json({"verdicts": [asdict(verdict) for verdict in verdicts]})
    else:
        for verdict in verdicts:
            say(f"{verdict.state}  {verdict.file}  {verdict.message}")
        click.echo(_counted(verdicts))
    if not verdicts:
        return NOTHING
    return PARTLY if any(verdict.state in ("failed", "unclaimed") for verdict in verdicts) else DONE


def _counted(verdicts: list[Verdict]) -> str:
    """Return one line with the number of verdicts by state."""
    states = Counter(verdict.state for verdict in verdicts)
    told = ", ".join(f"{states[state]} {state}" for state in ("rebuilt", "edited", "failed"))
    alone = f"; {states['unclaimed']} articles without a ledger" if states["unclaimed"] else ""
    characters = sum(verdict.characters for verdict in verdicts)
    return f"{len(verdicts) - states['unclaimed']} sources: {told}{alone}; {characters:,} characters"


@ledger_group.command("show")
@click.argument("article")
@click.option(
    "--into",
    "folder",
    default="articles",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the corpus.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the segments as JSON.")
def show_command(article: str, folder: Path, *, as_json: bool) -> None:
    """Print source and article side by side; ARTICLE is an id, or the path of an article file."""
    _run(lambda: _show(article, folder, as_json=as_json))


def _show(article: str, folder: Path, *, as_json: bool) -> int:
    """Print the segments of one article."""
    path = Path(article)
    if path.suffix == ".md" and path.exists():
        folder, article = path.parent, path.stem
    if not any(ledgers(folder)):
        raise click.UsageError(f"{folder} has no ledger; name the corpus with --into DIR")
    segments = source_view(*open_article(folder, article))
    if as_json:
        print_json({"segments": [asdict(segment) for segment in segments]})
        return DONE
    width = max(24, (shutil.get_terminal_size((110, 24)).columns - 16) // 2)
    for segment in segments:
        if segment.fate != "blank":
            _side_by_side(segment, width)
    return DONE


def _side_by_side(segment: Segment, width: int) -> None:
    """Print one segment: its fate, the source on the left, the article on the right."""
    left, right = _columns_of(segment.source, width), _columns_of(segment.text, width)
    for number in range(max(len(left), len(right), 1)):
        fate = segment.fate if number == 0 else ""
        first = left[number] if number < len(left) else ""
        second = right[number] if number < len(right) else ""
        click.echo(f"{fate:<11}{first}{' ' * (width - _cells(first))} | {second}".rstrip())


def _columns_of(text: str, width: int) -> list[str]:
    """Return text cut into lines of so many cells; a line end is shown as ⏎, nothing steers the terminal."""
    plain = visible(text.replace("\r\n", "⏎").replace("\n", "⏎").replace("\r", "⏎"))
    size = width // 2
    return [plain[at : at + size] for at in range(0, len(plain), size)]


def _cells(text: str) -> int:
    """Return the width of text on a terminal."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _run(work: Callable[[], int]) -> None:
    """Do the work and leave with its status; an expected error is one line and status 2."""
    try:
        status = work()
    except IndexingError as error:
        say(f"jiansuo: {error}", err=True)
        status = NOTHING
    click.get_current_context().exit(status)
