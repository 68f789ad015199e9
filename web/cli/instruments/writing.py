"""How are all rows of a table written: as they are found to standard output, or whole to a file?"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from web.cli.shell import fail
from web.cli.streams import write_bytes
from web.exports.writers import WRITERS, Writer, writer_named

if TYPE_CHECKING:
    from search.engine import Engine
    from search.instruments.table import Table
    from search.messages import Language
    from web.exports.plain import PlainRow

__all__ = ["PASSAGES", "write_table", "written_options"]

FORMATS = tuple(writer.name for writer in WRITERS if not writer.articles)
PASSAGES = tuple(writer.name for writer in WRITERS)  # formats of passages


def written_options(usual: str, formats: tuple[str, ...] = FORMATS) -> tuple[Callable[[Any], Any], ...]:
    """Return the options that say how all rows are written, and where."""
    return (
        click.option(
            "--format", "form", type=click.Choice(formats),
            help=f"How all rows are written; as the ending of FILE says, else {usual}, unless given.",
        ),
        click.option("-o", "--output", metavar="FILE", help="Write there, whole or not at all."),
        click.option("--site", default="", metavar="URL", help="Address that links in the rows begin with."),
        click.option("--receipt", is_flag=True, help="Write a receipt beside FILE: FILE.receipt.json."),
    )  # fmt: skip


def write_table(
    table: "Table", engine: "Engine", lang: "Language", *, usual: str, form: str | None, output: str | None,
    site: str, receipt: bool = False,
) -> bool:  # fmt: skip
    """Write all rows as they are found, with a `receipt` beside if asked; tell whether there were any."""
    from index.durable import write_whole_bytes
    from web.charts.drawing import alone
    from web.exports.download import download
    from web.links import Links

    some = False

    def rows(found: "Iterator[PlainRow]") -> "Iterator[PlainRow]":
        nonlocal some
        for row in _followed(table, found):
            some = True
            yield row

    writer = _writer(form, output, usual, receipt=receipt)
    some = writer.draws
    links = Links(site.rstrip("/"), lang)
    drawn = alone(table, links, engine)
    made = download(table, engine.names, links, drawn, style=writer.style, cut=engine.parts)
    pieces = writer.write(replace(made, rows=rows(iter(made.rows))))
    if output:
        write_whole_bytes(Path(output), pieces)
        _receipted(table, engine, lang, output if receipt else "")
    elif writer.binary:
        if sys.stdout.isatty():
            fail(f"{writer.name} is no text: name a file with -o FILE")
        write_bytes(pieces)
    else:
        for piece in pieces:
            click.echo(piece.decode(), nl=False)
    return some


def _receipted(table: "Table", engine: "Engine", lang: "Language", output: str) -> None:
    """Write the receipt of a table beside its file, none beside no file."""
    if not output:
        return
    from index.durable import write_whole_bytes
    from search.receipts.receipt import write_receipt
    from web.receipts.asking import receipt_of

    made = receipt_of(engine, table.asked, lang)
    if table.about and made.generation != table.about.generation:
        fail("the index was replaced meanwhile, so that file and receipt differ: write both again")
    write_whole_bytes(Path(f"{output}.receipt.json"), write_receipt(made))


def _followed(table: "Table", rows: "Iterator[PlainRow]") -> "Iterator[PlainRow]":
    """Yield rows, with a bar of their progress where somebody watches and they go elsewhere."""
    if table.expected is None or not sys.stderr.isatty() or sys.stdout.isatty():
        yield from rows
        return
    from web.cli.terminal import Bar

    with Bar() as bar:
        for number, row in enumerate(rows, 1):
            yield row
            bar.show(table.asked.instrument, number, table.expected)


def _writer(form: str | None, output: str | None, usual: str, *, receipt: bool) -> Writer:
    """Return what writes the format that is named, or else meant by the ending of a file."""
    if receipt and not output:
        fail("--receipt is written beside a file: name one with -o FILE")
    ending = Path(output or "").suffix.lstrip(".").lower()
    meant = next((writer.name for writer in WRITERS if writer.ending == ending), "")
    if output and not form and not meant:
        fail(f"{output}: no format has this ending; name one with --format")
    return writer_named(form or meant or usual) or WRITERS[0]
