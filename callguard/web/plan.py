"""The day's plan (今日计划): how many calls must be made, how many can be, and which can't and why."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from callguard.domain.errors import InvalidFields
from callguard.http.access import role_required
from callguard.http.context import current_user, now, reading, runtime, writing
from callguard.http.language import gettext as _
from callguard.http.language import lazy_gettext
from callguard.http.texts import field_messages
from callguard.services.callbacks import callback_for, unbind
from callguard.services.cases import add_number
from callguard.services.plan.day_plan import day_plan
from callguard.services.releases import request_release
from callguard.web import guard_words
from callguard.web.approvals import SENIORS
from callguard.web.nav import NavItem, in_nav

blueprint = Blueprint("plan", __name__, url_prefix="/plan")
in_nav(blueprint, NavItem("plan.page", lazy_gettext("今日计划"), "chart-bar", order=8, key="l", roles=SENIORS))

_LONGEST_KEPT = 64


@blueprint.get("")
@role_required(*SENIORS)
def page() -> ResponseReturnValue:
    """The plan for the rest of the day."""
    return _page()


@blueprint.post("/callbacks/<int:callback_id>/release")
@role_required(*SENIORS)
def ask_release(callback_id: int) -> ResponseReturnValue:
    """Asks a supervisor for the last call."""

    def do(db: Session) -> str:
        request_release(db, callback_id, current_user(), request.form.get("reason", ""), now())
        return _("已申请放行，等主管决定。")

    return _do(callback_id, do)


@blueprint.post("/callbacks/<int:callback_id>/number")
@role_required(*SENIORS)
def fill_in_number(callback_id: int) -> ResponseReturnValue:
    """Notes the number that is missing."""

    def do(db: Session) -> str:
        case_id = callback_for(db, callback_id, current_user()).case_id
        add_number(db, runtime().vault, case_id, current_user(), request.form.get("number", ""), now())
        return _("号码已补上，这条回电今天可以打了。")

    return _do(callback_id, do)


@blueprint.post("/callbacks/<int:callback_id>/unbind")
@role_required(*SENIORS)
def make_anybodys(callback_id: int) -> ResponseReturnValue:
    """Lets anybody make a call that is bound to somebody who won't."""

    def do(db: Session) -> str:
        unbind(db, callback_id, current_user(), now())
        return _("已改为谁有空谁打。")

    return _do(callback_id, do)


def _do(callback_id: int, deed: Callable[[Session], str]) -> ResponseReturnValue:
    """Does it and says so on the page, or says at that line what is wrong with what was typed."""
    try:
        with writing() as db:
            done = deed(db)
    except InvalidFields as refused:
        typed = request.form.get("number", request.form.get("reason", ""))[:_LONGEST_KEPT]
        (error,) = field_messages(refused.errors).values()
        return _page({"callback_id": callback_id, "typed": typed, "error": error}), 422
    flash(done)
    return redirect(url_for("plan.page"), 303)


def _page(fault: dict[str, object] | None = None) -> str:
    with reading() as db:
        plan = day_plan(db, runtime().vault, runtime().settings, current_user(), now())
        return render_template(
            "plan/page.html",
            plan=plan,
            calls_per_hour=runtime().settings.calls_per_hour,
            shops={shop.id: shop.name for shop in current_user().shops},
            highest=max((max(hour.calls, hour.room) for hour in plan.hours), default=1),
            hour_name=_hour_name,
            words=guard_words,
            fault=fault,
        )


def _hour_name(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(runtime().settings.display_tz)):%H}"
