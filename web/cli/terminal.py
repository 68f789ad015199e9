"""How do answers look on a terminal, and how in a pipe?

On a terminal: coloured marks, tables, a progress bar. In a pipe: the same in plain lines. What comes out of
an article, or a file name, may hold control characters; none of them reaches the terminal.
"""

import os
import re
import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.text import Text

    from index.build.build import Report
    from index.errors import IndexingError
    from index.opensearch.publishing.publish import Publication
    from search.check.selfcheck import SelfCheck
    from search.facets.names import Names
    from search.messages import Language
    from search.results import ArticleHit, PassageHit, Results

__all__ = [
    "Bar",
    "escaped",
    "print_faults",
    "print_publication",
    "print_report",
    "print_results",
    "print_selfcheck",
    "say",
    "visible",
]

MARK = "bold black on bright_yellow"
VALUES = 6  # of a facet in the table
TENTHS = 10  # lines of progress a stage has in a pipe
_CONTROL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)

_UNWRITTEN = re.compile(f"{_CONTROL.pattern}|[\n\u2028\u2029]")


def visible(text: str) -> str:
    """Return text on one line that cannot steer a terminal, of the same length."""
    return _CONTROL.sub("\ufffd", text).replace("\n", " ")


def escaped(text: str) -> str:
    """Return text on one line with control characters written out, so that a file can be found by it."""
    return _UNWRITTEN.sub(_written, text)


def _written(odd: re.Match[str]) -> str:
    """Return the escape of a character; half a surrogate pair is a byte of a file name that is not UTF-8."""
    code = ord(odd[0])
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return odd[0].encode("unicode_escape", "surrogatepass").decode("ascii")


def say(message: str, *, err: bool = False) -> None:
    """Print a message of ours, which may quote file names and text of anybody, on one line."""
    click.echo(escaped(message), err=err)


def _coloured(stream: Any) -> bool:
    """Tell whether a stream shows colours, as https://force-color.org has it."""
    return bool(stream.isatty() or os.environ.get("FORCE_COLOR"))


class Bar:
    """The progress of a long command on standard error: a bar on a terminal, else a line for each tenth."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None
        self._stage = ""
        self._step = ("", 0)

    def __enter__(self) -> "Bar":
        if _coloured(sys.stderr):
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
            self._bar = Progress(
                *columns,
                console=Console(stderr=True),
                transient=True,
                redirect_stdout=sys.stdout.isatty(),  # what goes to a file belongs there
            )
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, stage: str, done: int, total: int) -> None:
        """Show that `done` of `total` are done in a stage."""
        if self._bar is None:
            step = (stage, done * TENTHS // total if total else 0)
            if done and step != self._step:
                click.echo(f"{stage}: {done} of {total}", err=True)
                self._step = step
            return
        if stage != self._stage:
            self._stage, self._task = stage, self._bar.add_task(stage, total=total)
        self._bar.update(self._task, completed=done, total=total)


def print_faults(faults: "Iterable[IndexingError]") -> None:
    """Print faults on standard error, one a line."""
    for fault in faults:
        say(f"jiansuo: {fault}", err=True)


def print_report(report: "Report") -> None:
    """Print what a build did; faults go to standard error, one a line."""
    print_faults(report.faults)
    size = f"{report.articles} articles, {report.passages} passages"
    if not (report.added or report.changed or report.removed or report.faults):
        click.echo(f"Nothing changed: {size}")
        return
    steps = (
        (report.added, "added"),
        (report.changed, "changed"),
        (report.removed, "removed"),
        (report.untouched, "untouched"),
        (len(report.faults), "faults"),
    )
    told = ", ".join(f"{number} {what}" for number, what in steps if number)
    click.echo(f"Indexed {size} in {report.seconds:.1f} s: {told or 'nothing new'}")


def print_publication(done: "Publication", address: str) -> None:
    """Print what a publication did."""
    size = f"{done.articles} articles, {done.passages} passages"
    if done.new:
        told = f"{done.sent} sent, {done.deleted} deleted"
        say(f"Published {size} to {address} in {done.seconds:.1f} s: {told}")
    else:
        say(f"Nothing to publish: {address} serves {size}")
    if done.state != "green":
        say(f"jiansuo: the cluster is {done.state}: not every part of {done.generation} has a copy", err=True)


def print_results(results: "Results", names: "Names", lang: "Language") -> None:
    """Print hits, what to try where there are none, and on a terminal the facets."""
    from rich.console import Console
    from rich.text import Text

    console = Console(force_terminal=True if _coloured(sys.stdout) else None, highlight=False)

    def line(*pieces: "str | tuple[str, str] | Text") -> None:
        console.print(Text.assemble(*pieces), soft_wrap=True)

    total = results.total
    line((f"{total.articles} articles, {total.passages} passages", "bold"))
    for notice in results.notices:
        line(notice.text(lang))
    first = (results.query.page - 1) * results.query.size + 1
    for number, hit in enumerate(results.hits, first):
        line(*_heading(number, hit, names, lang))
        for passage in hit.passages:
            line("     ", (f"#{passage.id}", "dim"), "  ", _fragment(passage))
        if hit.more:
            line(f"     and {hit.more} more")
    for wider in results.relaxations:
        line(f"--mode {wider.mode} finds {wider.articles} articles, {wider.passages} passages")
    for other in results.suggestions:
        line(f"{visible(other.text)} ({other.reason}): {other.articles} articles, {other.passages} passages")
    if results.unplaced:
        line(f"{results.unplaced} more on the unplaced shelf: --kind unplaced")
    if console.is_terminal and results.hits:
        _print_facets(results, names, lang, console)


def _heading(
    number: int, hit: "ArticleHit", names: "Names", lang: "Language"
) -> tuple["str | tuple[str, str]", ...]:
    """Return the line of an article: title, id, date and places."""
    record = hit.article
    places = " ".join(names.label("region", code, lang) for code in record.regions)
    told = "  ".join(filter(None, (record.published, places)))
    return (
        f"{number:>3}. ",
        (visible(record.title), "bold"),
        f"  [{record.id}]  ",
        (visible(told), "dim"),
    )


def _fragment(passage: "PassageHit") -> "Text":
    """Return the shown extract with its marks."""
    from rich.text import Text

    start, end = passage.fragment.start, passage.fragment.end
    text = Text(visible(passage.text[start:end]))
    for low, high in passage.spans:
        text.stylize(MARK, max(low, start) - start, max(min(high, end) - start, 0))
    before, after = "…" if start else "", "…" if end < len(passage.text) else ""
    return Text.assemble(before, text, after)


def _print_facets(results: "Results", names: "Names", lang: "Language", console: Any) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    table.add_column("facet", style="dim")
    table.add_column("value")
    table.add_column("articles", justify="right")
    table.add_column("passages", justify="right")
    for facet, values in results.facets.items():
        for row, value in enumerate(values[:VALUES]):
            label = "  " * value.level + visible(names.label(facet, value.value, lang))
            chosen = "+ " if value.selected else "- " if value.excluded else ""
            name = facet if row == 0 else ""
            table.add_row(name, Text(chosen + label), str(value.articles), str(value.passages))
    console.print(table)


def print_selfcheck(finding: "SelfCheck") -> None:
    """Print recall, precision and every difference."""
    for difference in finding.differences:
        click.echo(visible(f"DIFFERS  {difference}"))
    click.echo(
        f"{finding.searches} searches and {finding.clicks} facet values against a scan of {finding.passages} "
        f"passages, seed {finding.seed}"
    )
    click.echo(f"recall {finding.recall:.6f}  precision {finding.precision:.6f}")
    click.echo(f"{len(finding.differences) or 'no'} differences")
