"""Which passages did somebody choose, one by one, and which of them are there?

An anchor is article/passage. Those of an article stand together, so that formats that hold articles hold each
once.
"""

from functools import cache, partial

from search.backend import MatchedPassage, StoredArticle
from search.instruments.lines.passages import COLUMNS, PassageRows
from search.instruments.lines.rows import CHOSEN_MOST
from search.instruments.parameters import ParameterRefused
from search.instruments.table import Reading, Remark, Table
from search.messages import Message, say

__all__ = ["chosen"]

MESSAGES = (Message("chosen-unknown", "库里没有段落“{anchor}”。", 'The corpus has no passage "{anchor}".'),)


def chosen(reading: Reading) -> Table:
    """Return the passages of a list of anchors; remarks name those that are not there."""
    anchors = [*dict.fromkeys(line.strip() for line in reading.given["anchors"].splitlines() if line.strip())]
    if len(anchors) > CHOSEN_MOST:
        raise ParameterRefused(
            "instrument-lines",
            parameter="anchors",
            value=str(len(anchors)),
            choices=(str(CHOSEN_MOST),),
        )
    found, remarks = _found(reading, anchors)
    counts = {"passages": len(found), "articles": len({one.record.id for one in found})}
    return Table(
        reading.asked,
        COLUMNS,
        lambda: found,
        PassageRows(reading).row,
        counts | {"unknown": len(remarks)},
        quoted=("text", "link", "citation"),
        remarks=remarks,
        article=partial(reading.answers.article, query=None),
    )


def _found(reading: Reading, anchors: list[str]) -> tuple[list[MatchedPassage], list[Remark]]:
    """Return the passages that are there, those of an article together, and a remark on each other anchor."""
    article = cache(reading.answers.view.article)
    by_article: dict[str, list[MatchedPassage]] = {}
    remarks = []
    for line, anchor in enumerate(anchors, 1):
        name, _, passage = anchor.partition("/")
        if there := _passage(article(name), passage):
            by_article.setdefault(name, []).append(there)
        else:
            told = say(MESSAGES, "chosen-unknown", language=reading.language, values={"anchor": anchor})
            remarks.append(Remark("chosen-unknown", line, anchor, told))
    return [one for many in by_article.values() for one in many], remarks


def _passage(stored: StoredArticle | None, passage: str) -> MatchedPassage | None:
    """Return a passage of an article, None where it has none of this id."""
    for number, one in enumerate(stored.passages if stored else (), 1):
        if stored and one.id == passage:
            return MatchedPassage(stored.record, one, number)
    return None
