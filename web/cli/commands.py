"""What can be done on the command line?

Every command parses, calls and prints; `web.cli.shell` says how it ends. Heavy modules are imported by the
command that needs them, so that help is instant.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from web.cli.instruments.commands import elsewhere
from web.cli.shell import (
    DONE,
    INDEX,
    PARTLY,
    Commands,
    SearchCommand,
    engine_option,
    fail,
    index_option,
    written_arguments,
)
from web.cli.streams import write_json

if TYPE_CHECKING:
    from search.messages import Language

__all__ = ["main"]

ELSEWHERE = {
    "bundle": ("web.cli.receipts", "bundle_command", "Write all that replicates a search into one archive."),
    "check": ("web.cli.checking", "check_command", "Check article files, or an index."),
    "index": (
        "web.cli.indexing",
        "index_command",
        "Build the index of the articles, or update what changed.",
    ),
    "import": ("web.cli.importing", "import_command", "Turn raw files into articles with a ledger."),
    "ledger": ("web.cli.importing", "ledger_group", "Ask where every character of a source went."),
    "replay": ("web.cli.receipts", "replay_command", "Run a receipt, or all receipts of a bundle, again."),
    "save": ("web.cli.receipts", "save_command", "Keep a search in a corpus and print its short address."),
    "selfcheck": (
        "web.cli.checking",
        "selfcheck_command",
        "Compare the index with a plain scan of every passage.",
    ),
}


def _version(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 click's order
    if value and not ctx.resilient_parsing:
        from web.release import release

        click.echo(f"jiansuo {release()}")
        ctx.exit()


@click.group(cls=Commands, elsewhere=ELSEWHERE | elsewhere(), context_settings={"max_content_width": 100})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version."
)
def main() -> None:
    """Full-text search over Chinese articles.

    Exit status: 0 done, 1 done in part or nothing found, 2 bad input or nothing done.
    """


@main.command("search", cls=SearchCommand, context_settings={"ignore_unknown_options": True})
@click.argument("query", nargs=-1)
@click.option("--mode", metavar="MODE", help="exact (the default), all or any: how the words of a run count.")
@click.option("--sort", metavar="ORDER", help="relevance (the default), newest, oldest or title.")
@click.option("--page", metavar="N", help="Page, from 1.")
@click.option("--size", metavar="N", help="Articles on a page, 1 to 100, 10 by default.")
@click.option("--mentioned", is_flag=True, help="Count regions that are only mentioned, too.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of labels and messages.")
@click.option("--json", "as_json", is_flag=True, help="Print what the JSON API answers.")
@index_option
@engine_option
def search_command(
    query: tuple[str, ...], index: str, engine: str, lang: "Language | None", *, as_json: bool, **options: Any
) -> None:
    """Search for QUERY, written in the query language of the help page.

    QUERY may begin with a minus. Options of a facet are repeatable, and a value that begins with a minus is
    left out: --region 四川省 --region -511000. The exit status is 1 if nothing is found.
    """
    from search.errors import SearchError
    from search.remote.opening import open_engine
    from web.api.serialise import search_body, to_json
    from web.params import from_arguments
    from web.problems import problem_body, problem_of

    try:
        searched = open_engine(engine or index)
        results = searched.run(from_arguments(written_arguments(" ".join(query), options)))
    except SearchError as error:
        if as_json:
            write_json(to_json(problem_body(problem_of(error, lang or "zh"))).decode())
        fail(error.text(lang or "en"))
    if as_json:
        write_json(to_json(search_body(results, searched.names, lang or "zh")).decode())
    else:
        from web.cli.terminal import print_results

        print_results(results, searched.names, lang or "zh")
    sys.exit(DONE if results.hits else PARTLY)


@main.command("cite")
@click.argument("passage", metavar="ARTICLE[#PASSAGE]")
@click.option(
    "--style", default="", metavar="STYLE",
    help="gb7714-2025 (the default), gb7714-2015, chicago, apa, bibtex, ris or csl.",
)  # fmt: skip
@click.option(
    "--site",
    default="",
    metavar="URL",
    help="Address that permanent links begin with; without it none is given.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what the JSON API answers.")
@index_option
@engine_option
def cite_command(passage: str, style: str, site: str, index: str, engine: str, *, as_json: bool) -> None:
    """Print how an article, or one of its passages, is cited."""
    from search.remote.opening import open_engine
    from web.api.citing import cite_body, styles_asked
    from web.api.serialise import to_json
    from web.citations.styles import ENTRIES

    styles = styles_asked(style or ("" if as_json else ENTRIES[0].name))
    article, _, anchor = passage.partition("#")
    told = cite_body(open_engine(engine or index), article, anchor, styles=styles, site=site.rstrip("/"))
    if as_json:
        write_json(to_json(told).decode())
    else:
        click.echo(told["citations"][0]["text"].rstrip("\n"))


@main.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.option(
    "--trusted-host",
    "trusted",
    multiple=True,
    metavar="NAME",
    help="Host name that is answered; repeatable, needed for a --host others can reach.",
)
@click.option(
    "--site", default="", metavar="URL", help="Address that permanent links begin with, if it is another."
)
@click.option("--review", is_flag=True, help="Let doubtful text be reviewed at /review, from this machine.")
@click.option("--articles", "folder", metavar="DIR", help="Folder of the imported articles to review.")
@click.option(
    "--review-token", "token", default="", envvar="JIANSUO_REVIEW_TOKEN", metavar="TOKEN",
    help="Let whoever has it review from elsewhere; 16 characters or more.",
)  # fmt: skip
@click.option(
    "--validations", metavar="FILE", help="What was found of the corpus and its index, for the page /about."
)
@click.option(
    "--saved", default="", metavar="FILE", help="Searches that /s/CODE leads to; a button here adds some."
)
@click.option(
    "--kept", default=32, show_default=True, envvar="JIANSUO_KEPT", metavar="MB",
    type=click.IntRange(0, 100_000), help="Answers that each of two workers keeps for those who ask again.",
)  # fmt: skip
@index_option
@engine_option
def serve_command(  # noqa: PLR0913 click hands over each option
    host: str, port: int, trusted: tuple[str, ...], site: str, index: str, engine: str, folder: str | None,
    token: str, *, validations: str | None, saved: str, review: bool, kept: int,
) -> None:  # fmt: skip
    """Serve pages and the JSON API until Ctrl-C.

    An index that is built meanwhile is picked up without a restart.
    """
    from index.corpus.validations import read_findings
    from web.review.desk import Desk, desk_fault
    from web.server.serving import Address, serve

    address = Address(host, port, trusted)
    if not address.loopback and not trusted:
        fail(f"{host} can be reached by others: name the hosts to answer with --trusted-host NAME")
    desk = None
    if folder and not review:
        fail("--articles names what --review lets you review: give both, or neither")
    if review:
        fault = desk_fault(folder, token)
        if fault or folder is None:
            fail(fault)
        desk = Desk(Path(folder), "" if index == INDEX else index, token)
    found = read_findings(validations) if validations else None
    if saved:
        from web.receipts.saved import saved_searches

        saved_searches(saved)  # what cannot be read is told now
    serve(address, engine or index, site=site, desk=desk, kept=kept, findings=found, saved=saved)
