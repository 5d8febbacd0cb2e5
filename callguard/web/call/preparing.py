"""The preparation before a call, as a one-minute form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from callguard.domain.compensation import Plan, PlanKind
from callguard.domain.errors import InvalidFields
from callguard.domain.plan_ladder import PlanLadder
from callguard.http.context import current_user, now, writing
from callguard.http.texts import field_messages
from callguard.services.preparations import prepare, senior_on_duty
from callguard.web.call.blueprint import blueprint
from callguard.web.call.filling import PLAN_ROWS
from callguard.web.call.showing import show
from callguard.web.forms import Typed


@dataclass(frozen=True)
class Written:
    """A preparation as it was typed; `senior_id` is whoever was chosen, if anybody."""

    ladder: PlanLadder
    demands: str
    beyond_authority: str
    senior_id: int | None


class Show(Protocol):
    """The page, with the form again where something is missing in it."""

    def __call__(
        self, *, view: str = ..., form: dict[str, str] = ..., errors: dict[str, str] = ..., status: int = ...
    ) -> ResponseReturnValue: ...


@blueprint.post("/<int:callback_id>/preparation")
def save_preparation(callback_id: int) -> ResponseReturnValue:
    """Records it, or shows the form again with all that was typed."""
    return take_preparation(partial(show, callback_id), partial(_record, callback_id))


def take_preparation(show: Show, keep: Callable[[Session, Written], object]) -> ResponseReturnValue:
    """Keeps what was typed, or shows the form again with all of it."""
    form = _without_gaps(request.form)
    typed = Typed(form)
    written = _written(typed, form)
    try:
        with writing() as db:
            keep(db, written)
            # Only now, before anything is kept: what is missing is told together with what can't be read.
            typed.refuse_faults()
    except InvalidFields as refused:
        errors = field_messages(refused.errors) | field_messages(tuple(typed.errors))
        return show(view="prepare", form=form, errors=errors, status=422)
    return show()


def _record(callback_id: int, db: Session, written: Written) -> None:
    prepare(
        db,
        callback_id,
        current_user(),
        request.form.get("lease", ""),
        written.ladder,
        now(),
        demands=written.demands,
        beyond_authority=written.beyond_authority,
        senior=senior_on_duty(db, callback_id, written.senior_id),
    )


def _written(typed: Typed, form: Mapping[str, str]) -> Written:
    plans = tuple(_plan(typed, row) for row in range(PLAN_ROWS) if form.get(f"plans.{row}.kind"))
    ladder = PlanLadder(plans, typed.fen("floor") or 0)
    return Written(ladder, typed.text("demands"), typed.text("beyond_authority"), typed.whole("senior_on_duty"))


def _plan(typed: Typed, row: int) -> Plan:
    kind = typed.choice(f"plans.{row}.kind", PlanKind)
    return Plan(kind, typed.fen(f"plans.{row}.amount"), typed.text(f"plans.{row}.note"))


def _without_gaps(form: Mapping[str, str]) -> dict[str, str]:
    """The form with its plans moved up over rows left empty, so that the faults' places are the rows'."""
    used = [row for row in range(PLAN_ROWS) if form.get(f"plans.{row}.kind")]
    moved = {name: text for name, text in form.items() if not name.startswith("plans.")}
    for row, old in enumerate(used):
        moved |= {f"plans.{row}.{part}": form.get(f"plans.{old}.{part}", "") for part in ("kind", "amount", "note")}
    return moved
