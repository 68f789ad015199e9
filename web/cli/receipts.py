"""How are receipts run again, searches saved, and bundles made on the command line?"""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

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
    from search.instruments.table import Asked
    from search.messages import Language

__all__ = ["bundle_command", "replay_command", "save_command"]

LISTS = ("concepts", "queries")  # parameters that come of a file
settings = {"ignore_unknown_options": True}
mode_option = click.option("--mode", metavar="MODE", help="exact (the default), all or any: how runs count.")
mentioned_option = click.option(
    "--mentioned", is_flag=True, help="Count regions that are only mentioned, too."
)
lang_option = click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of labels and messages.")
concepts_option = click.option("--concepts", metavar="FILE", help="List of concepts, for a panel.")
queries_option = click.option("--queries", metavar="FILE", help="List of queries, for a batch.")


@click.command("replay")
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print what the JSON API answers, with every change.")
@lang_option
@index_option
@engine_option
def replay_command(file: str, index: str, engine: str, lang: "Language | None", *, as_json: bool) -> None:
    """Run a receipt, or all receipts of a bundle, again.

    Says what is found now, which passages came and went and why, and what else differs. The exit status is 0
    if all is the same, 1 if something differs, 2 if FILE cannot be read.
    """
    from search.remote.opening import open_engine
    from web.api.serialise import to_json
    from web.receipts.asking import replayed
    from web.receipts.bundle import receipts_in
    from web.receipts.replays import replay_body, replay_lines

    receipts = receipts_in(file)
    searched = open_engine(engine or index)
    same = True
    for receipt in receipts:
        told = replayed(searched, receipt)
        same &= told.same
        if as_json:
            write_json(to_json(replay_body(told, lang or "zh")).decode())
        else:
            from web.cli.terminal import say

            for line in replay_lines(told, lang or "zh"):
                say(line)
    sys.exit(DONE if same else PARTLY)


@click.command("save", cls=SearchCommand, context_settings=settings)
@click.argument("query", nargs=-1)
@mode_option
@click.option("--sort", metavar="ORDER", help="relevance (the default), newest, oldest or title.")
@mentioned_option
@click.option("--table", "table", metavar="NAME?PARAMETERS", help="Save a table of it, as collocates?left=3.")
@concepts_option
@queries_option
@click.option("--into", required=True, metavar="DIR", help="Folder of the corpus that keeps it.")
@index_option
@engine_option
def save_command(
    query: tuple[str, ...], table: str | None, into: str, index: str, engine: str, **options: Any
) -> None:
    """Keep a search in a corpus and print its short address.

    A server that was started with --saved DIR/searches.jsonl leads from there to what is found then. The same
    search has the same address, however it is typed.
    """
    from search.remote.opening import open_engine
    from web.receipts.saved import FILE, save_search

    lists = {name: options.pop(name) for name in LISTS}
    asked = _asked(" ".join(query), table or "", lists, options)
    day = date.today().isoformat()  # noqa: DTZ011 the day here
    kept = save_search(open_engine(engine or index), asked, Path(into) / FILE, day=day)
    click.echo(f"/s/{kept.code}")


@click.command("bundle", cls=SearchCommand, context_settings=settings)
@click.argument("query", nargs=-1)
@mode_option
@mentioned_option
@click.option(
    "--table", "tables", multiple=True, metavar="NAME?PARAMETERS",
    help="Put a table of it in, as collocates?left=3; repeatable.",
)  # fmt: skip
@concepts_option
@queries_option
@click.option("-o", "--output", required=True, metavar="FILE", help="Write there, whole or not at all.")
@click.option("--site", default="", metavar="URL", help="Address that links in the rows begin with.")
@lang_option
@index_option
@engine_option
def bundle_command(
    query: tuple[str, ...], tables: tuple[str, ...], output: str, site: str, index: str, engine: str,
    lang: "Language | None", **options: Any,
) -> None:  # fmt: skip
    """Write all that replicates a search into one archive.

    Passages and tables with a codebook, lists, receipts, a log and versions; jiansuo replay FILE runs it
    again anywhere.
    """
    from index.durable import write_whole_bytes
    from search.remote.opening import open_engine
    from web.receipts.bundle import Bundle, bundled

    lists = {name: options.pop(name) for name in LISTS}
    text = " ".join(query)
    asked = [_asked(text, table, lists, options) for table in ("", *tables)]
    made = Bundle(open_engine(engine or index), asked, lang or "zh", site.rstrip("/"))
    write_whole_bytes(Path(output), bundled(made))


def _asked(text: str, table: str, lists: dict[str, str | None], options: dict[str, Any]) -> "Asked":
    """Return a search, or the table of it that is named with its parameters. Raises SearchError."""
    from urllib.parse import parse_qsl

    from search.instruments.registry import instrument_named
    from web.cli.instruments.commands import take_lists
    from web.receipts.asking import asked_of

    pairs = [*written_arguments(text, options)]
    if not table:
        return asked_of(pairs)
    name, _, given = table.partition("?")
    row = instrument_named(name)
    names = {one.name for one in row.parameters}
    asked = parse_qsl(given)
    if unknown := [key for key, _ in asked if key not in names]:
        fail(f"{name} has no parameter {unknown[0]}: there are {', '.join(sorted(names))}")
    own: dict[str, Any] = {"read_as": dict(asked).get("read_as")} | lists
    own = {key: value for key, value in own.items() if key in names}
    take_lists(row, own)
    taken = [(key, value) for key, value in own.items() if value and key not in dict(asked)]
    return asked_of([*pairs, *asked, *taken, ("instrument", name)])
