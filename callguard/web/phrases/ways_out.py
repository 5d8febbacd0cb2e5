"""What a writer can do about a finding by one key: say something else, or tell that the customer said it."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from callguard.domain.phrases import Match, quotation, replaced
from callguard.http.language import gettext as _

_PARTICLES = "了的啊吧呢嘛哦呀吗么 "


def take(text: str, match: Match, triggers: Sequence[Match]) -> dict[str, Any] | None:
    """The words to say instead, and where they go; None for what the writer only reports, or what is no fault."""
    if match.is_customers or match.phrase.category.raises:
        return None
    change = replaced(text, match, triggers)
    return asdict(change) | {"label": _label(text[match.end : change.end], match.phrase.replacement)}


def quote(text: str, match: Match) -> dict[str, Any] | None:
    """The words to put into quotation marks, and the marks; None where that wouldn't be the end of it."""
    said = None if match.phrase.category.raises else quotation(text, match)
    return asdict(said) | {"label": _("这是顾客说的")} if said else None


def _label(rest: str, replacement: str) -> str:
    if rest.strip(_PARTICLES):
        return _("连后面一起改为“%(replacement)s”", replacement=replacement)
    return _("改为“%(replacement)s”", replacement=replacement)
