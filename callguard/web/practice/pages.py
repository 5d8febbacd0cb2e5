"""The list of practice calls, one of them from either side, and its score."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from callguard.domain.errors import IllegalStep, InvalidFields
from callguard.domain.practice import AttitudeRule, Grade, Mark, PracticeState, load_practice
from callguard.http.context import current_user, now, reading, writing
from callguard.http.language import gettext as _
from callguard.http.texts import field_messages, message_of
from callguard.services.practice.calls import (
    ask_for_practice,
    call_off_practice,
    open_practice,
    practice_calls_of,
    score_practice,
    take_practice,
)
from callguard.services.team import members_of
from callguard.web.approvals import SENIORS
from callguard.web.forms import Typed
from callguard.web.practice.blueprint import blueprint
from callguard.web.practice.showing import context, show


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
                call = open_practice(db, user, typed.whole("user_id") or 0, scenario, now())
            else:
                call = ask_for_practice(db, user, scenario, now())
            call_id = call.id
    except InvalidFields as refused:
        return _list_page(errors=field_messages(refused.errors)), 422
    except IllegalStep as refused:
        return _list_page(problem=message_of(str(refused.params["reason"]), {})), 409
    return redirect(url_for("practice.call", call_id=call_id), 303)


@blueprint.get("/<int:call_id>")
def call(call_id: int) -> ResponseReturnValue:
    """The agent's side or the senior's, by who looks."""
    with reading() as db:
        return render_template("practice/call.html", **context(db, call_id, view=request.args.get("view", "")))


@blueprint.post("/<int:call_id>/take")
def take(call_id: int) -> ResponseReturnValue:
    """Plays the buyer of one that was asked for."""
    with writing() as db:
        take_practice(db, call_id, current_user(), now())
    return show(call_id)


@blueprint.post("/<int:call_id>/score")
def score(call_id: int) -> ResponseReturnValue:
    """Scores it; the sheet again where something is missing."""
    typed = Typed(request.form)
    marks, word = _marks(typed), typed.text("word")
    try:
        typed.refuse_faults()
        with writing() as db:
            score_practice(db, call_id, current_user(), marks, word, now())
    except InvalidFields as refused:
        return show(call_id, form=request.form, errors=field_messages(refused.errors), status=422)
    return show(call_id)


@blueprint.post("/<int:call_id>/call-off")
def call_off(call_id: int) -> ResponseReturnValue:
    """Ends it without a score."""
    with writing() as db:
        call_off_practice(db, call_id, current_user(), now())
    flash(_("这次练习已取消，没有留下成绩。"))
    return redirect(url_for("practice.page"), 303)


def _marks(typed: Typed) -> dict[AttitudeRule, Mark]:
    grades = tuple(Grade)
    chosen = {rule: request.form.get(f"grades.{rule}", "") for rule in AttitudeRule}
    return {rule: Mark(Grade(grade), typed.text(f"words.{rule}")) for rule, grade in chosen.items() if grade in grades}


def _list_page(errors: Mapping[str, str] | None = None, problem: str = "") -> str:
    with reading() as db:
        user = current_user()
        calls = practice_calls_of(db, user)
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
