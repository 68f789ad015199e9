"""In which language is a page?

Chinese, unless the address says `lang=en`; no cookie, no guess from the browser, so that one address is
always one page. Texts are written in Chinese where they stand, `translations/en` holds the English.

Decision: templates look texts up in a catalogue kept for the life of the process. Asking Flask-Babel for it
anew for each of a page's texts took longer than setting out the results.
"""

from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations
from flask import Flask, request
from flask_babel import Babel

from search.messages import Language

__all__ = ["language", "speak"]

_FOLDER = Path(__file__).with_name("translations")


def language() -> Language:
    """Return the language of the request."""
    return "en" if request.args.get("lang") == "en" else "zh"


def speak(app: Flask) -> None:
    """Let the pages of the application speak both languages."""
    Babel(app, default_locale="zh", locale_selector=language)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: catalogue(language()).gettext(text),
        lambda singular, plural, number: catalogue(language()).ngettext(singular, plural, number),
        newstyle=True,
        pgettext=lambda context, text: catalogue(language()).pgettext(context, text),
    )


@cache
def catalogue(spoken: Language) -> NullTranslations:
    """Return the texts of a language."""
    return Translations.load(_FOLDER, [spoken])
