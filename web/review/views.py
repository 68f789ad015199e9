"""What is doubtful in an imported corpus, and what did a reviewer decide?

The one part of the site that takes POST, and it is there only if the server was started with a desk
(`web.review.desk`). A choice goes into the overrides file of the corpus and its source is imported again; the
index is brought up to date by a command that the page names.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from index.corpus.articles import read_article
from index.errors import ArticleError, ImportBusy, IndexingError
from index.intake.ledger.lookup import of_source
from index.intake.overrides import ACTIONS, ROLES, Choice
from index.intake.review import Item, choose, doubts
from web.language import gettext as _
from web.pages.sources import fate_label
from web.render import links_here, page
from web.review.desk import Desk

__all__ = ["DoubtRow", "review"]

PAGE_SIZE = 20

review = Blueprint("review", __name__)


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """A doubtful block as the page shows it; `forms` has the signed content of each form by action."""

    item: Item
    reason: str
    confidence: int
    forms: dict[str, str]
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
    if about is None:
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
    """Return items with their reasons in words, their forms, and the articles of their sources."""
    desk = _desk()
    rows = []
    known: dict[str, list[tuple[str, str]]] = {}
    for item in items:
        if item.file not in known:
            known[item.file] = [(name, _title(desk.folder, name)) for name in _ids(desk.folder, item.file)]
        doubt = item.doubt
        forms = {do: desk.sign(do, item.file, doubt.block, doubt.text) for do in ACTIONS}
        others = [article for article in known[item.file] if article[0] != doubt.article]
        rows.append(DoubtRow(item, _reason(doubt.reason), round(doubt.confidence * 100), forms, others))
    return rows


def _choice(about: tuple[str, ...]) -> Choice:
    """Return what a form says; what it is about is signed, only details are the reviewer's."""
    do, source, block, text = about
    details = {"relabel": ("role",), "move": ("to",), "split": ("what", "at"), "join": ("what",)}
    given = {name: request.form.get(name, "").strip() for name in details.get(do, ())}
    if given.get("what") == "article":
        given.pop("at", None)
    return Choice(source, block, do, text=text, **given)


def _ids(folder: Path, source: str) -> list[str]:
    """Return the articles that came from a source."""
    found = of_source(folder, source)
    return list(found[0].articles) if found else []


def _title(folder: Path, name: str) -> str:
    """Return the title of an article, its id where the file cannot be read."""
    try:
        return read_article(folder / f"{name}.md").title
    except ArticleError:
        return name


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


def _reason(reason: str) -> str:
    words: dict[str, str] = {
        "torn-characters": _("拆散的字"),
        "heading": _("像小标题，不能确定"),
        "title": _("像标题，不能确定"),
        "subtitle": _("像副标题，不能确定"),
        "caption": _("像图注，不能确定"),
        "fragment": _("句子不完整"),
        "interrupted": _("文章中断后似又接上"),
        "sentence-broken-off": _("句子断了，没有下文"),
        "characters-between-lines": _("行间夹着别的字"),
        "title-missing": _("没有标题"),
        "stray-letters": _("词中夹着别种文字的字母"),
        "one-for-dash": _("“一”或为破折号"),
        "half-width-punctuation": _("中文里的半角标点"),
    }
    return words.get(reason, reason)
