"""During the call: the steps, the offers, the customer's answers."""

from flask import request
from flask.typing import ResponseReturnValue

from callguard.domain.compensation import OfferAssessment, Plan, PlanKind
from callguard.domain.errors import IllegalStep, InvalidFields
from callguard.domain.script import Step
from callguard.http.context import current_user, now, runtime, writing
from callguard.http.refusals import offer_refusal
from callguard.services.call_steps import enter_step
from callguard.services.offers import answer_offer, make_offer
from callguard.web.call.blueprint import blueprint
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


@blueprint.post("/<int:callback_id>/offers")
def offer(callback_id: int) -> ResponseReturnValue:
    """Puts a plan to the customer, or asks a senior first; 409 with the reason when nobody may offer it."""
    typed = Typed(request.form)
    kind, amount, note = typed.choice("kind", PlanKind), typed.fen("amount"), typed.text("note")
    try:
        typed.refuse_faults()
        plan = Plan(kind, amount, note)
        token = request.form.get("lease", "")
        with writing() as db:
            made = make_offer(db, runtime().settings, callback_id, current_user(), token, plan, now())
    except InvalidFields as refused:
        return show(callback_id, form=request.form, errors=refused.errors, status=422)
    if isinstance(made, OfferAssessment):
        return show(callback_id, form=request.form, problem=offer_refusal(made), status=409)
    return show(callback_id)


@blueprint.post("/<int:callback_id>/offers/<int:offer_id>/answer")
def hear_answer(callback_id: int, offer_id: int) -> ResponseReturnValue:
    """Notes what the customer said to an offer."""
    with writing() as db:
        answer_offer(db, offer_id, current_user(), request.form.get("answer") == "accepted", now())
    return show(callback_id)
