"""Looking at a callback: the page, its live copy, and giving it back."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from callguard.db.models import Callback
from callguard.http.context import current_user, now, reading, runtime, writing
from callguard.http.language import gettext as _
from callguard.services.call_sheets import Stage
from callguard.services.leases import give_back, holds, keep_alive
from callguard.services.next_calls import verdict_at
from callguard.web import guard_words
from callguard.web.call.blueprint import blueprint
from callguard.web.call.showing import context
from callguard.web.forms import Typed
from callguard.web.live import live


@blueprint.get("/<int:callback_id>")
def page(callback_id: int) -> ResponseReturnValue:
    """The desk with this callback on it; 423 when it lies on somebody else's."""
    with reading() as db:
        shown = context(db, callback_id, view=_view())
        return render_template("call/page.html", **shown), _status(shown)


@blueprint.get("/<int:callback_id>/live")
def live_call(callback_id: int) -> Response:
    """The same as it stands now; asking is the sign of life that keeps the lease."""
    _keep_lease(callback_id)
    with reading() as db:
        shown = context(db, callback_id, view=_view())
        return live(render_template("call/_call.html", **shown), _status(shown))


@blueprint.get("/<int:callback_id>/next-time")
def next_time(callback_id: int) -> ResponseReturnValue:
    """What the guard would say about the time that was typed for the next call."""
    settings = runtime().settings
    at = Typed(request.args).instant("next_due_at", settings.display_tz)
    with reading() as db:
        answer = verdict_at(db, runtime().vault, settings, callback_id, current_user(), at) if at else None
    past = at is not None and at <= now()
    return render_template("call/_next_time.html", guard_words=guard_words, at=at, answer=answer, past=past)


@blueprint.post("/<int:callback_id>/give-back")
def put_back(callback_id: int) -> ResponseReturnValue:
    """Puts a callback that was not dialled back into the list."""
    with writing() as db:
        give_back(db, callback_id, current_user(), request.form.get("lease", ""), now())
    flash(_("已退回名单，谁有空谁来打。"))
    return redirect(url_for("desk.page"), 303)


def _view() -> str:
    return request.args.get("view", "")


def _status(shown: dict[str, object]) -> int:
    return 423 if shown["stage"] is Stage.ELSEWHERE else 200


def _keep_lease(callback_id: int) -> None:
    """Prolongs it once half of it has passed: a write for every question would be many."""
    user, length = current_user(), runtime().settings.lease_length
    with reading() as db:
        callback = db.get(Callback, callback_id)
        if callback is None or callback.lease_expires_at is None or not holds(callback, user.id, now()):
            return
        token, left = callback.lease_token or "", callback.lease_expires_at - now()
    if left < length / 2:
        with writing() as db:
            keep_alive(db, callback_id, user, token, now(), length)
