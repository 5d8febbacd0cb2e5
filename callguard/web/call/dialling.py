"""The way to the telephone: the permit, the release it may need, the number that may be missing."""

from flask import make_response, request
from flask.typing import ResponseReturnValue

from callguard.db.models import Callback, DialPermit
from callguard.domain.errors import IllegalStep, InvalidFields, UnknownId
from callguard.http.context import current_user, now, runtime, writing
from callguard.http.language import gettext as _
from callguard.http.texts import field_messages
from callguard.services.cases import add_number
from callguard.services.dialling import dial
from callguard.services.permits import take_permit
from callguard.services.releases import request_release
from callguard.telephony.port import NotPlaced
from callguard.web.call.blueprint import blueprint
from callguard.web.call.showing import show
from callguard.web.forms import Typed


@blueprint.post("/<int:callback_id>/permit")
def take(callback_id: int) -> ResponseReturnValue:
    """Takes the one dial; 409 with the guard's reasons when there is none to take."""
    token = request.form.get("lease", "")
    with writing() as db:
        taken = take_permit(db, runtime().vault, runtime().settings, callback_id, current_user(), token, now())
    answer = make_response(show(callback_id, status=200 if isinstance(taken, DialPermit) else 409))
    # The list beside the call says at once that it is being made.
    answer.headers["HX-Trigger"] = "list-changed"
    return answer


@blueprint.post("/<int:callback_id>/dial")
def dial_now(callback_id: int) -> ResponseReturnValue:
    """Has the telephone system ring the agent, then the customer; asked twice, it rings once."""
    permit_id = Typed(request.form).whole("permit")
    if permit_id is None:
        raise IllegalStep(reason="no_call")
    placement = dial(runtime().database, runtime().telephony, permit_id, current_user(), runtime().clock)
    if isinstance(placement, NotPlaced):
        return show(callback_id, problem=_("电话系统没有拨出，这次不计数。请登记结果后再领一次许可。"), status=409)
    return show(callback_id)


@blueprint.post("/<int:callback_id>/release")
def ask_release(callback_id: int) -> ResponseReturnValue:
    """Asks a supervisor for the last call."""
    try:
        with writing() as db:
            request_release(db, callback_id, current_user(), request.form.get("reason", ""), now())
    except InvalidFields as refused:
        return show(callback_id, form=request.form, errors=field_messages(refused.errors), status=422)
    return show(callback_id)


@blueprint.post("/<int:callback_id>/number")
def fill_in_number(callback_id: int) -> ResponseReturnValue:
    """Notes a number by hand."""
    try:
        with writing() as db:
            callback = db.get(Callback, callback_id)
            if callback is None:
                raise UnknownId
            case_id = callback.case_id
            add_number(db, runtime().vault, case_id, current_user(), request.form.get("number", ""), now())
    except InvalidFields as refused:
        return show(callback_id, form=request.form, errors=field_messages(refused.errors), status=422)
    return show(callback_id)
