"""After the call: its result, what it meant, what was promised, and on to the next."""

from datetime import datetime

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind
from callguard.domain.commitment import Department
from callguard.domain.disposition import EVERY_RULE, Disposition, DispositionRule, NextCall, rules_of
from callguard.domain.errors import FieldError, IllegalStep, InvalidFields
from callguard.http.context import current_user, now, reading, runtime, writing
from callguard.http.language import gettext as _
from callguard.http.texts import field_messages
from callguard.services.callbacks import callback_for
from callguard.services.outcome_effects import PromisedThing
from callguard.services.outcomes import ReportedOutcome, record_outcome
from callguard.web.call.blueprint import blueprint
from callguard.web.call.filling import PROMISE_ROWS
from callguard.web.call.showing import show
from callguard.web.desk import next_on_desk, no_calls_words
from callguard.web.forms import Typed
from callguard.web.live import wants_fragment


@blueprint.post("/<int:callback_id>/outcome")
def finish(callback_id: int) -> ResponseReturnValue:
    """Records the outcome and brings the next callback, or offers a pause; the form again where anything is missing."""
    typed = Typed(request.form)
    attempt_id = typed.whole("attempt")
    if attempt_id is None:
        raise IllegalStep(reason="no_call")
    try:
        reported = _reported(typed, _kind(callback_id))
        with writing() as db:
            services = (db, runtime().vault, runtime().settings)
            record_outcome(*services, attempt_id, current_user(), reported, now(), scripted=True)
    except InvalidFields as refused:
        return show(callback_id, view="outcome", form=request.form, errors=field_messages(refused.errors), status=422)
    except IllegalStep as refused:
        if refused.params.get("reason") != "too_late_to_say_not_placed":
            raise
        errors = (FieldError("result", "too_late_to_say_not_placed"),)
        return show(callback_id, view="outcome", form=request.form, errors=field_messages(errors), status=422)
    return _go_on(reported.disposition)


def _kind(callback_id: int) -> CallbackKind:
    with reading() as db:
        return callback_for(db, callback_id, current_user()).kind


def _reported(typed: Typed, kind: CallbackKind) -> ReportedOutcome:
    tz = runtime().settings.display_tz
    result, disposition = typed.choice("result", CallResult), typed.choice("disposition", Disposition)
    # What such a call can't mean has no rule: it is refused with the rest.
    rule = rules_of(kind).get(disposition)
    next_due_at = typed.instant("next_due_at", tz) if rule and calls_again(rule) else None
    if next_due_at is not None and next_due_at <= now():
        typed.fault("next_due_at", "next_call_in_past")
    promises = tuple(_promise(typed, row, tz) for row in range(PROMISE_ROWS) if typed.text(f"promises.{row}.words"))
    note = typed.text("note")
    rating = typed.whole("rating") if disposition is Disposition.RATED else None
    survey_at = _survey_at(typed, tz) if rule and rule.closes_case and not calls_again(rule) else None
    typed.refuse_faults()
    return ReportedOutcome(result, disposition, note, next_due_at, promises, rating, survey_at)


def _survey_at(typed: Typed, tz: str) -> datetime | None:
    if "survey" not in request.form:
        return None
    survey_at = typed.instant("survey_at", tz)
    if survey_at is None:
        typed.fault("survey_at", "time_unreadable")
    return survey_at


def calls_again(rule: DispositionRule) -> bool:
    """Whether the time in the form is meant: it stands there as a proposal before anybody chose a disposition."""
    next_call = rule.next_call
    return next_call in (NextCall.NAMED, NextCall.PROPOSED) or (
        next_call is NextCall.OPTIONAL and "call_again" in request.form
    )


def _promise(typed: Typed, row: int, tz: str) -> PromisedThing:
    department = typed.choice(f"promises.{row}.department", Department)
    due_at = typed.instant(f"promises.{row}.due_at", tz)
    if due_at is None or due_at <= now():
        typed.fault(f"promises.{row}.due_at", "time_unreadable" if due_at is None else "next_call_in_past")
    words, amount = typed.text(f"promises.{row}.words"), typed.fen(f"promises.{row}.amount")
    return PromisedThing(department, words, due_at or now(), amount)


def _go_on(disposition: Disposition) -> ResponseReturnValue:
    stays = request.form.get("after") == "desk" or EVERY_RULE[disposition].offers_pause
    callback_id = None if stays else next_on_desk()
    if callback_id is None:
        flash(_("通话结论已登记。") if stays or no_calls_words() else _("通话结论已登记。现在没有别的回电可以拨打。"))
    address = url_for("desk.page") if callback_id is None else url_for("call.page", callback_id=callback_id)
    # htmx follows a redirect by itself and would put the next page into this one's place.
    return Response(headers={"HX-Redirect": address}) if wants_fragment() else redirect(address, 303)
