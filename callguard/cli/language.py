"""The user's language on the command line: Chinese, unless LANG asks for English."""

import os
from functools import cache

from babel.support import NullTranslations, Translations

from callguard.resources import translations_dir


def gettext(text: str, **values: object) -> str:
    """The text in the user's language; keyword arguments fill its %(name)s."""
    found = _translations(language()).gettext(text)
    return found % values if values else found


_ = gettext


def language() -> str:
    """What the terminal asks for: zh or en."""
    wanted = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if wanted.startswith("en") else "zh"


@cache
def _translations(language: str) -> NullTranslations:
    return Translations.load(translations_dir(), [language])
