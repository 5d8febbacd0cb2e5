"""Practice calls (练习): a mock case with a senior as the buyer; nothing here dials, and nothing is counted."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from callguard.db.models import PracticeCall
from callguard.domain.errors import FieldError, IllegalStep, InvalidFields
from callguard.domain.practice import AttitudeRule, Grade, Mark, PracticeState, load_practice
from callguard.domain.script import Step
from callguard.http.context import current_user, now, reading, runtime, writing
from callguard.http.language import gettext as _
from callguard.http.language import lazy_gettext
from callguard.http.texts import field_messages, message_of
from callguard.services import practice
from callguard.services.certificates import lacked_certificates
from callguard.services.team import members_of
from callguard.web.approvals import SENIORS
from callguard.web.call.words import plan_label
from callguard.web.forms import Typed
from callguard.web.live import live, wants_fragment
from callguard.web.nav import NavItem, in_nav
from callguard.web.practice_words import elapsed, script_of_practice

blueprint = Blueprint("practice", __name__, url_prefix="/practice")
in_nav(blueprint, NavItem("practice.page", lazy_gettext("练习"), "messages", order=45, key="x"))

_RUNNING = (PracticeState.READY, PracticeState.TALKING)


@blueprint.get("")
def page() -> ResponseReturnValue:
    """One's own practice calls, and a leader's people's."""
    return _list_page()


@blueprint.post("")
def begin() -> ResponseReturnValue:
    """A leader sets one for somebody, everybody else asks for one."""
    typed, user, scenario = Typed(request.form), current_user(), request.form.get("scenario", "")
    try:
        with writing() as db:
            if user.role in SENIORS:
                call = practice.open_practice(db, user, typed.whole("user_id") or 0, scenario, now())
            else:
                call = practice.ask_for_practice(db, user, scenario, now())
            call_id = call.id
    except InvalidFields as refused:
        return _list_page(errors=field_messages(refused.errors)), 422
    except IllegalStep as refused:
        return _list_page(problem=message_of(str(refused.params["reason"]), {})), 409
    return redirect(url_for("practice.call", call_id=call_id), 303)


@blueprint.get("/<int:call_id>")
def call(call_id: int) -> ResponseReturnValue:
    """The agent's side or the senior's, by who looks."""
    return _call_page(call_id)


@blueprint.get("/<int:call_id>/live")
def call_now(call_id: int) -> ResponseReturnValue:
    """What changes on the page while the other side acts."""
    with reading() as db:
        shown = _shown(db, call_id)
        return live(render_template("practice/_agent.html" if shown["mine"] else "practice/_progress.html", **shown))


@blueprint.post("/<int:call_id>/take")
def take(call_id: int) -> ResponseReturnValue:
    """Plays the buyer of one that was asked for."""
    with writing() as db:
        practice.take_practice(db, call_id, current_user(), now())
    return _to(call_id)


@blueprint.post("/<int:call_id>/step")
def go_to_step(call_id: int) -> ResponseReturnValue:
    """Notes that the talk has come to a step."""
    step = Typed(request.form).whole("step")
    if step not in tuple(Step):
        raise IllegalStep(reason="practice_state")
    with writing() as db:
        practice.enter_practice_step(db, call_id, current_user(), Step(step), now())
    return call_now(call_id) if wants_fragment() else _to(call_id)


@blueprint.post("/<int:call_id>/notes")
def write_notes(call_id: int) -> ResponseReturnValue:
    """Keeps what the agent writes down, while they write."""
    typed = Typed(request.form)
    notes = typed.text("notes")
    with writing() as db:
        practice.write_practice_notes(db, call_id, current_user(), notes)
    return "", 204


@blueprint.post("/<int:call_id>/end")
def end(call_id: int) -> ResponseReturnValue:
    """Ends the talk."""
    with writing() as db:
        practice.end_practice_talk(db, call_id, current_user(), now())
    return call_now(call_id) if wants_fragment() else _to(call_id)


@blueprint.post("/<int:call_id>/score")
def score(call_id: int) -> ResponseReturnValue:
    """Scores it; the sheet again where something is missing."""
    typed = Typed(request.form)
    marks, word = _marks(typed), typed.text("word")
    try:
        typed.refuse_faults()
        with writing() as db:
            practice.score_practice(db, call_id, current_user(), marks, word, now())
    except InvalidFields as refused:
        return _call_page(call_id, form=request.form, errors=refused.errors), 422
    return _to(call_id)


@blueprint.post("/<int:call_id>/call-off")
def call_off(call_id: int) -> ResponseReturnValue:
    """Ends it without a score."""
    with writing() as db:
        practice.call_off_practice(db, call_id, current_user(), now())
    flash(_("这次练习已取消，没有留下成绩。"))
    return redirect(url_for("practice.page"), 303)


def _marks(typed: Typed) -> dict[AttitudeRule, Mark]:
    grades = tuple(Grade)
    chosen = {rule: request.form.get(f"grades.{rule}", "") for rule in AttitudeRule}
    return {rule: Mark(Grade(grade), typed.text(f"words.{rule}")) for rule, grade in chosen.items() if grade in grades}


def _to(call_id: int) -> ResponseReturnValue:
    return redirect(url_for("practice.call", call_id=call_id), 303)


def _list_page(errors: Mapping[str, str] | None = None, problem: str = "") -> str:
    with reading() as db:
        user = current_user()
        calls = practice.practice_calls_of(db, user)
        return render_template(
            "practice/page.html",
            calls=calls,
            open_one=next((one for one in calls if one.agent_id == user.id and one.finished_at is None), None),
            leads=user.role in SENIORS,
            people=[member for member in members_of(db, user) if member.id != user.id],
            book=load_practice(),
            PracticeState=PracticeState,
            errors=errors or {},
            problem=problem,
        )


def _call_page(call_id: int, form: Mapping[str, str] | None = None, errors: tuple[FieldError, ...] = ()) -> str:
    with reading() as db:
        shown = _shown(db, call_id)
        return render_template("practice/call.html", **shown, form=form or {}, errors=field_messages(errors))


def _shown(db: Session, call_id: int) -> dict[str, object]:
    found, user, settings = practice.practice_call(db, call_id, current_user()), current_user(), runtime().settings
    scenario = load_practice().scenarios[found.scenario]
    return {
        "call": found,
        "scenario": scenario,
        "book": load_practice(),
        "mine": found.agent_id == user.id,
        "plays": found.senior_id == user.id,
        "may_certify": _may_certify(db, found),
        "running": found.state in _RUNNING,
        "PracticeState": PracticeState,
        "Grade": Grade,
        "Step": Step,
        "step": found.steps[-1].step if found.steps else None,
        "words_at": script_of_practice(found, scenario, now(), settings.display_tz),
        "plan_label": plan_label,
        "elapsed": elapsed,
        "marked": {mark.rule: mark for mark in found.marks},
    }


def _may_certify(db: Session, found: PracticeCall) -> bool:
    """Whether passing it is a ground for a certificate that the viewer may grant and the agent lacks."""
    user, issue_type = current_user(), load_practice().scenarios[found.scenario].issue_type
    leads = user.role in SENIORS and user.id != found.agent_id
    return bool(found.passed) and leads and issue_type in lacked_certificates(db, runtime().settings, found.agent)
