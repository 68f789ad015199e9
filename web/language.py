"""In which language is a page?

Chinese, unless the address says `lang=en`; no cookie, no guess from the browser, so that one address is
always one page. Texts are written in Chinese where they stand, `translations/en` holds the English.

Decision: each language has templates of its own, in which the texts are put when they are compiled. Looking
each up anew for every page took as long as setting out the results.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import get_args

from babel.support import NullTranslations, Translations
from flask import Flask, current_app, request
from jinja2 import Environment
from jinja2.ext import Extension

from search.messages import Language

__all__ = ["catalogue", "gettext", "language", "rendered", "speak"]

_FOLDER = Path(__file__).with_name("translations")
_TEXT = re.compile(r"\b_\('([^'\\]*)'\)")
_EXTENSION = "jiansuo-pages"


class _Spoken(Extension):
    """Puts texts without variables into a template; `spoken` of its environment is the language."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """Return a template with its texts in the language of the environment."""
        say = catalogue(self.environment.spoken).gettext  # type: ignore[attr-defined]
        return _TEXT.sub(lambda text: repr(say(text[1])), source)


def language() -> Language:
    """Return the language of the request."""
    return "en" if request.args.get("lang") == "en" else "zh"


def gettext(text: str) -> str:
    """Return a text in the language of the request."""
    return str(catalogue(language()).gettext(text))


def speak(app: Flask, **filters: Callable[[str], str]) -> None:
    """Let the pages of the application speak both languages; `filters` are those of its templates."""
    app.extensions[_EXTENSION] = {spoken: _environment(app, spoken, filters) for spoken in get_args(Language)}


def rendered(template: str, spoken: Language, **values: object) -> str:
    """Return a page in a language."""
    environment: Environment = current_app.extensions[_EXTENSION][spoken]
    return environment.get_template(template).render(values)


def _environment(app: Flask, spoken: Language, filters: dict[str, Callable[[str], str]]) -> Environment:
    """Return the templates of a language."""
    environment = app.create_jinja_environment()
    environment.filters.update(filters)
    environment.extend(spoken=spoken)
    environment.add_extension("jinja2.ext.i18n")
    environment.add_extension(_Spoken)
    texts = catalogue(spoken)
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        texts.gettext, texts.ngettext, newstyle=True, pgettext=texts.pgettext
    )
    return environment


@cache
def catalogue(spoken: Language) -> NullTranslations:
    """Return the texts of a language."""
    return Translations.load(_FOLDER, [spoken])
