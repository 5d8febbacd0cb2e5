"""What is being typed, looked at while it is typed; the text is read and forgotten."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import abort, request
from flask.typing import ResponseReturnValue

from callguard.domain.case import Escalation
from callguard.domain.phrases import Match, Phrase, PhraseCategory, Severity, Side, Transcript, check_text
from callguard.http.context import reading
from callguard.http.language import gettext as _
from callguard.http.texts import reason_of, text_of
from callguard.services.phrases.book import phrases_in_force
from callguard.services.phrases.talk import talk_in
from callguard.web.phrases.blueprint import blueprint
from callguard.web.phrases.ways_out import quote, take

MAX_TEXT = 20_000
"""As long as a whole chat may be; anything longer is not read."""

TOLD = 12
"""How many findings are put into words below a field; all of them are underlined."""

_LAST_NARROW = "\uffff"


@blueprint.post("/check")
def check() -> ResponseReturnValue:
    """The findings in a text, placed in UTF-16 code units as JavaScript counts them, and the speakers of a talk."""
    text, chosen, raised = _asked()
    with reading() as db:
        talk = talk_in(db, text, chosen)
        checked = check_text(text, phrases_in_force(db), talk)
    # What we write to the customer about a doctor raises nothing.
    raising = [] if _is_message() else _joined(checked.triggers)
    matches = sorted((*checked.faults, *raising), key=lambda match: (match.start, match.end))
    gravest = sorted(matches, key=_rank)[:TOLD]
    place, announced = _utf16(text), _announced(text, raising, talk, raised)
    told = {match: _told(text, match, talk, checked.triggers, announced) for match in gravest}
    return {
        "matches": [_placed(_marked(match) | told.get(match, {}), place) for match in matches],
        "speakers": _speakers(talk),
    }


def _asked() -> tuple[str, Mapping[str, Side], Escalation]:
    """The text, the sides that were chosen for speakers in it, and what the case it is about is raised to."""
    asked = request.get_json(silent=True)
    asked = asked if isinstance(asked, dict) else {}
    text, chosen, raised = asked.get("text"), asked.get("sides", {}), asked.get("raised")
    if not isinstance(text, str) or not isinstance(chosen, dict):
        abort(422)
    if len(text) > MAX_TEXT:
        abort(413)
    sides = tuple(Side)
    return (
        text,
        {name: Side(side) for name, side in chosen.items() if side in sides},
        Escalation(raised) if raised in tuple(Escalation) else Escalation.NONE,
    )


def _speakers(talk: Transcript) -> list[dict[str, str]]:
    said = Counter(turn.name for turn in talk.turns)
    return [
        {
            "name": name,
            "side": side.value,
            "words": _("%(name)s：%(side)s，%(count)s 句", name=name, side=text_of(side), count=said[name]),
            "next": Side.AGENT if side is not Side.AGENT else Side.CUSTOMER,
        }
        for name, side in talk.sides.items()
    ]


def _joined(triggers: Iterable[Match]) -> list[Match]:
    """With those as one that say the same of words in part the same (被烫, 烫伤)."""
    joined: list[Match] = []
    latest: dict[PhraseCategory, int] = {}
    for match in triggers:
        place = latest.get(match.phrase.category)
        if place is not None and match.start < joined[place].end:
            joined[place] = replace(joined[place], end=max(joined[place].end, match.end))
        else:
            latest[match.phrase.category] = len(joined)
            joined.append(match)
    return joined


def _announced(
    text: str, triggers: Iterable[Match], talk: Transcript, raised: Escalation
) -> dict[Match, tuple[str, str]]:
    """How each is labelled and told, all that raise a case alike by the first of them; in a talk each for itself."""
    alike: dict[object, list[Match]] = defaultdict(list)
    for match in triggers:
        alike[match if talk.turns else match.phrase.category.raises].append(match)
    announced = {}
    for first, *others in alike.values():
        label, sentence = _raising(text, [first, *others], raised)
        announced[first] = (label, _who(text, first, talk) + sentence)
        announced |= dict.fromkeys(others, (label, ""))
    return announced


def _marked(match: Match) -> dict[str, Any]:
    severity = "raise" if match.phrase.category.raises else match.severity.value
    return {"start": match.start, "end": match.end, "severity": severity, "rank": _rank(match)}


def _told(
    text: str, match: Match, talk: Transcript, triggers: Sequence[Match], announced: Mapping[Match, tuple[str, str]]
) -> dict[str, Any]:
    """In words, with what can be done about it; in a talk or a message nothing is to be told as the customer's."""
    is_note = not talk.turns and not _is_message()
    if match in announced:
        label, sentence = announced[match]
    else:
        label = text_of(match.severity)
        sentence = _who(text, match, talk) + _sentence(match, text[match.start : match.end])
    return {
        "label": label,
        "sentence": sentence,
        "take": take(text, match, triggers),
        "quote": quote(text, match) if is_note else None,
    }


def _placed(part: dict[str, Any], place: Callable[[int], int]) -> dict[str, Any]:
    """With the places in it, and in the parts it holds, as JavaScript counts them."""
    return {
        name: _placed(value, place) if isinstance(value, dict) else place(value) if name in ("start", "end") else value
        for name, value in part.items()
    }


def _is_message() -> bool:
    """Whether it is written to the customer."""
    return "message" in request.args


def _is_practice() -> bool:
    """Whether it is typed in a practice call, where nothing comes of it."""
    return "practice" in request.args


def _who(text: str, match: Match, talk: Transcript) -> str:
    """In a talk: who said it, and in which line."""
    turn = talk.turn_at(match.start)
    if turn is None:
        return ""
    return _("%(name)s（第 %(line)s 行）", name=turn.name, line=text.count("\n", 0, match.start) + 1)


def _rank(match: Match) -> int:
    """In which order findings are told: what can't be saved, what raises the case, then by how grave they are."""
    if match.phrase.category.raises:
        return 1
    return 0 if match.severity is Severity.BLOCK else 3 - match.severity.gravity


def _raising(text: str, alike: Sequence[Match], raised: Escalation) -> tuple[str, str]:
    """A label and a sentence for words that raise a case alike, which may be as loud as that already."""
    said = _("”、“").join(dict.fromkeys(text[one.start : one.end] for one in alike))
    reason = _("；").join(dict.fromkeys(_reason(one.phrase) for one in alike))
    if _is_practice():
        sentence = _(
            "“%(said)s”：%(reason)s。真实通话里会通知值班负责人，练习里不会真的升级。",
            said=said,
            reason=reason,
        )
        return _("练习，不升级"), sentence
    if raised.raised_to(alike[0].phrase.category.raises) is raised:
        return _("已升级"), _("“%(said)s”：案件已经升级（%(raised)s）。", said=said, raised=text_of(raised))
    sentence = _("“%(said)s”：%(reason)s。记进案件，案件就升级，并通知值班负责人。", said=said, reason=reason)
    return _("案件升级"), sentence


def _reason(phrase: Phrase) -> str:
    # The company's own may end in a full stop already.
    return reason_of(phrase.reason).rstrip("。.")


def _sentence(match: Match, said: str) -> str:
    reason = _reason(match.phrase)
    if match.is_customers:
        return _("“%(said)s”是顾客的话，照实记就好，自己不要这样说。", said=said)
    if not match.phrase.text:
        return _("%(reason)s。", reason=reason)
    return _("“%(said)s”：%(reason)s。", said=said, reason=reason)


def _utf16(text: str) -> Callable[[int], int]:
    """From a place in the text to the place in UTF-16, where a character beyond the first 65,536 counts twice."""
    if max(text, default="") <= _LAST_NARROW:
        return lambda place: place
    places = [0]
    for letter in text:
        places.append(places[-1] + (2 if letter > _LAST_NARROW else 1))
    return places.__getitem__
