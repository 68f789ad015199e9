"""At which address do programs find the description of the API?"""

from typing import Any

from flask import Blueprint, Response, request

from search.engine import Engine
from search.query.request import Query
from web.api.answering import answered
from web.api.faults import engine_here, handle_faults
from web.api.openapi.document import described
from web.language import language

__all__ = ["described_here", "described_views"]

described_views = Blueprint("described", __name__)
handle_faults(described_views)


@described_views.get("/openapi.json")
def openapi() -> Response:
    """Answer the description, its examples drawn from the corpus that is served."""
    return answered(described_here, parts=(request.script_root,))


def described_here() -> dict[str, Any]:
    """Return the description of the API of this application, in the language of the request."""
    article, passage = _shown(engine_here())
    return described(language(), root=request.script_root, article=article, passage=passage)


def _shown(engine: Engine) -> tuple[str, str]:
    """Return the newest article and a passage of it, "" where there is none."""
    for hit in engine.run(Query(size=1)).hits:
        return hit.article.id, next((passage.id for passage in hit.passages), "")
    return "", ""
