"""What does JSON say of the articles of a page that are nearly the same as others of the search?"""

from search.engine import Engine
from search.messages import Language, Message, say
from search.results import Results
from web.api.serialise import Body
from web.limits import NEAR

__all__ = ["grouped_body"]

MANY = Message(
    "near-many",
    "段数超过 {limit}，没有找出近乎相同的文章；instruments/shared?per=groups 不设此限。",
    "More than {limit} passages were found; articles nearly the same were not looked for. "
    "instruments/shared?per=groups has no such limit.",
)


def grouped_body(body: Body, results: Results, engine: Engine, lang: Language) -> Body:
    """Return the answer to a search with both counts, and with the group of each article, None for none.

    Where too many passages were found for that, there are no counts and a notice that says so.
    """
    if results.total.passages > NEAR:
        message = say((MANY,), MANY.code, language=lang, values={"limit": f"{NEAR:,}"})
        notice = {"code": MANY.code, "message": message, "span": None}
        return body | {"groups": None, "notices": [*body["notices"], notice]}
    found = engine.grouping(results.query)
    members = {name: {"group": one.group, "articles": one.size} for name, one in found.of_article.items()}
    hits = [hit | {"near": members.get(hit["article"]["id"])} for hit in body["hits"]]
    return body | {"groups": {"articles": found.articles, "groups": found.groups}, "hits": hits}
