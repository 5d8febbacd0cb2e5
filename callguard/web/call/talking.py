"""During the call: the steps, the offers, the customer's answers."""

from functools import partial

from flask import request
from flask.typing import ResponseReturnValue

from callguard.domain.errors import IllegalStep, InvalidFields
from callguard.domain.script import Step
from callguard.domain.talk import Skip, SkipReason
from callguard.http.context import current_user, now, runtime, writing
from callguard.http.texts import field_messages
from callguard.services.call_steps import enter_step
from callguard.services.offers import answer_offer, lower_than, make_offer, reopen_offer, withdraw
from callguard.services.outcomes import owed_outcome
from callguard.services.talks import explain_skips, keep_note
from callguard.web.call.blueprint import blueprint
from callguard.web.call.offering import put_forward
from callguard.web.call.showing import show
from callguard.web.forms import Typed


@blueprint.post("/<int:callback_id>/step")
def go_to_step(callback_id: int) -> ResponseReturnValue:
    """Notes that the talk has come to a step."""
    step, attempt_id = (Typed(request.form).whole(name) for name in ("step", "attempt"))
    if step not in tuple(Step) or attempt_id is None:
        raise IllegalStep(reason="no_call")
    with writing() as db:
        enter_step(db, attempt_id, current_user(), request.form.get("lease", ""), Step(step), now())
    return show(callback_id)


@blueprint.post("/<int:callback_id>/skips")
def explain(callback_id: int) -> ResponseReturnValue:
    """Takes the reason why steps were left out."""
    typed, view = Typed(request.form), request.form.get("view", "")
    attempt_id = typed.whole("attempt")
    if attempt_id is None:
        raise IllegalStep(reason="no_call")
    at_the_end = "at_the_end" in request.form
    reason, words = typed.choice("reason", SkipReason), typed.text("why")
    try:
        typed.refuse_faults()
        with writing() as db:
            explain_skips(db, attempt_id, current_user(), Skip(reason, words), now(), at_the_end=at_the_end)
    except InvalidFields as refused:
        return show(callback_id, view=view, errors=field_messages(refused.errors), status=422)
    return show(callback_id, view=view)


@blueprint.post("/<int:callback_id>/note")
def note(callback_id: int) -> ResponseReturnValue:
    """Keeps what is being written, for whoever takes the call over."""
    typed = Typed(request.form)
    written = typed.text("note")
    typed.refuse_faults()
    with writing() as db:
        attempt = owed_outcome(db, current_user(), callback_id)
        if attempt is None:
            raise IllegalStep(reason="no_call")
        raised = keep_note(db, attempt.id, current_user(), written, now())
    # How urgent the case has become is seen at once, here and in the list.
    return "", 204, {"HX-Trigger": "list-changed, refresh"} if raised else {}


@blueprint.post("/<int:callback_id>/offers")
def offer(callback_id: int) -> ResponseReturnValue:
    """Puts a plan to the customer, or asks a senior first."""
    token = request.form.get("lease", "")
    return put_forward(
        partial(show, callback_id),
        lambda db, plan: lower_than(db, callback_id, plan),
        lambda db, plan: make_offer(db, runtime().settings, callback_id, current_user(), token, plan, now()),
    )


@blueprint.post("/<int:callback_id>/offers/<int:offer_id>/withdraw")
def withdraw_request(callback_id: int, offer_id: int) -> ResponseReturnValue:
    """Takes a request back that no senior has decided."""
    with writing() as db:
        withdraw(db, offer_id, current_user(), now())
    return show(callback_id)


@blueprint.post("/<int:callback_id>/offers/<int:offer_id>/answer")
def hear_answer(callback_id: int, offer_id: int) -> ResponseReturnValue:
    """Notes what the customer said to an offer."""
    with writing() as db:
        answer_offer(db, offer_id, current_user(), request.form.get("answer") == "accepted", now())
    return show(callback_id)


@blueprint.post("/<int:callback_id>/offers/<int:offer_id>/reopen")
def reopen(callback_id: int, offer_id: int) -> ResponseReturnValue:
    """Takes a yes back that was noted by mistake."""
    with writing() as db:
        reopen_offer(db, offer_id, current_user(), now())
    return show(callback_id)
