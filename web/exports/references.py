"""How are the articles of a search handed on to reference managers, each once?

The entries stand in the rows already, in the style of the format; a table that cites nothing has none.
"""

from collections.abc import Iterator

from web.exports.download import Download
from web.problems import Unanswered

__all__ = ["references"]


def references(download: Download) -> Iterator[bytes]:
    """Write the entry of each article. Raises Unanswered for a table without entries."""
    if not download.quoted:
        raise Unanswered("format-unfit")
    at = [column.name for column in download.columns].index(download.quoted[2])
    before = ""
    for row in download.rows:
        entry = str(row[at])
        if entry != before:
            yield entry.encode()
        before = entry
