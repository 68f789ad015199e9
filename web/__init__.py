"""Turn results into pages, JSON and commands.

This package is the Flask application, the JSON API and the command line ``jiansuo``. It reads arguments, asks
``search`` or ``index`` and shows the answer; it holds no search logic. Nothing imports ``web``.
"""

TYPE_CHECKING = False  # typing's own would load it, and Ctrl-C is handled only once this package is there
if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask

    from index.corpus.validations import Findings
    from search.engine import Engine
    from web.review.desk import Desk
del TYPE_CHECKING

__all__ = ["create_app"]


def create_app(
    engine: "Engine",
    *,
    site: str = "",
    trusted_hosts: "Sequence[str]" = (),
    desk: "Desk | None" = None,
    findings: "Findings | None" = None,
    saved: str = "",
) -> "Flask":
    """Return the application over one engine.

    `site` is the address that permanent links begin with, without a slash at its end (default: the address
    asked for); `trusted_hosts` are the host names answered (default: all); `desk` is where a corpus is
    reviewed, `saved` the file of saved searches (default: none); `findings` are those that the page of
    methods shows. ``app.extensions["jiansuo"]`` is the engine.
    """
    from flask import Flask

    from web.limits import BODY_BYTES

    app = Flask(__name__, static_folder=None)
    app.config.update(
        SITE=site.rstrip("/"),
        FINDINGS=findings,
        SAVED=saved,
        TRUSTED_HOSTS=list(trusted_hosts) or None,
        MAX_CONTENT_LENGTH=BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=BODY_BYTES,
    )
    app.extensions["jiansuo"] = engine
    _furnish(app)
    if desk:
        _give_desk(app, desk)
    return app


def _furnish(app: "Flask") -> None:
    """Give an application its pages, its API, its language, headers and faults."""
    from web.api.instruments import instruments
    from web.api.openapi.views import described_views
    from web.api.views import api
    from web.delivery.assets import serve_assets
    from web.delivery.encoding import encode_answers
    from web.delivery.freshness import handle_freshness
    from web.discovery.views import discovery
    from web.language import speak
    from web.pages.basket import basket
    from web.pages.faults import handle_faults
    from web.pages.samples import samples
    from web.pages.views import pages
    from web.reading.views import reading
    from web.receipts.api import receipts_api
    from web.receipts.views import receipts
    from web.render import plain
    from web.security import secure

    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    speak(app, plain=plain)
    secure(app)
    encode_answers(app)
    handle_freshness(app)
    handle_faults(app)
    serve_assets(app)
    for blueprint in (pages, samples, basket, reading, discovery, receipts):
        app.register_blueprint(blueprint)
    for blueprint in (receipts_api, api, described_views):
        app.register_blueprint(blueprint, url_prefix="/api/v1")
    app.register_blueprint(instruments, url_prefix="/api/v1/instruments")


def _give_desk(app: "Flask", desk: "Desk") -> None:
    """Give an application the page on which a corpus is reviewed."""
    from web.review.views import review

    app.extensions["desk"] = desk
    app.register_blueprint(review)
