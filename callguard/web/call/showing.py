"""Putting a call sheet on the page: whole, or as the fragment that htmx morphs in."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from callguard.domain import demand
from callguard.domain.attempt import CallResult
from callguard.domain.authority import load_authority
from callguard.domain.commitment import Department
from callguard.domain.compensation import PlanKind
from callguard.domain.disposition import Disposition, rules_of
from callguard.domain.permit import may_say_not_placed
from callguard.domain.phone_number import grouped
from callguard.domain.script import Step, owe_answer
from callguard.domain.survey import RATINGS, is_dissatisfied
from callguard.domain.talk import SkipReason
from callguard.http.context import current_user, now, reading, runtime
from callguard.services.call_sheets import CallSheet, Stage, call_sheet
from callguard.services.duty import named_or_nearest_on_duty, nearest_on_duty, seniors_on_duty
from callguard.services.permits import reveal_number
from callguard.services.preparations import is_prepared, suggested_ladder
from callguard.services.surveys import proposed_survey_at
from callguard.services.wishes import Wishes, wishes_in
from callguard.web import guard_words, heard_sentences, register_sentences
from callguard.web.call import filling, words
from callguard.web.call.meter import meter_scale
from callguard.web.call.plans import rungs
from callguard.web.call.script import ABOUT_PLANS, script_of
from callguard.web.live import wants_fragment

NOTHING_WRONG: Mapping[str, str] = MappingProxyType({})


def show(
    callback_id: int,
    *,
    view: str = "",
    form: Mapping[str, str] | None = None,
    errors: Mapping[str, str] = NOTHING_WRONG,
    problem: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    """The answer to an action: its page, with what was typed and what was wrong with it.

    `view` is the part of the desk that is open: "prepare", "outcome", or what the stage suggests. `errors` are messages
    by field; `problem` is what no field is to blame for.
    """
    if status == 200 and not wants_fragment():
        return redirect(url_for("call.page", callback_id=callback_id), 303)
    with reading() as db:
        shown = context(db, callback_id, view=view, form=form, errors=errors, problem=problem)
        template = "call/_call.html" if wants_fragment() else "call/page.html"
        return render_template(template, **shown), status


def context(
    db: Session,
    callback_id: int,
    *,
    view: str = "",
    form: Mapping[str, str] | None = None,
    errors: Mapping[str, str] = NOTHING_WRONG,
    problem: str = "",
) -> dict[str, object]:
    """What the templates of the call page show; they read on from it while the session is open."""
    sheet = call_sheet(db, runtime().vault, runtime().settings, callback_id, current_user(), now())
    view = _open_view(sheet, view)
    wishes = wishes_in(sheet.history, sheet.case, now()) if view in ("talk", "outcome") else None
    return {
        "sheet": sheet,
        "address_of": partial(_address, callback_id),
        "sent_along": _sent_along(sheet),
        "checked_at": url_for("phrases.check"),
        "stage": sheet.stage,
        "Stage": Stage,
        "view": view,
        "form": form or _suggested(db, sheet, view, wishes),
        "errors": errors,
        "problem": problem,
        "words": words,
        "guard_words": guard_words,
        "sentences": heard_sentences,
        "register": register_sentences,
        "rungs": rungs,
        "read_demands": demand.read,
        "meter_scale": meter_scale,
        "SkipReason": SkipReason,
        "wishes": wishes,
        "settings": runtime().settings,
        "rings_agent": runtime().telephony.rings_agent,
        "PlanKind": PlanKind,
        **_script(sheet, view),
        **_choices(db, sheet, view),
    }


def _address(callback_id: int, endpoint: str, **values: object) -> str:
    # No value is one of url_for's own options, whose names begin with an underscore; mypy can't know.
    return url_for(f"call.{endpoint}", callback_id=callback_id, **values)  # type: ignore[arg-type]


def _sent_along(sheet: CallSheet) -> dict[str, object]:
    """What every form of the page says besides its own: under which lease, and of which attempt."""
    lease = (sheet.callback.lease_token or "") if sheet.held else ""
    return {"lease": lease} | ({"attempt": sheet.attempt.id} if sheet.attempt else {})


def _open_view(sheet: CallSheet, asked: str) -> str:
    if sheet.stage is Stage.CALL:
        return "outcome" if asked == "outcome" else "talk"
    if sheet.stage is Stage.READY:
        return "prepare" if asked == "prepare" else "ready"
    return str(sheet.stage)


def _suggested(db: Session, sheet: CallSheet, view: str, wishes: Wishes | None) -> Mapping[str, str]:
    if view == "prepare":
        return _suggested_preparation(db, sheet)
    if view == "outcome":
        form = filling.of_outcome(sheet, now(), runtime().settings.display_tz)
        if wishes is not None:
            form |= filling.of_promised_call(wishes, sheet.case, now(), runtime().settings.display_tz)
        if not sheet.is_survey:
            services = (db, runtime().vault, runtime().settings)
            survey_at = proposed_survey_at(*services, sheet.case, now())
            form |= filling.of_survey(survey_at, runtime().settings.display_tz)
        form |= filling.of_result(request.args.get("result", ""))
        return form | filling.of_answer(form, _owe_answer(sheet))
    return {}


def _suggested_preparation(db: Session, sheet: CallSheet) -> Mapping[str, str]:
    case, prepared = sheet.case, sheet.callback.preparation
    # Raised to safety since, it is prepared anew.
    if prepared is not None and is_prepared(sheet.callback):
        return filling.of_preparation(prepared)
    ladder = suggested_ladder(db, sheet.callback, current_user(), now())
    demands = filling.demands_of(case.spoken_as, case.liability, case.requested_amount or case.order.amount)
    return filling.of_ladder(ladder, demands, next(iter(nearest_on_duty(db, case, now())), None))


def _script(sheet: CallSheet, view: str) -> dict[str, object]:
    if view not in ("ready", "talk", "outcome"):
        return {}
    permit = sheet.attempt.permit if sheet.attempt else None
    return {
        "Step": Step,
        "step": sheet.step,
        "about_plans": ABOUT_PLANS,
        "words_at": script_of(sheet, current_user(), now(), runtime().settings.display_tz),
        "grouped_number": grouped,
        "number": reveal_number(runtime().vault, permit, current_user(), now()) if permit else None,
        "may_say_not_placed": permit is not None and may_say_not_placed(permit.granted_at, now()),
    }


def _choices(db: Session, sheet: CallSheet, view: str) -> dict[str, object]:
    if view == "prepare":
        cost = load_authority().cost_of_new_customer
        return {"seniors": seniors_on_duty(db, sheet.case.shop_id), "cost_of_new_customer": cost}
    if view == "talk" and sheet.is_safety:
        return {"on_duty": named_or_nearest_on_duty(db, sheet.callback, now())}
    if view == "outcome":
        rules = rules_of(sheet.callback.kind)
        return {
            "results": list(CallResult),
            "dispositions": list(rules),
            "rules": rules,
            "owe_answer": _owe_answer(sheet),
            "answer": filling.promised_answer(),
            "ratings": RATINGS,
            "is_dissatisfied": is_dissatisfied,
            "departments": list(Department),
        }
    return {}


def _owe_answer(sheet: CallSheet) -> frozenset[Disposition]:
    return owe_answer(sheet.case.spoken_as, agreed=bool(sheet.accepted_offers))
