"""The agent's daily list (今日名单), and taking the next callback from it."""

from contextlib import suppress

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from callguard.db.models import Callback, User
from callguard.domain.callback import CallbackStatus
from callguard.domain.errors import IllegalStep, InvalidFields
from callguard.http.context import current_user, now, reading, runtime, writing
from callguard.http.language import gettext as _
from callguard.http.language import lazy_gettext
from callguard.http.texts import field_messages, message_of
from callguard.services.cases import add_number
from callguard.services.certificates import lacked_certificates
from callguard.services.days_off import is_off
from callguard.services.leases import callback_on_desk
from callguard.services.outcomes import owed_outcome
from callguard.services.pauses import end_pause, pause_offered, paused_until, take_pause
from callguard.services.queue.claiming import claim, next_for
from callguard.services.queue.daily_list import Standing, daily_list
from callguard.services.surveys import is_allowed_by_case
from callguard.web import guard_words
from callguard.web.filters import local_time
from callguard.web.live import live
from callguard.web.nav import NavItem, in_nav

blueprint = Blueprint("desk", __name__)
in_nav(blueprint, NavItem("desk.page", lazy_gettext("今日名单"), "headset", order=10, key="d"))

_REFUSED = "desk.refused"
"""Where the browser's session keeps what was refused, until the list shows it: a reload must not send it again."""
_LONGEST_KEPT = 64


@blueprint.get("/desk")
def page() -> ResponseReturnValue:
    """The list for the day, once with what was refused just before."""
    with reading() as db:
        return render_template("desk/page.html", **_shown(db) | session.pop(_REFUSED, {}))


@blueprint.get("/desk/list")
def list_now() -> ResponseReturnValue:
    """The list as it stands now, for the page that shows it already."""
    with reading() as db:
        return live(render_template("desk/_list.html", **_shown(db)))


@blueprint.get("/desk/pane")
def pane() -> ResponseReturnValue:
    """The narrow list beside a call."""
    with reading() as db:
        return live(render_template("desk/_pane.html", **_shown(db), here=request.args.get("here", type=int)))


@blueprint.post("/desk/next")
def take_next() -> ResponseReturnValue:
    """Lays the most urgent callback on the agent's desk; what is owed or lies there already comes first."""
    callback_id = next_on_desk()
    if callback_id is None:
        flash(no_calls_words() or _("现在没有可以拨打的回电。等待中的到时间会自动变为可拨打。"))
        return redirect(url_for("desk.page"), 303)
    return redirect(url_for("call.page", callback_id=callback_id), 303)


@blueprint.post("/desk/claim/<int:callback_id>")
def take(callback_id: int) -> ResponseReturnValue:
    """Lays a callback chosen by hand on the desk, unless something else must be finished first."""
    try:
        with writing() as db:
            first = _unfinished(db)
            if first not in (None, callback_id):
                flash(_("手上还有一条没有结束，先把它办完。"), "needs")
                return redirect(url_for("call.page", callback_id=first), 303)
            if first is None and claim(db, runtime().settings, callback_id, current_user(), now()) is None:
                return _refused(_why_not_taken(db, callback_id))
    except IllegalStep as refused:
        return _refused(message_of(str(refused.params["reason"]), {}))
    return redirect(url_for("call.page", callback_id=callback_id), 303)


@blueprint.post("/desk/pause")
def pause() -> ResponseReturnValue:
    """Takes the pause that is offered after a call that hurt."""
    try:
        with writing() as db:
            take_pause(db, runtime().settings, current_user(), now())
    except IllegalStep as refused:
        return _refused(message_of(str(refused.params["reason"]), {}))
    return redirect(url_for("desk.page"), 303)


@blueprint.post("/desk/pause/end")
def resume() -> ResponseReturnValue:
    """Ends the pause before its time."""
    with writing() as db:
        end_pause(db, current_user(), now())
    return redirect(url_for("desk.page"), 303)


@blueprint.post("/desk/numbers/<int:case_id>")
def number(case_id: int) -> ResponseReturnValue:
    """Fills in the number a case lacks."""
    typed = request.form.get("number", "")
    try:
        with writing() as db:
            add_number(db, runtime().vault, case_id, current_user(), typed, now())
    except InvalidFields as refused:
        error = field_messages(refused.errors)["number"]
        session[_REFUSED] = {"fault": {"case_id": case_id, "error": error, "typed": typed[:_LONGEST_KEPT]}}
        return redirect(url_for("desk.page"), 303)
    flash(_("号码已补上，这条回电回到名单里了。"))
    return redirect(url_for("desk.page"), 303)


def next_on_desk() -> int | None:
    """The id of the callback the agent works on next, claimed; None when there is none, or none for them now."""
    with reading() as db:
        first = _unfinished(db)
    if first is not None:
        return first
    with suppress(IllegalStep):
        return next_for(runtime().database, runtime().vault, runtime().settings, current_user(), now())
    return None


def no_calls_words() -> str:
    """Why the agent is given no calls now, in words: a day off, a pause; nothing where they are given some."""
    with reading() as db:
        until = paused_until(db, current_user(), now())
        if until is not None:
            return _("你在休息，%(time)s 前不会分到回电。", time=local_time(until))
        return _day_off_words(db)


def _day_off_words(db: Session) -> str:
    return message_of("day_off", {}) if is_off(db, runtime().settings, current_user(), now()) else ""


def _refused(problem: str) -> ResponseReturnValue:
    session[_REFUSED] = {"problem": problem}
    return redirect(url_for("desk.page"), 303)


def _unfinished(db: Session) -> int | None:
    owed = owed_outcome(db, current_user())
    if owed is not None:
        return owed.callback_id
    on_desk = callback_on_desk(db, current_user(), now())
    return on_desk.id if on_desk is not None else None


def _why_not_taken(db: Session, callback_id: int) -> str:
    """Why this callback can't be laid on the desk, in words; nothing is told of other shops'."""
    user, callback = current_user(), db.get(Callback, callback_id, populate_existing=True)
    if callback is None or callback.case.shop_id not in {shop.id for shop in user.shops}:
        return _("你的店铺里没有这条回电。")
    over = callback.status in (CallbackStatus.DONE, CallbackStatus.CANCELLED)
    if over or not is_allowed_by_case(callback):
        return _("这条回电已经结束，不用再打。")
    if not user.role.handles(callback.case.issue_type):
        return _("中差评由专员处理，客服不能领取。")
    if callback.case.issue_type in lacked_certificates(db, runtime().settings, user):
        return message_of("certificate_missing", {})
    if callback.lease_expires_at is not None and callback.lease_expires_at > now():
        return _("已被%(name)s领走。", name=_display_name(db, callback.lease_agent_id))
    return _("这一条约好由%(name)s来打。", name=_display_name(db, callback.agent_id))


def _display_name(db: Session, user_id: int | None) -> str:
    user = db.get(User, user_id) if user_id is not None else None
    return user.display_name if user is not None else _("同事")


def _shown(db: Session) -> dict[str, object]:
    listed = daily_list(db, runtime().vault, runtime().settings, current_user(), now())
    owed = owed_outcome(db, current_user())
    on_desk = listed.on_desk if owed is None else db.get(Callback, owed.callback_id)
    return {
        "listed": listed,
        "Standing": Standing,
        "on_desk": on_desk,
        "owes": owed is not None,
        "shops": {shop.id: shop.name for shop in current_user().shops},
        "next_from": min((line.from_at for line in listed.lines if line.from_at), default=None),
        "words": guard_words,
        "lacked": lacked_certificates(db, runtime().settings, current_user()),
        "off_today": _day_off_words(db),
        **_pause(db),
        "problem": "",
        "fault": None,
    }


def _pause(db: Session) -> dict[str, object]:
    settings = runtime().settings
    return {
        "paused_until": paused_until(db, current_user(), now()),
        "pause_offered": pause_offered(db, settings, current_user(), now()),
        "pause_minutes": settings.pause_minutes,
    }
