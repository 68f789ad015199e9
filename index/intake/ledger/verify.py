"""Do articles and ledger rebuild the source?

That is proved from the ledger and the article files alone: nothing of the import's own code is used, and
the source file need not be there. A text file comes back byte for byte, other formats as the text that was
extracted.

Every imported article belongs to one ledger: one that none or two claim is told. Decision: an article was
imported if its front matter has file and SHA-256 of a source and its id begins as the import makes ids, with
the name of that file. What a person wrote has an id of its own and needs no ledger, whatever source it names.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from index.corpus.articles import Article, read_article
from index.errors import ArticleError, LedgerError
from index.intake.ledger.account import TITLE, Ledger, text_digest, texts_of
from index.intake.ledger.files import ledgers, read_ledger
from index.intake.ledger.naming import slug

__all__ = ["Verdict", "ledgers", "rebuild", "verify", "verify_all"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a source: `state` is rebuilt, edited or failed, `edited` are ids of articles.

    The state of an imported article that no ledger claims is unclaimed, `file` is then its own file.
    """

    file: str
    state: str
    message: str = ""
    edited: tuple[str, ...] = ()
    characters: int = 0


def verify_all(folder: Path) -> Iterator[Verdict]:
    """Verify every source of a corpus; what cannot be read is a failed verdict, the rest go on."""
    claims: dict[str, Path] = {}
    for path in ledgers(folder):
        try:
            ledger = read_ledger(path)
        except LedgerError as error:
            yield Verdict(path.name, "failed", error.message)
            continue
        verdict = verify(ledger, folder)
        twice = [entry.id for entry in ledger.articles if claims.setdefault(entry.id, path) != path]
        if twice and verdict.state != "failed":
            told = ", ".join(f"{name} (also in {claims[name].name})" for name in twice)
            message = f"{path.name} claims what another ledger claims: {told}; move one of them away"
            verdict = replace(verdict, state="failed", message=message)
        yield verdict
    yield from _unclaimed(folder, claims)


def _unclaimed(folder: Path, claims: Container[str]) -> Iterator[Verdict]:
    """Yield a verdict for each article that was imported and that no ledger claims."""
    for path in sorted(folder.glob("*.md")):
        if path.stem in claims or path.name.startswith("."):
            continue
        try:
            article = read_article(path)
        except ArticleError:
            continue  # `jiansuo check` names it
        source = article.source
        if source.file and source.sha256 and article.id.startswith(f"{slug(source.file)}-"):
            message = (
                f"was imported from {source.file}, but no ledger claims it: import that again, delete the "
                "article, or take source: out of it to keep it as your own"
            )
            yield Verdict(path.name, "unclaimed", message)


def verify(ledger: Ledger, folder: Path) -> Verdict:
    """Rebuild one source and compare hashes and lengths."""
    name, size = ledger.source.file, ledger.source.characters
    articles: dict[int, Article] = {}
    for number, entry in enumerate(ledger.articles):
        try:
            articles[number] = read_article(folder / f"{entry.id}.md")
        except ArticleError as error:
            return Verdict(name, "failed", str(error))
    edited = tuple(
        entry.id
        for number, entry in enumerate(ledger.articles)
        if text_digest(articles[number]) != entry.text
    )
    if sum(ledger.fates().values()) != size:
        return Verdict(
            name, "failed", f"the fates add up to {sum(ledger.fates().values())} characters of {size}"
        )
    if edited:
        return Verdict(name, "edited", "edited by hand: " + ", ".join(edited), edited, size)
    try:
        text = rebuild(ledger, {number: texts_of(article) for number, article in articles.items()})
    except LedgerError as error:
        return Verdict(name, "failed", error.message)
    return Verdict(name, *_compare(ledger, text), characters=size)


def _compare(ledger: Ledger, text: str) -> tuple[str, str]:
    """Compare a rebuilt text with the hashes of the source."""
    source = ledger.source
    if sha256(text.encode("utf-8")).hexdigest() != source.text_sha256:
        return "failed", "the rebuilt text differs from the source"
    if source.encoding:
        raw = bytes.fromhex(source.bom) + text.encode(source.encoding)
        if len(raw) != source.bytes or sha256(raw).hexdigest() != source.sha256:
            return "failed", "the rebuilt bytes differ from the source"
        return "rebuilt", "byte for byte"
    return "rebuilt", "extracted text"


def rebuild(ledger: Ledger, articles: Mapping[int, Mapping[int, str]]) -> str:
    """Return the source text from the texts of its articles, each character used just once."""
    parts: list[str] = []
    used: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for span in ledger.spans:
        if span.literal:
            parts.extend(str(part) for part in span.run)
            continue
        text = articles[span.article].get(span.block)
        if text is None:
            raise LedgerError(ledger.path, 0, f"{ledger.articles[span.article].id} has no block {span.block}")
        at = span.offset
        for part in span.run:
            if isinstance(part, str):
                parts.append(part)
                continue
            if part < 0 and text[at : at - part].strip(" "):
                raise LedgerError(ledger.path, 0, "where a repair put a space, the article has text")
            if part > 0:
                parts.append(text[at : at + part])
            at += abs(part)
        used.setdefault((span.article, span.block), []).append((span.offset, at))
    _exhausted(ledger, articles, used)
    return "".join(parts)


def _exhausted(
    ledger: Ledger,
    articles: Mapping[int, Mapping[int, str]],
    used: Mapping[tuple[int, int], list[tuple[int, int]]],
) -> None:
    """Make sure that no article says anything its source does not, and nothing twice."""
    for number, entry in enumerate(ledger.articles):
        for block, text in articles[number].items():
            if block == TITLE and entry.made_title:
                continue
            at = 0
            for start, end in sorted(used.get((number, block), [])):
                if start != at:
                    raise LedgerError(
                        ledger.path,
                        0,
                        f"{entry.id}: characters {at} to {start} of block {block} have no single source",
                    )
                at = end
            if at != len(text):
                raise LedgerError(
                    ledger.path, 0, f"{entry.id}: block {block} has characters without a source"
                )
