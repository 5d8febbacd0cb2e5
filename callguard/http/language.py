"""Chinese first, English on request: which of the two, and the words in it."""

from gettext import NullTranslations
from typing import NamedTuple, cast

import flask_babel
from flask import g, request
from flask_babel.speaklater import LazyString
from markupsafe import Markup

LANGUAGES = {"zh": "中文", "en": "English"}
COOKIE = "language"


class _Spoken(NamedTuple):
    code: str
    texts: NullTranslations


_OUTSIDE = _Spoken("zh", NullTranslations())


def gettext(text: str, /, **values: object) -> str:
    """The text in the request's language; keyword arguments fill its %(name)s."""
    found = _spoken().texts.gettext(text)
    return found % values if values else found


def lazy_gettext(text: str) -> str:
    """A text that is looked up each time it is shown: for tables made at import."""
    return cast("str", LazyString(gettext, text))


def markup(text: str, /, **values: object) -> Markup:
    """The text as a page holds it: what fills it is escaped."""
    found = Markup(gettext(text))  # noqa: S704 - our own words
    return found % values if values else found


def chosen_language() -> str:
    """What the user chose, else what the browser asks for, else Chinese."""
    chosen = request.cookies.get(COOKIE)
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES, default="zh")


def current_language() -> str:
    """The language of the present request: a key of LANGUAGES."""
    return _spoken().code


def html_language() -> str:
    """The same as an HTML lang attribute, which fonts and screen readers go by."""
    return {"zh": "zh-CN", "en": "en"}[current_language()]


def _spoken() -> _Spoken:
    """What the request speaks, found out once: a page asks for hundreds of texts."""
    try:
        return cast("_Spoken", g.spoken)
    except AttributeError:
        found = _Spoken(str(flask_babel.get_locale() or "zh")[:2], flask_babel.get_translations())
        g.spoken = found
        return found
    except RuntimeError:
        return _OUTSIDE
