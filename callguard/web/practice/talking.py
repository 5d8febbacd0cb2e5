"""During a practice call: the steps, the plans, the note, and the end of the talk."""

from functools import partial

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from callguard.domain.approval import Decision
from callguard.domain.errors import IllegalStep, InvalidFields, UnknownId
from callguard.domain.phrasebook import Moment, Situation
from callguard.domain.script import Step
from callguard.domain.talk import Skip, SkipReason
from callguard.http.context import current_user, now, reading, runtime, writing
from callguard.http.refusals import decision_refusal
from callguard.http.texts import field_messages
from callguard.services.practice.calls import practice_call
from callguard.services.practice.offering import (
    answer_practice_offer,
    decide_practice_offer,
    lower_in_practice,
    offer_in_practice,
    reopen_practice_offer,
    withdraw_in_practice,
)
from callguard.services.practice.sheets import practice_sheet
from callguard.services.practice.talking import (
    end_practice_talk,
    enter_practice_step,
    explain_practice_skips,
    write_practice_notes,
)
from callguard.web.call.offering import put_forward
from callguard.web.forms import Typed
from callguard.web.live import live
from callguard.web.phrase_choices import choices
from callguard.web.practice.blueprint import blueprint
from callguard.web.practice.showing import context, show, side
from callguard.web.practice.words import blanks_of_practice


@blueprint.get("/<int:call_id>/live")
def call_now(call_id: int) -> Response:
    """What changes on the page while the other side acts."""
    with reading() as db:
        shown = context(db, call_id, view=request.args.get("view", ""))
        return live(render_template(side(shown), **shown))


@blueprint.post("/<int:call_id>/step")
def go_to_step(call_id: int) -> ResponseReturnValue:
    """Notes that the talk has come to a step."""
    step = Typed(request.form).whole("step")
    if step not in tuple(Step):
        raise IllegalStep(reason="practice_state")
    with writing() as db:
        enter_practice_step(db, call_id, current_user(), Step(step), now())
    return show(call_id)


@blueprint.post("/<int:call_id>/skips")
def explain(call_id: int) -> ResponseReturnValue:
    """Takes the reason why steps were left out."""
    typed = Typed(request.form)
    reason, words = typed.choice("reason", SkipReason), typed.text("why")
    try:
        typed.refuse_faults()
        with writing() as db:
            explain_practice_skips(db, call_id, current_user(), Skip(reason, words), now())
    except InvalidFields as refused:
        return show(call_id, errors=field_messages(refused.errors), status=422)
    return show(call_id)


@blueprint.post("/<int:call_id>/offers")
def offer(call_id: int) -> ResponseReturnValue:
    """Puts a plan to whoever plays the customer, or has them decide on it first."""
    return put_forward(
        partial(show, call_id),
        lambda db, plan: lower_in_practice(db, call_id, current_user(), plan),
        lambda db, plan: offer_in_practice(db, call_id, current_user(), plan, now()),
    )


@blueprint.post("/<int:call_id>/offers/<int:offer_id>/answer")
def hear_answer(call_id: int, offer_id: int) -> ResponseReturnValue:
    """Notes what the customer said to an offer."""
    accepted = request.form.get("answer") == "accepted"
    with writing() as db:
        answer_practice_offer(db, call_id, offer_id, current_user(), accepted, now())
    return show(call_id)


@blueprint.post("/<int:call_id>/offers/<int:offer_id>/reopen")
def reopen(call_id: int, offer_id: int) -> ResponseReturnValue:
    """Takes a yes back that was noted by mistake."""
    with writing() as db:
        reopen_practice_offer(db, call_id, offer_id, current_user(), now())
    return show(call_id)


@blueprint.post("/<int:call_id>/offers/<int:offer_id>/withdraw")
def withdraw_request(call_id: int, offer_id: int) -> ResponseReturnValue:
    """Takes a request back that nobody has decided."""
    with writing() as db:
        withdraw_in_practice(db, call_id, offer_id, current_user(), now())
    return show(call_id)


@blueprint.post("/<int:call_id>/offers/<int:offer_id>/decision")
def decide(call_id: int, offer_id: int) -> ResponseReturnValue:
    """Says in a senior's place whether a plan above the agent's authority may be put forward, or for which amount."""
    typed = Typed(request.form)
    decision, amount = typed.choice("decision", Decision), typed.fen("amount")
    if typed.errors:
        return _show_faults(call_id, field_messages(tuple(typed.errors)))
    with writing() as db:
        refusal = decide_practice_offer(db, call_id, offer_id, current_user(), decision, now(), amount=amount)
    return _show_faults(call_id, {"amount": decision_refusal(refusal)}) if refusal else show(call_id)


@blueprint.post("/<int:call_id>/notes")
def write_notes(call_id: int) -> ResponseReturnValue:
    """Keeps what the agent writes down, while they write."""
    typed = Typed(request.form)
    notes = typed.text("notes")
    typed.refuse_faults()
    with writing() as db:
        write_practice_notes(db, call_id, current_user(), notes)
    return "", 204


@blueprint.get("/<int:call_id>/phrasebook")
def phrasebook(call_id: int) -> ResponseReturnValue:
    """What fits this practice call at its step, or in its note."""
    with reading() as db:
        found = practice_call(db, call_id, current_user())
        if found.agent_id != current_user().id:
            raise UnknownId
        sheet = practice_sheet(found)
        step = sheet.step or Step.INTRODUCE
        moment = Moment.NOTE if request.args.get("moment") == Moment.NOTE else Moment.of(step)
        situation = Situation(moment, sheet.scenario.issue_type, sheet.scenario.liability)
        return choices(db, situation, blanks_of_practice(sheet, step, now(), runtime().settings.display_tz))


@blueprint.post("/<int:call_id>/end")
def end(call_id: int) -> ResponseReturnValue:
    """Ends the talk; the page again where it still owes something."""
    typed = Typed(request.form)
    notes = typed.text("notes")
    try:
        typed.refuse_faults()
        with writing() as db:
            if "notes" in request.form:
                write_practice_notes(db, call_id, current_user(), notes)
            end_practice_talk(db, call_id, current_user(), now())
    except InvalidFields as refused:
        return _show_faults(call_id, field_messages(refused.errors))
    return show(call_id)


def _show_faults(call_id: int, errors: dict[str, str]) -> ResponseReturnValue:
    return show(call_id, form=request.form, errors=errors, status=422)
