"""What does a request ask of the API beside its search, and does the reader's copy still hold?"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Response, request

from search.messages import Message, say
from web.api import serialise
from web.api.faults import json_answer
from web.delivery.freshness import answer_tag
from web.language import language
from web.problems import Unanswered

__all__ = ["Whole", "answered", "ignored"]

IGNORED = Message(
    "parameter-ignored", "没有参数“{name}”，已忽略。", 'There is no parameter "{name}"; it was ignored.'
)


@dataclass(frozen=True, slots=True)
class Whole:
    """A parameter that is a whole number in [least, most], and `usual` where it is not asked for."""

    name: str
    usual: int
    least: int
    most: int

    def asked(self) -> int:
        """Return the number from the address. Raises Unanswered outside its range."""
        text = request.args.get(self.name) or str(self.usual)
        if not re.fullmatch(r"[0-9]{1,9}", text) or not self.least <= int(text) <= self.most:
            raise Unanswered("parameter-range", parameter=self.name, low=self.least, high=self.most)
        return int(text)


def ignored(known: Sequence[str]) -> list[serialise.Body]:
    """Return a notice for each unknown parameter, lest a misspelt filter pass for one that was applied."""
    unknown = [name for name in request.values if name not in known][:20]
    return [
        {
            "code": IGNORED.code,
            "message": say((IGNORED,), IGNORED.code, language=language(), values={"name": name}),
            "span": None,
        }
        for name in unknown
    ]


def answered(
    body: Callable[[], serialise.Body],
    *,
    other: Callable[[], Response] | None = None,
    parts: Sequence[str] = (),
) -> Response:
    """Answer 304 where the reader's copy still holds, else the body with its tag, or another answer.

    `If-None-Match: *` holds for whatever there is, so that the body must be made to know; `parts` are what
    the answer depends on beside its address. What was asked by POST has no address that could be asked again:
    nobody keeps it.
    """
    if request.method == "POST":
        sent = other() if other else json_answer(body())
        sent.headers["Cache-Control"] = "no-store"
        return sent
    tag, copies = answer_tag(*parts), request.if_none_match
    made = None
    if copies.star_tag or not copies.contains_weak(tag):
        made = other() if other else json_answer(body())
    response = made if made and not copies.star_tag else Response(status=304)
    response.set_etag(tag)
    response.headers["Cache-Control"] = "public, no-cache"
    return response
