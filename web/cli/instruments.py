"""What can be asked of the instruments on the command line? A command for each row of the registry."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from search.instruments.instrument import Instrument
from search.instruments.parameters import Parameter
from search.instruments.registry import INSTRUMENTS
from web.cli.shell import (
    DONE,
    PARTLY,
    SearchCommand,
    engine_option,
    fail,
    index_option,
    written_arguments,
)
from web.cli.streams import write_json

if TYPE_CHECKING:
    from search.messages import Language

__all__ = ["elsewhere"]

HERE = "web.cli.instruments"
FORMATS = ("txt", "csv", "csv-bare", "jsonl")


def elsewhere() -> dict[str, tuple[str, str, str]]:
    """Return the commands as `web.cli.shell.Commands` lists them."""
    return {row.name: (HERE, row.name, row.hint) for row in INSTRUMENTS}


def __getattr__(name: str) -> click.Command:
    """Return the command of an instrument, made when it is asked for."""
    for row in INSTRUMENTS:
        if row.name == name:
            return _command(row)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _command(instrument: Instrument) -> click.Command:
    """Return the command of an instrument: options of a search, its own, and how the table is printed."""
    own = [_option(row) for row in instrument.parameters]
    options = (
        click.argument("query", nargs=-1),
        click.option("--mode", metavar="MODE", help="exact (the default), all or any: how runs count."),
        click.option("--mentioned", is_flag=True, help="Count regions that are only mentioned, too."),
        *own,
        click.option(
            "--format", type=click.Choice(FORMATS), default="txt", show_default=True,
            help="How all rows are printed.",
        ),
        click.option("--json", "as_json", is_flag=True, help="Print a page as the JSON API answers it."),
        click.option("--page", metavar="N", help="Page of --json, from 1."),
        click.option("--size", metavar="N", help="Rows on a page of --json, 1 to 1000, 100 by default."),
        click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of labels and messages."),
        index_option,
        engine_option,
    )  # fmt: skip
    function: Any = _printing(instrument)
    for option in reversed(options):
        function = option(function)
    settings = {"ignore_unknown_options": True}
    return click.command(instrument.name, cls=SearchCommand, context_settings=settings)(function)


def _option(row: Parameter) -> Callable[[Any], Any]:
    """Return the option of a parameter."""
    told = row.en
    if row.offered:
        told += f": {', '.join(row.offered)}"
    elif isinstance(row.usual, int):
        told += f", {row.low} to {row.high}"
    if row.usual != "":
        told += f"; {row.usual} unless given"
    number = isinstance(row.usual, int)
    return click.option(
        f"--{row.name.replace('_', '-')}",
        metavar="N" if number else "VALUE",
        multiple=bool(row.several),
        help=f"{told}.",
    )


def _printing(instrument: Instrument) -> Callable[..., None]:
    """Return the function behind the command of an instrument."""

    def run(query: tuple[str, ...], lang: "Language | None", **options: Any) -> None:
        _run(instrument, " ".join(query), lang or "zh", options)

    run.__doc__ = (
        f"{instrument.hint}\n\nQUERY, its mode and its filters are those of a search. "
        "The exit status is 1 if there is no row."
    )
    return run


def _run(instrument: Instrument, text: str, lang: "Language", options: dict[str, Any]) -> None:
    """Print the table of an instrument."""
    from search.engine import open_engine
    from search.errors import SearchError
    from web.api.serialise import to_json
    from web.api.tables import table_body
    from web.links import Links
    from web.params import instrument_arguments
    from web.problems import problem_body, problem_of

    index, engine, as_json, form = (options.pop(name) for name in ("index", "engine", "as_json", "format"))
    try:
        searched = open_engine(engine or index)
        asked = instrument_arguments(instrument, written_arguments(text, options))
        table = searched.instrument(instrument.name, asked.query, lang=lang, **asked.parameters)
        if as_json:
            body = table_body(table, asked, Links(), lang)
            write_json(to_json(body).decode())
            sys.exit(DONE if body["total"] else PARTLY)
        sys.exit(DONE if _print(table, form, lang) else PARTLY)
    except SearchError as error:
        if as_json:
            write_json(to_json(problem_body(problem_of(error, lang))).decode())
        fail(error.text(lang))


def _print(table: Any, form: str, lang: "Language") -> bool:
    """Print all rows as they are found; tell whether there were any."""
    from web.exports.plain import plain_rows
    from web.exports.writers import writer_named
    from web.links import Links

    some = False

    def rows() -> Any:
        nonlocal some
        for row in plain_rows(table, Links(language=lang)):
            some = True
            yield row

    writer = writer_named(form)
    for piece in writer.write(table.columns, rows(), lang) if writer else ():
        click.echo(piece, nl=False)
    return some
