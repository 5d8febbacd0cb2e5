"""A plan put forward on a page: what the rules say of it is shown with its fields."""

from collections.abc import Callable
from typing import Protocol

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from callguard.domain.compensation import OfferAssessment, Plan, PlanKind
from callguard.domain.errors import InvalidFields
from callguard.http.context import writing
from callguard.http.refusals import lower_offer, offer_refusal
from callguard.http.texts import field_messages
from callguard.web.forms import Typed


class Show(Protocol):
    """The page, with what was typed and what was wrong with it where it wasn't taken."""

    def __call__(
        self, *, form: dict[str, str] = ..., errors: dict[str, str] = ..., status: int = ...
    ) -> ResponseReturnValue: ...


def put_forward(
    show: Show, lower_than: Callable[[Session, Plan], Plan | None], make: Callable[[Session, Plan], object]
) -> ResponseReturnValue:
    """Makes an offer of what was typed; 409 with the reason when nobody may offer it.

    One below an earlier offer is made only once the agent, warned of it, sends its amount as `lower` too.
    """
    typed, form = Typed(request.form), dict(request.form)
    kind, amount, note = typed.choice("kind", PlanKind), typed.fen("amount"), typed.text("note")
    try:
        typed.refuse_faults()
        plan = Plan(kind, amount, note)
        warned = typed.text("lower") == typed.text("amount")
        with writing() as db:
            made = (None if warned else lower_than(db, plan)) or make(db, plan)
    except InvalidFields as refused:
        return show(form=form, errors=field_messages(refused.errors), status=422)
    if isinstance(made, OfferAssessment):
        return show(form=form, errors={"amount": offer_refusal(made)}, status=409)
    if isinstance(made, Plan):
        warning = {"lower": lower_offer(made)}
        return show(form=form | {"lower": typed.text("amount")}, errors=warning, status=409)
    return show()
