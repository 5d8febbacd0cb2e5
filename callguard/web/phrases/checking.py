"""What is being typed, looked at while it is typed; the text is read and forgotten."""

from collections.abc import Callable
from typing import Any

from flask import abort, request
from flask.typing import ResponseReturnValue

from callguard.domain.phrases import Match, Severity, check_text
from callguard.http.context import reading
from callguard.http.language import gettext as _
from callguard.http.texts import text_of
from callguard.services.phrases.book import phrases_in_force
from callguard.web.phrases.blueprint import blueprint

MAX_TEXT = 20_000
"""As long as a whole chat may be; anything longer is not read."""

TOLD = 3
"""How many findings are put into words below a field; all of them are underlined."""

_RANKS = {Severity.BLOCK: 1, Severity.WARN: 2, Severity.HINT: 3}
"""In which order findings are told: behind what raises the case, the gravest first."""

_LAST_NARROW = "\uffff"


@blueprint.post("/check")
def check() -> ResponseReturnValue:
    """The findings in a text, placed in UTF-16 code units as JavaScript counts them."""
    asked = request.get_json(silent=True)
    text = asked.get("text") if isinstance(asked, dict) else None
    if not isinstance(text, str):
        abort(422)
    if len(text) > MAX_TEXT:
        abort(413)
    with reading() as db:
        checked = check_text(text, phrases_in_force(db))
    matches = sorted((*checked.faults, *checked.triggers), key=lambda match: (match.start, match.end))
    place = _utf16(text)
    more = len(matches) - TOLD
    return {
        "matches": [_told(text, match, place) for match in matches],
        "told": TOLD,
        "more": _("还有 %(count)s 处", count=more) if more > 0 else "",
    }


def _told(text: str, match: Match, place: Callable[[int], int]) -> dict[str, Any]:
    phrase, said = match.phrase, text[match.start : match.end]
    raises = phrase.category.raises
    replacement = "" if match.is_customers or raises else phrase.replacement
    return {
        "start": place(match.start),
        "end": place(match.end),
        "severity": "raise" if raises else match.severity.value,
        "rank": 0 if raises else _RANKS[match.severity],
        "category": phrase.category.value,
        "label": _("案件升级") if raises else text_of(match.severity),
        "reason": phrase.reason,
        "sentence": _sentence(match, said),
        "replacement": replacement,
        "take": _("改为“%(replacement)s”", replacement=replacement) if replacement else "",
    }


def _sentence(match: Match, said: str) -> str:
    phrase = match.phrase
    if phrase.category.raises:
        return _("“%(said)s”：%(reason)s。保存后会通知值班负责人", said=said, reason=phrase.reason)
    if match.is_customers:
        return _("“%(said)s”是顾客的话，照实记就好，自己不要这样说", said=said)
    if not phrase.text:
        return phrase.reason
    return _("“%(said)s”：%(reason)s", said=said, reason=phrase.reason)


def _utf16(text: str) -> Callable[[int], int]:
    """From a place in the text to the place in UTF-16, where a character beyond the first 65,536 counts twice."""
    if max(text, default="") <= _LAST_NARROW:
        return lambda place: place
    places = [0]
    for letter in text:
        places.append(places[-1] + (2 if letter > _LAST_NARROW else 1))
    return places.__getitem__
