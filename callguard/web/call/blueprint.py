"""The blueprint of the call page, and what it answers when the callback is no longer the agent's."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from callguard.domain.errors import NotYours, StaleLease
from callguard.http.errors import answer_to
from callguard.web.call.showing import show

blueprint = Blueprint("call", __name__, url_prefix="/callbacks")


@blueprint.errorhandler(StaleLease)
@blueprint.errorhandler(NotYours)
def show_as_it_is(error: Exception) -> ResponseReturnValue:
    """The page in its present state, with a word on why nothing was done."""
    answer = answer_to(error)
    return show(int((request.view_args or {})["callback_id"]), problem=answer.message, status=answer.status)
