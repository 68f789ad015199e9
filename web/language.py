"""In which language is a page?

Chinese, unless the address says `lang=en`; no cookie, no guess from the browser, so that one address is
always one page. Texts are written in Chinese where they stand, `translations/en` holds the English.
"""

from flask import Flask, request
from flask_babel import Babel

from search.messages import Language

__all__ = ["language", "speak"]


def language() -> Language:
    """Return the language of the request."""
    return "en" if request.args.get("lang") == "en" else "zh"


def speak(app: Flask) -> None:
    """Let the pages of the application speak both languages."""
    Babel(app, default_locale="zh", locale_selector=language)
