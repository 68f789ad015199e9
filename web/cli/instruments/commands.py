"""What can be asked of the instruments on the command line? A command for each row of the registry.

`jiansuo export` is the same for the passages that a search finds.
"""

import sys
from codecs import BOM_UTF8
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from search.instruments.instrument import Instrument
from search.instruments.parameters import Parameter
from search.instruments.registry import INSTRUMENTS, PASSAGES
from web.cli.instruments.writing import PASSAGES as WRITTEN
from web.cli.instruments.writing import write_table, written_options
from web.cli.shell import (
    DONE,
    PARTLY,
    SearchCommand,
    complain,
    engine_option,
    fail,
    index_option,
    written_arguments,
)
from web.cli.streams import write_json

if TYPE_CHECKING:
    from search.engine import Engine
    from search.instruments.table import Table
    from search.messages import Language

__all__ = ["elsewhere", "take_lists"]

HERE = "web.cli.instruments.commands"
EXPORT = "export"
ENDINGS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".yaml": "yaml",
    ".yml": "yaml",
}  # of files that say how they are written
SAMPLED = "sample"
PROJECT = "qdpx"
TARGETS = ("generic", "maxqda", "atlas", "nvivo")  # of web.exports.qda.targets, which help need not load
JUDGED = (
    click.option(
        "--judged", multiple=True, metavar="FILE",
        help="Say what the answers in FILE come to; repeat it for the other coder. FILE names the sample.",
    ),
    click.option("--into", metavar="DIR", help="With --judged: keep what was found in this corpus."),
)  # fmt: skip


def elsewhere() -> dict[str, tuple[str, str, str]]:
    """Return the commands as `web.cli.shell.Commands` lists them."""
    rows = {row.name: (HERE, row.name, row.hint) for row in INSTRUMENTS}
    return rows | {EXPORT: (HERE, EXPORT, PASSAGES.hint)}


def __getattr__(name: str) -> click.Command:
    """Return the command of an instrument, or the one that exports, made when it is asked for."""
    if name == EXPORT:
        return _export()
    for row in INSTRUMENTS:
        if row.name == name:
            return _command(row)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _command(instrument: Instrument) -> click.Command:
    """Return the command of an instrument: options of a search, its own, and how the table is printed."""
    own = [_option(row) for row in instrument.parameters]
    if instrument.name == SAMPLED:
        own += JUDGED
    options = (
        click.argument("query", nargs=-1),
        click.option("--mode", metavar="MODE", help="exact (the default), all or any: how runs count."),
        click.option("--mentioned", is_flag=True, help="Count regions that are only mentioned, too."),
        *own,
        *written_options("txt"),
        click.option("--json", "as_json", is_flag=True, help="Print a page as the JSON API answers it."),
        click.option("--page", metavar="N", help="Page of --json, from 1."),
        click.option("--size", metavar="N", help="Rows on a page of --json, 1 to 1000, 100 by default."),
        click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of labels and messages."),
        index_option,
        engine_option,
    )
    return _made(instrument.name, _printing(instrument), options)


def _export() -> click.Command:
    """Return the command that writes the passages of a search."""
    options = (
        click.argument("query", nargs=-1),
        click.option("--mode", metavar="MODE", help="exact (the default), all or any: how runs count."),
        click.option("--mentioned", is_flag=True, help="Count regions that are only mentioned, too."),
        *written_options("csv", WRITTEN),
        click.option(
            "--for",
            "target",
            type=click.Choice(TARGETS),
            help="Program that a project (qdpx) is for: it counts line breaks its own way. "
            "generic unless given; maxqda, atlas and nvivo are untested.",
        ),
        click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of labels and messages."),
        index_option,
        engine_option,
    )
    return _made(EXPORT, _exporting, options)


def _made(name: str, function: Any, options: tuple[Callable[[Any], Any], ...]) -> click.Command:
    """Return a command with its options, in their order."""
    for option in reversed(options):
        function = option(function)
    settings = {"ignore_unknown_options": True}
    return click.command(name, cls=SearchCommand, context_settings=settings)(function)


def _option(row: Parameter) -> Callable[[Any], Any]:
    """Return the option of a parameter."""
    told = row.en
    if row.offered:
        told += f": {', '.join(row.offered)}"
    elif isinstance(row.usual, int):
        told += f", {row.low} to {row.high}"
    if row.usual != "":
        told += f"; {row.usual} unless given"
    if row.long:
        told += " of a file, or of - for standard input: lines, CSV or YAML"
    kind = "FILE" if row.long else "N" if isinstance(row.usual, int) else "VALUE"
    return click.option(
        f"--{row.name.replace('_', '-')}",
        metavar=kind,
        multiple=bool(row.several),
        help=f"{told}.",
    )


def _printing(instrument: Instrument) -> Callable[..., None]:
    """Return the function behind the command of an instrument."""

    def run(query: tuple[str, ...], lang: "Language | None", **options: Any) -> None:
        _run(instrument, " ".join(query), lang or "zh", options)

    run.__doc__ = (
        f"{instrument.hint}\n\nQUERY, its mode and its filters are those of a search. "
        "The exit status is 1 if there is no row, or a line of a list was left out."
    )
    return run


def _exporting(query: tuple[str, ...], lang: "Language | None", **options: Any) -> None:
    """Write every passage that a search finds, with its article, link and citation.

    There are as many rows as the search has passages. The exit status is 1 if there is none.
    """
    from search.errors import SearchError
    from search.remote.opening import open_engine
    from web.params import from_arguments

    index, engine = (options.pop(name) for name in ("index", "engine"))
    handed = {name: options.pop(name) for name in ("form", "output", "site", "receipt")}
    target = options.pop("target")
    if target and (handed["form"] or Path(handed["output"] or "").suffix[1:].lower()) != PROJECT:
        fail(f"--for {target} is of projects: name --format {PROJECT}")
    if target and target != TARGETS[0]:
        handed["form"] = f"{PROJECT}-{target}"
    try:
        searched = open_engine(engine or index)
        table = searched.passages(
            from_arguments(written_arguments(" ".join(query), options)), lang=lang or "zh"
        )
        sys.exit(DONE if write_table(table, searched, lang or "zh", usual="csv", **handed) else PARTLY)
    except SearchError as error:
        fail(error.text(lang or "en"))


def _run(instrument: Instrument, text: str, lang: "Language", options: dict[str, Any]) -> None:
    """Print the table of an instrument."""
    from search.errors import SearchError
    from search.remote.opening import open_engine
    from web.api.serialise import to_json
    from web.api.tables import table_body
    from web.links import Links
    from web.params import instrument_arguments
    from web.problems import problem_body, problem_of

    index, engine, as_json = (options.pop(name) for name in ("index", "engine", "as_json"))
    handed = {name: options.pop(name) for name in ("form", "output", "site", "receipt")}
    judged, into = options.pop("judged", ()), options.pop("into", None)
    try:
        take_lists(instrument, options)
        searched = open_engine(engine or index)
        if judged:
            table = _judged(searched, judged, into, lang, receipt=handed["receipt"])
            sys.exit(DONE if write_table(table, searched, lang, usual="txt", **handed) else PARTLY)
        asked = instrument_arguments(instrument, written_arguments(text, options))
        table = searched.instrument(instrument.name, asked.query, lang=lang, **asked.parameters)
        for remark in table.remarks:
            complain(remark.message)
        if as_json:
            body = table_body(table, asked, Links(), lang)
            write_json(to_json(body).decode())
            some = bool(body["total"])
        else:
            some = write_table(table, searched, lang, usual="txt", **handed)
        sys.exit(DONE if some and not table.remarks else PARTLY)
    except SearchError as error:
        if as_json:
            write_json(to_json(problem_body(problem_of(error, lang))).decode())
        fail(error.text(lang))


def _judged(
    engine: "Engine", judged: tuple[str, ...], into: str | None, lang: "Language", *, receipt: bool
) -> "Table":
    from web.cli.checking import counted_answers

    if receipt:
        fail("--receipt is of what can be run again, so not of what was --judged")
    return counted_answers(engine, judged, into, lang)


def take_lists(instrument: Instrument, options: dict[str, Any]) -> None:
    """Put the texts of files in the place of their names. Raises what `_listed` does."""
    for row in instrument.parameters:
        if row.long and (name := options.get(row.name)):
            options[row.name] = _listed(name, row)
            options["read_as"] = options["read_as"] or ENDINGS.get(Path(name).suffix.lower())


def _listed(name: str, row: Parameter) -> str:
    """Return the text of a file that lists something, or of standard input. Raises SourceError, OSError."""
    from index.intake.sources.encodings import decode

    many = 4 * row.most + len(BOM_UTF8)  # bytes of a character at most
    if name == "-":
        raw = sys.stdin.buffer.read(many + 1)
    else:
        with Path(name).open("rb") as file:
            raw = file.read(many + 1)
    if len(raw) > many:
        raise row.too_long()
    return decode(raw, Path(name)).text
