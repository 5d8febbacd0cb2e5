"""Putting hints away, and having them back."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from callguard.domain.errors import UnknownId
from callguard.domain.hint import Hint
from callguard.http.context import current_user, now, writing
from callguard.services.hints import dismiss_hint, show_hints_again
from callguard.web.access import local_path
from callguard.web.live import wants_fragment

blueprint = Blueprint("hints", __name__, url_prefix="/hints")


@blueprint.post("/<name>/dismiss")
def dismiss(name: str) -> ResponseReturnValue:
    """Puts a hint away; htmx takes it off the page by itself."""
    if name not in tuple(Hint):
        raise UnknownId
    with writing() as db:
        dismiss_hint(db, current_user(), Hint(name), now())
    return "" if wants_fragment() else _back()


@blueprint.post("/again")
def again() -> ResponseReturnValue:
    """Brings all hints back."""
    with writing() as db:
        show_hints_again(db, current_user())
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(local_path(request.form.get("next")), 303)
