"""The preparation of a practice call, by the form of a call to a customer."""

from functools import partial

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from callguard.http.context import current_user, now
from callguard.services.practice.preparing import prepare_practice
from callguard.web.call.preparing import Written, take_preparation
from callguard.web.practice.blueprint import blueprint
from callguard.web.practice.showing import show


@blueprint.post("/<int:call_id>/preparation")
def save_preparation(call_id: int) -> ResponseReturnValue:
    """Keeps it, or shows the form again with all that was typed."""
    return take_preparation(partial(show, call_id), partial(_keep, call_id))


def _keep(call_id: int, db: Session, written: Written) -> None:
    prepare_practice(
        db,
        call_id,
        current_user(),
        written.ladder,
        now(),
        demands=written.demands,
        beyond_authority=written.beyond_authority,
        senior_id=written.senior_id,
    )
