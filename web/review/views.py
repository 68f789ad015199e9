"""What is doubtful in an imported corpus, and what did a reviewer decide?

The one part of the site where POST writes, and it is there only if the server was started with a desk
(`web.review.desk`). A choice goes into the overrides file of the corpus and its source is imported again; the
index is brought up to date by a command that the page names.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from index.corpus.articles import Article, read_article
from index.corpus.passages import split
from index.errors import ArticleError, ImportBusy, IndexingError
from index.intake.ledger.account import Doubt
from index.intake.ledger.lookup import of_source
from index.intake.overrides import ROLES, Choice
from index.intake.review import Item, choose, doubts
from index.text.folding import squeeze
from web.language import gettext as _
from web.reading.sources import fate_label
from web.render import links_here, page
from web.review.desk import Desk
from web.review.words import reason_in_words, rule_in_words

__all__ = ["DoubtRow", "review"]

PAGE_SIZE = 20
ABOUT = 3  # what a form is about: source, block, the words it begins with
_BLANK = re.compile(r"\s*\n\s*")
DETAILS = {"relabel": ("role",), "move": ("to",), "split": ("what",), "join": ("what",)}

review = Blueprint("review", __name__)


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """A doubtful block as the page shows it: what it is about, signed, and the articles it could move to.

    The words come without the empty lines between them; `title` and `href` lead to where it stands; `rule`
    says what decided, "" where there are no words for it.
    """

    item: Item
    before: str
    source: str
    after: str
    reason: str
    rule: str
    confidence: int
    form: str
    title: str
    href: str
    articles: list[tuple[str, str]]


@review.before_request
def admit() -> None:
    """Refuse who is neither at this machine nor has the token."""
    if not _desk().admits(request):
        abort(403)


@review.after_request
def keep_nothing(response: Response) -> Response:
    """Let no browser and no proxy keep a page of the review."""
    response.headers["Cache-Control"] = "no-store"
    return response


@review.get("/review")
def show() -> Response:
    """Show what is doubtful, worst first."""
    return _listing(done=request.args.get("done", ""))


@review.post("/review")
def decide() -> AnyResponse:
    """Write a choice, import its source again, and go back to the list."""
    about = _desk().signed(request.form.get("form", ""))
    if about is None or len(about) != ABOUT:
        return _refused(_("表单不是本页发出的，或已过期。请重新打开校订页。"))
    choice = _choice(about)
    if choice.fault() or (choice.do == "move" and choice.to not in _ids(_desk().folder, choice.source)):
        return _refused(_("表单没有填全，什么也没有写入。"))
    try:
        with _desk().turn():
            outcome = choose(_desk().folder, choice)
    except ImportBusy:
        return _listing(409, done="busy")
    except IndexingError as error:
        current_app.logger.error("review: %s", error)  # noqa: TRY400 expected: a line without a trace
        return _listing(409, done="failed")
    kept = outcome.state == "unchanged" and outcome.message
    return redirect(_address(_number(), done="kept" if kept else "done"), 303)


def _listing(status: int = 200, *, done: str) -> Response:
    """Return one page of the list."""
    found = doubts(_desk().folder)
    last = max(1, -(-len(found) // PAGE_SIZE))
    number = min(_number(), last)
    shown = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return page(
        "review.html",
        status,
        rows=_rows(shown),
        total=len(found),
        number=number,
        before=_address(number - 1) if number > 1 else "",
        after=_address(number + 1) if number < last else "",
        action=links_here().page("/review"),
        token=request.values.get("token", ""),
        roles=[(role, fate_label(role)) for role in ROLES],
        command=_desk().command,
        done=done,
    )


def _rows(items: Iterable[Item]) -> list[DoubtRow]:
    """Return items with their reasons in words, what they are about, and the articles of their sources."""
    desk = _desk()
    rows = []
    known: dict[str, dict[str, Article]] = {}
    for item in items:
        if item.file not in known:
            known[item.file] = _articles(desk.folder, item.file)
        doubt, articles = item.doubt, known[item.file]
        own = articles.get(doubt.article)
        rows.append(
            DoubtRow(
                item,
                _BLANK.sub("\n", item.before),
                _BLANK.sub("\n", item.source),
                _BLANK.sub("\n", item.after),
                reason_in_words(doubt.reason),
                rule_in_words(doubt.rule),
                round(doubt.confidence * 100),
                desk.sign(item.file, doubt.block, doubt.text),
                own.title if own else doubt.article,
                links_here().article(doubt.article, passage=_passage(doubt, own) if own else ""),
                [(name, article.title) for name, article in articles.items() if name != doubt.article],
            )
        )
    return rows


def _articles(folder: Path, source: str) -> dict[str, Article]:
    """Return the articles of a source that can be read, by id; the check of the corpus names the others."""
    found = {}
    for name in _ids(folder, source):
        with suppress(ArticleError):
            found[name] = read_article(folder / f"{name}.md")
    return found


def _passage(doubt: Doubt, article: Article) -> str:
    """Return the passage that a doubtful block became or is a part of, "" for none."""
    words = squeeze(doubt.text)
    passages = split(article)
    same = (passage.id for passage in passages if passage.id == doubt.block)
    held = (passage.id for passage in passages if words and words in squeeze(passage.text))
    return next(same, "") or next(held, "")


def _choice(about: tuple[str, ...]) -> Choice:
    """Return what a form says; what it is about is signed, what is done is the reviewer's."""
    source, block, text = about
    given = "accept" if request.form.get("accept") else request.form.get("choice", "")
    do, _, detail = given.strip().partition(":")
    details = dict.fromkeys(DETAILS.get(do, ()), detail)
    if details.get("what") == "block" and do == "split":
        details["at"] = request.form.get("at", "").strip()
    return Choice(source, block, do, text=text, **details)


def _ids(folder: Path, source: str) -> list[str]:
    """Return the articles that came from a source."""
    found = of_source(folder, source)
    return list(found[0].articles) if found else []


def _refused(message: str) -> Response:
    return page("error.html", 400, message=message, position=None, choices=())


def _desk() -> Desk:
    desk: Desk = current_app.extensions["desk"]
    return desk


def _number() -> int:
    """Return the page asked for, 1 where it is none."""
    given = request.values.get("page", "")
    return max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 7 else 1


def _address(number: int, *, done: str = "") -> str:
    """Return the address of a page of the list, with the token that was given."""
    given = [("page", str(number)), ("token", request.values.get("token", "")), ("done", done)]
    return links_here().page("/review", [(name, value) for name, value in given if value])
