"""Putting a practice call on the page, in the parts that the page of a call to a customer is made of."""

from collections.abc import Mapping
from functools import partial

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from callguard.db.models import PracticeCall
from callguard.domain import demand
from callguard.domain.authority import load_authority
from callguard.domain.compensation import PlanKind
from callguard.domain.offer import Rung, ladder_now
from callguard.domain.practice import Grade, PracticeState, load_practice
from callguard.domain.script import Step
from callguard.domain.talk import SkipReason
from callguard.http.context import current_user, now, reading, runtime
from callguard.services.certificates import lacked_certificates
from callguard.services.duty import seniors_on_duty
from callguard.services.practice.calls import practice_call
from callguard.services.practice.sheets import PracticeSheet, practice_sheet
from callguard.web.approvals import SENIORS
from callguard.web.call import words
from callguard.web.call.meter import meter_scale
from callguard.web.call.script import ABOUT_PLANS
from callguard.web.call.showing import NOTHING_WRONG
from callguard.web.live import wants_fragment
from callguard.web.practice.filling import suggested
from callguard.web.practice.words import elapsed, script_of_practice, timeline

_BEFORE = (PracticeState.ASKED, PracticeState.PREPARING, PracticeState.READY)
_RUNNING = (PracticeState.READY, PracticeState.TALKING)


def show(
    call_id: int,
    *,
    view: str = "",
    form: Mapping[str, str] = NOTHING_WRONG,
    errors: Mapping[str, str] = NOTHING_WRONG,
    status: int = 200,
) -> ResponseReturnValue:
    """The answer to an action: the viewer's side, with what was typed and what was wrong with it.

    `view` is "prepare" where the agent looks at the preparation again.
    """
    if status == 200 and not wants_fragment():
        return redirect(url_for("practice.call", call_id=call_id), 303)
    with reading() as db:
        shown = context(db, call_id, view=view, form=form, errors=errors)
        return render_template(side(shown) if wants_fragment() else "practice/call.html", **shown), status


def side(shown: Mapping[str, object]) -> str:
    """The part that changes while the other side acts."""
    return "practice/_agent.html" if shown["mine"] else "practice/_progress.html"


def context(
    db: Session,
    call_id: int,
    *,
    view: str = "",
    form: Mapping[str, str] = NOTHING_WRONG,
    errors: Mapping[str, str] = NOTHING_WRONG,
) -> dict[str, object]:
    """What the templates of a practice call show; they read on from it while the session is open."""
    found, user = practice_call(db, call_id, current_user()), current_user()
    sheet, view = practice_sheet(found), _open_view(found, view)
    return {
        "call": found,
        "scenario": sheet.scenario,
        "book": load_practice(),
        "mine": found.agent_id == user.id,
        "plays": found.senior_id == user.id,
        "may_certify": _may_certify(db, found),
        "running": found.state in _RUNNING,
        "PracticeState": PracticeState,
        "Grade": Grade,
        "Step": Step,
        "elapsed": elapsed,
        "timeline": timeline,
        "marked": {mark.rule: mark for mark in found.marks},
        "view": view,
        "form": form or (suggested(db, sheet) if view == "prepare" else {}),
        "errors": errors,
        "seniors": seniors_on_duty(db, found.shop.id) if view == "prepare" else [],
        **_parts_of_a_call(sheet),
    }


def address(call_id: int, endpoint: str, **values: object) -> str:
    """Where a part of the page leads."""
    # No value is one of url_for's own options, whose names begin with an underscore; mypy can't know.
    return url_for(f"practice.{endpoint}", call_id=call_id, **values)  # type: ignore[arg-type]


def _parts_of_a_call(sheet: PracticeSheet) -> dict[str, object]:
    """What the parts of the call page ask for."""
    return {
        "sheet": sheet,
        "step": sheet.step,
        "about_plans": ABOUT_PLANS,
        "words": words,
        "words_at": script_of_practice(sheet, now(), runtime().settings.display_tz),
        "rungs": _rungs,
        "meter_scale": meter_scale,
        "PlanKind": PlanKind,
        "read_demands": demand.read,
        "SkipReason": SkipReason,
        "address_of": partial(address, sheet.call.id),
        "sent_along": {},
        "checked_at": url_for("phrases.check", practice=1),
    }


def _open_view(call: PracticeCall, asked: str) -> str:
    before = call.state in _BEFORE and call.agent_id == current_user().id
    return "prepare" if before and (asked == "prepare" or call.preparation is None) else ""


def _rungs(sheet: PracticeSheet) -> list[Rung]:
    return ladder_now(sheet.plans, sheet.offers, load_authority().max_offers_per_plan)


def _may_certify(db: Session, found: PracticeCall) -> bool:
    """Whether passing it is a ground for a certificate that the viewer may grant and the agent lacks."""
    user, issue_type = current_user(), load_practice().scenarios[found.scenario].issue_type
    leads = user.role in SENIORS and user.id != found.agent_id
    return bool(found.passed) and leads and issue_type in lacked_certificates(db, runtime().settings, found.agent)
