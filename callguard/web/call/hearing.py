"""What the customer says about being rung, noted while they are on the telephone."""

from flask import request
from flask.typing import ResponseReturnValue

from callguard.domain.errors import IllegalStep, InvalidFields, UnknownId
from callguard.domain.wish import WishKind
from callguard.http.context import current_user, now, reading, runtime, writing
from callguard.http.texts import field_messages, message_of
from callguard.services.callbacks import callback_for
from callguard.services.heard_words import note_heard
from callguard.services.wishes import revoke_wish
from callguard.web.call.blueprint import blueprint
from callguard.web.call.showing import show
from callguard.web.forms import Typed


@blueprint.post("/<int:callback_id>/heard")
def hear(callback_id: int) -> ResponseReturnValue:
    """Notes what the customer's words amount to; 422 where nobody can tell."""
    words, view = Typed(request.form).text("words"), request.form.get("view", "")
    services = (runtime().vault, runtime().settings, _case_id(callback_id), current_user())
    try:
        with writing() as db:
            note_heard(db, *services, words, now())
    except InvalidFields as refused:
        return show(callback_id, view=view, errors=field_messages(refused.errors), status=422)
    except IllegalStep as refused:
        return show(callback_id, view=view, problem=message_of(str(refused.params["reason"]), {}), status=409)
    return show(callback_id, view=view)


@blueprint.post("/<int:callback_id>/wishes/<kind>/<int:wish_id>/revoke")
def take_back(callback_id: int, kind: str, wish_id: int) -> ResponseReturnValue:
    """Ends a wish, since the customer said so."""
    if kind not in tuple(WishKind):
        raise UnknownId
    words, view = Typed(request.form).text("revoking"), request.form.get("view", "")
    case_id = _case_id(callback_id)
    try:
        with writing() as db:
            revoke_wish(db, case_id, current_user(), WishKind(kind), wish_id, words, now())
    except InvalidFields as refused:
        problem = next(iter(field_messages(refused.errors).values()))
        return show(callback_id, view=view, problem=problem, status=422)
    return show(callback_id, view=view)


def _case_id(callback_id: int) -> int:
    with reading() as db:
        return callback_for(db, callback_id, current_user()).case_id
