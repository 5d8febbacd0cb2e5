"""The message for the shop's chat tool, as the form of the outcome stands: copied by hand, never sent by us."""

from collections.abc import Iterator
from datetime import datetime

from flask import request
from flask.typing import ResponseReturnValue

from callguard.domain.attempt import CallResult
from callguard.domain.disposition import Disposition, rules_of
from callguard.domain.message import message_lines, message_parts
from callguard.domain.offer import plan_of
from callguard.http.context import current_user, now, reading, runtime
from callguard.http.language import current_language
from callguard.http.language import gettext as _
from callguard.services.call_sheets import CallSheet, call_sheet
from callguard.web.call.blueprint import blueprint
from callguard.web.call.filling import PROMISE_ROWS
from callguard.web.call.plans import heard_plan
from callguard.web.call.script import blanks_of
from callguard.web.call.words import plan_label, plan_promise
from callguard.web.call.wrapping_up import calls_again
from callguard.web.filters import in_a_row, local_day
from callguard.web.forms import Typed
from callguard.web.guard_words import is_elsewhere

_TEXT = {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.post("/<int:callback_id>/message")
def message(callback_id: int) -> ResponseReturnValue:
    """The message that fits what is chosen so far, empty where none does; posted, as words must not stand in a URL."""
    typed = Typed(request.form)
    result, disposition = typed.choice("result", CallResult), typed.choice("disposition", Disposition)
    if typed.errors:
        return "", _TEXT
    with reading() as db:
        sheet = call_sheet(db, runtime().vault, runtime().settings, callback_id, current_user(), now())
        blanks, matter = _blanks(sheet, typed, disposition), (sheet.case.spoken_as, sheet.case.liability)
        parts = message_parts(disposition, result, *matter, blanks, sheet.callback.kind)
    return in_a_row(message_lines(parts, blanks, current_language())), _TEXT


def called_at(sheet: CallSheet) -> str:
    """When we rang, as the customer reads it; nothing before the dial."""
    return _moment(sheet, sheet.attempt.placed_at) if sheet.attempt else ""


def _blanks(sheet: CallSheet, typed: Typed, disposition: Disposition) -> dict[str, str]:
    tz = runtime().settings.display_tz
    rule = rules_of(sheet.callback.kind).get(disposition)
    call_at = typed.instant("next_due_at", tz) if rule and calls_again(rule) else None
    return blanks_of(sheet.case, current_user(), now(), tz) | {
        "plan": heard_plan(sheet),
        "called_at": called_at(sheet),
        "call_at": _moment(sheet, call_at) if call_at else "",
        "promises": _("；").join(_promises(sheet, typed, tz)),
    }


def _promises(sheet: CallSheet, typed: Typed, tz: str) -> Iterator[str]:
    accepted = {
        plan_label(one.kind, one.amount): plan_promise(plan_of(one), sheet.case.issue_type)
        for one in sheet.accepted_offers
    }
    for row in range(PROMISE_ROWS):
        words, due_at = typed.text(f"promises.{row}.words"), typed.instant(f"promises.{row}.due_at", tz)
        if words:
            what = accepted.get(words, words).rstrip("。.")
            yield _("%(what)s，%(at)s前办好", what=what, at=_moment(sheet, due_at)) if due_at else what


def _moment(sheet: CallSheet, at: datetime) -> str:
    """An instant by the customer's clock: a message is read at any time, so the day is named."""
    tz = sheet.answer.tz
    words = _("%(day)s %(time)s", day=local_day(at, str(tz)), time=f"{at.astimezone(tz):%H:%M}")
    return _("您当地时间 %(at)s", at=words) if is_elsewhere(tz, at) else words
