"""In which language is a page?

In the one the address names (`lang`); where it names none, in the one the reader's browser asks for, Chinese
if it asks for neither. There is no cookie: an address names its language where a browser
would get another. The API and what other programs read answer in Chinese unless asked for English. Texts are
written in Chinese where they stand, `translations/en` holds the English.

Decision: each language has templates of its own, in which the texts are put when they are compiled. Looking
each up anew for every page took as long as setting out the results.
"""

import re
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import cast, get_args

from babel.support import NullTranslations, Translations
from flask import Flask, Response, current_app, g, request
from jinja2 import Environment
from jinja2.ext import Extension
from markupsafe import Markup, escape

from search.messages import Language

__all__ = [
    "catalogue",
    "foreign",
    "gettext",
    "language",
    "ngettext",
    "rendered",
    "speak",
    "spoken",
    "usual_language",
]

_FOLDER = Path(__file__).with_name("translations")
_HAN = re.compile("[\u3400-\u9fff]")
_CHINESE = re.compile("([\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+)")
_TEXT = re.compile(r"\b_\('([^'\\]*)'\)")
_EXTENSION = "jiansuo-pages"
_LANGUAGES: tuple[Language, ...] = get_args(Language)


class _Spoken(Extension):
    """Puts texts without variables into a template; `spoken` of its environment is the language."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """Return a template with its texts in the language of the environment."""
        say = catalogue(self.environment.spoken).gettext  # type: ignore[attr-defined]
        return _TEXT.sub(lambda text: repr(say(text[1])), source)


def language() -> Language:
    """Return the language of the request."""
    given = request.args.get("lang", "")
    return given if given in _LANGUAGES else usual_language()


def usual_language() -> Language:
    """Return the language that this reader gets where an address names none."""
    if "usual_language" not in g:  # a page asks for each of its texts
        program = request.path.startswith("/api/") or request.blueprint == "discovery"
        g.usual_language = "zh" if program else request.accept_languages.best_match(_LANGUAGES, "zh")
    return cast(Language, g.usual_language)


def gettext(text: str) -> str:
    """Return a text in the language of the request."""
    return str(catalogue(language()).gettext(text))


def ngettext(one: str, many: str, number: int) -> str:
    """Return a text of a number of things in the language of the request, the number in it written out."""
    text = catalogue(language()).ngettext(one, many, number)
    return str(text) % {"count": f"{number:,}"}


def spoken(text: str, page: Language) -> Markup:
    """Return the attribute that tells readers' programs that a text is Chinese, where its page is not."""
    return Markup(' lang="zh"') if page != "zh" and _HAN.search(text) else Markup()


def foreign(text: str, page: Language) -> Markup:
    """Return a text in which what is Chinese is told from the language of its page."""
    pieces = _CHINESE.split(text) if page != "zh" else [text]
    shown = [
        f'<span lang="zh">{escape(one)}</span>' if at % 2 else escape(one) for at, one in enumerate(pieces)
    ]
    return Markup("".join(shown))  # noqa: S704 each piece is escaped


def speak(app: Flask, **filters: Callable[[str], str]) -> None:
    """Let the pages of the application speak both languages; `filters` are those of its templates."""
    app.after_request(_told_apart)
    app.extensions[_EXTENSION] = {one: _environment(app, one, filters) for one in _LANGUAGES}


def rendered(template: str, page: Language, **values: object) -> str:
    """Return a page in a language."""
    environment: Environment = current_app.extensions[_EXTENSION][page]
    return environment.get_template(template).render(values)


def _environment(app: Flask, language: Language, filters: dict[str, Callable[[str], str]]) -> Environment:
    """Return the templates of a language."""
    environment = app.create_jinja_environment()
    environment.filters.update(filters)
    environment.globals.update(spoken=partial(spoken, page=language), foreign=partial(foreign, page=language))
    environment.extend(spoken=language)
    environment.add_extension("jinja2.ext.i18n")
    environment.add_extension(_Spoken)
    texts = catalogue(language)
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        texts.gettext, texts.ngettext, newstyle=True, pgettext=texts.pgettext
    )
    return environment


def _told_apart(response: Response) -> Response:
    """Tell caches that a page depends on the language a browser asks for."""
    if response.mimetype == "text/html" and not request.path.startswith(("/api/", "/static/")):
        response.vary.add("Accept-Language")
    return response


@cache
def catalogue(language: Language) -> NullTranslations:
    """Return the texts of a language."""
    return Translations.load(_FOLDER, [language])
