"""How is an index built on the command line, and how does it get into a cluster?"""

import sys
from typing import TYPE_CHECKING

import click

from web.cli.shell import PARTLY, fail, index_option

if TYPE_CHECKING:
    from index.opensearch.connection import Address

__all__ = ["index_command"]


@click.command("index")
@click.option(
    "--articles",
    "folders",
    multiple=True,
    default=["articles"],
    show_default=True,
    metavar="DIR",
    help="Folder of article files; repeatable.",
)
@index_option
@click.option("--rebuild", is_flag=True, help="Index every article anew.")
@click.option("--to", "to", metavar="URL", help="Publish the index to a cluster, too.")
@click.option(
    "--shards", type=click.IntRange(1, 1_024), metavar="N", help="Of a cluster: parts of the index."
)
@click.option(
    "--replicas", type=click.IntRange(0, 100), metavar="N", help="Of a cluster: copies of each part."
)
def index_command(
    folders: tuple[str, ...], index: str, to: str | None, shards: int | None, replicas: int | None,
    *, rebuild: bool,
) -> None:  # fmt: skip
    """Build the index of the articles, or update what changed.

    A broken article is named with file and line and left out, of a file or folder that cannot be read the
    articles stay as indexed before; the exit status is then 1. Without one good article the index stays as
    it was, and the exit status is 2.

    With --to URL the cluster is brought in line with the index: what changed is sent, and what was served
    there before is served until all is there. URL is like opensearch+https://host:9200,host2:9200/name.
    """
    from index.build.build import build
    from index.errors import NothingIndexed
    from web.cli.terminal import Bar, print_faults, print_report

    if not to and (shards or replicas is not None):
        fail("--shards and --replicas say how an index lies in a cluster: name it with --to URL")
    address = _reached(to) if to else None
    try:
        with Bar() as bar:
            report = build(folders, index, rebuild=rebuild, progress=bar.show)
    except NothingIndexed as error:
        print_faults(error.faults)
        raise
    print_report(report)
    if address:
        _publish(index, address, shards=shards, replicas=replicas, rebuild=rebuild)
    if report.faults:
        sys.exit(PARTLY)


def _reached(url: str) -> "Address":
    """Return the address of a cluster that answers, before hours go into what could not be sent."""
    from index.opensearch.connection import Address, connect

    address = Address.parse(url)
    connect(address).close()
    return address


def _publish(
    index: str, address: "Address", *, shards: int | None, replicas: int | None, rebuild: bool
) -> None:
    from index.opensearch.publishing.publish import publish
    from web.cli.terminal import Bar, print_publication

    with Bar() as bar:
        done = publish(index, address, shards=shards, replicas=replicas, rebuild=rebuild, progress=bar.show)
    print_publication(done, str(address))
