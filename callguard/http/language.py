"""Chinese first, English on request: which of the two, and the words in it."""

from collections.abc import Callable
from typing import cast

import flask_babel
from flask import request

LANGUAGES = {"zh": "中文", "en": "English"}
COOKIE = "language"

gettext = cast("Callable[..., str]", flask_babel.gettext)
"""The text in the request's language; keyword arguments fill its %(name)s."""

lazy_gettext = cast("Callable[..., str]", flask_babel.lazy_gettext)
"""A text that is looked up each time it is shown: for tables made at import."""


def chosen_language() -> str:
    """What the user chose, else what the browser asks for, else Chinese."""
    chosen = request.cookies.get(COOKIE)
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES, default="zh")


def current_language() -> str:
    """The language of the present request: a key of LANGUAGES."""
    return str(flask_babel.get_locale() or "zh")[:2]


def html_language() -> str:
    """The same as an HTML lang attribute, which fonts and screen readers go by."""
    return {"zh": "zh-CN", "en": "en"}[current_language()]
