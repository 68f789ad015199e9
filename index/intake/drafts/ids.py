"""Which id does an article get, and does it keep it?

An id is the source's name in ASCII and six digits of a digest of the article's first words. On a new import
an article takes the id of the former one with which it shares most of its text, so that an article inserted
before it or a mended sentence changes no link.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from types import MappingProxyType

from index.corpus.articles import Article
from index.corpus.passages import digest
from index.intake.drafts.draft import Draft
from index.intake.ledger.account import text_digest
from index.intake.ledger.naming import slug

__all__ = ["assign"]

COMMON = 20  # former articles that hold a text, from which on it tells none from the others


def assign(
    drafts: list[Draft],
    source: str,
    *,
    former: Mapping[str, Article] = MappingProxyType({}),
    lost: Mapping[str, str] = MappingProxyType({}),
    taken: Callable[[str], bool] = lambda _: False,
) -> list[str]:
    """Return an id for each draft.

    `former` are the articles this source had, `lost` the ids of those whose files are gone, by digest of
    their texts; `taken` tells whether an id is another's.
    """
    used: set[str] = set()
    ids = [""] * len(drafts)
    again = [
        (number, lost.get(text_digest(draft), "")) for number, draft in enumerate(drafts if lost else ())
    ]
    shared = sorted(_shared(drafts, former), key=lambda pair: (-pair[0], pair[1], pair[2]))
    for number, known in again + [(number, known) for _, number, known in shared]:
        if known and not ids[number] and known not in used and not taken(known):
            ids[number] = known
            used.add(known)
    start = slug(source)
    last: Counter[str] = Counter()
    for number, draft in enumerate(drafts):
        if not ids[number]:
            ids[number] = _new(draft, start, last, lambda name: name in used or taken(name))
            used.add(ids[number])
    return ids


def _shared(drafts: list[Draft], former: Mapping[str, Article]) -> list[tuple[int, int, str]]:
    """Return amount of shared text, number of the draft and former id for each pair that shares any.

    Text that more than `COMMON` former articles hold tells none from the others: there the first draft goes
    with the first of them, the second with the second.
    """
    where: dict[str, list[tuple[str, int]]] = {}
    for known, article in former.items():
        for text in (article.title, *(block.text for block in article.blocks)):
            where.setdefault(digest(text), []).append((known, len(text)))
    found: list[tuple[int, int, str]] = []
    met: Counter[str] = Counter()
    for number, draft in enumerate(drafts if former else ()):
        shared: Counter[str] = Counter()
        for text in {draft.title, *draft.texts}:
            holders = where.get(name := digest(text), [])
            if len(holders) > COMMON:
                holders = holders[met[name] : met[name] + 1]
                met[name] += 1
            for known, size in holders:
                shared[known] += size
        found += [(amount, number, known) for known, amount in shared.items()]
    return found


def _new(draft: Draft, start: str, last: Counter[str], taken: Callable[[str], bool]) -> str:
    """Return an id nobody has; `last` counts, by the first words, the numbers that were tried."""
    first = draft.lead[:200] if draft.made_title else draft.title
    base = f"{start}-{digest(first)[:6]}"
    while True:
        last[base] += 1
        name = f"{base}-{last[base]}" if last[base] > 1 else base
        if not taken(name):
            return name
