"""Coming in, going out, and what a user sets for themselves: password and language."""

from datetime import timedelta
from typing import cast

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from callguard.domain.errors import InvalidFields
from callguard.http.access import public
from callguard.http.context import current_user, reading, user_or_none, writing
from callguard.http.language import COOKIE, LANGUAGES
from callguard.http.language import gettext as _
from callguard.http.texts import field_messages
from callguard.services import users
from callguard.web import access
from callguard.web.throttle import SignInThrottle

blueprint = Blueprint("account", __name__)

_LANGUAGE_KEPT = timedelta(days=365)


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """The form to sign in with."""
    if user_or_none() is not None:
        return redirect(access.local_path(request.args.get("next")))
    return render_template("account/sign_in.html", problem=None)


@blueprint.post("/sign-in")
@public
def do_sign_in() -> ResponseReturnValue:
    """Checks name and password, and says no more than that they don't fit together."""
    name, address = request.form.get("name", "").strip(), request.remote_addr or ""
    wait = _throttle().wait(name, address)
    if wait is not None:
        minutes = -(-wait // timedelta(minutes=1))
        return _refused(_("尝试次数太多，请 %(count)s 分钟后再试。", count=minutes), 429)
    with reading() as db:
        user = users.user_by_password(db, name, request.form.get("password", ""))
    if user is None:
        _throttle().failed(name, address)
        return _refused(_("用户名或密码不对。请检查大小写后再试。"), 422)
    access.sign_in(user)
    return redirect(access.local_path(request.args.get("next")))


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Ends the session."""
    access.sign_out()
    return redirect(url_for("account.sign_in"))


@blueprint.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    """Remembers the language in this browser and goes back to where it was chosen."""
    response = make_response(redirect(access.local_path(request.form.get("next"))))
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
        response.set_cookie(COOKIE, chosen, max_age=_LANGUAGE_KEPT, httponly=True, samesite="Lax", secure=secure)
    return response


@blueprint.get("/password")
def password() -> ResponseReturnValue:
    """The form to change one's own password."""
    return render_template("account/password.html", errors={})


@blueprint.post("/password")
def change_password() -> ResponseReturnValue:
    """Changes it; every other session of the user ends, this one goes on."""
    form = {name: request.form.get(name, "") for name in ("current", "new", "again")}
    try:
        with writing() as db:
            user = users.change_password(db, current_user().id, **form)
    except InvalidFields as refused:
        return render_template("account/password.html", errors=field_messages(refused.errors)), 422
    access.sign_in(user)
    flash(_("密码已更改。其他设备上的登录已全部退出。"))
    return redirect(url_for("account.password"))


def _throttle() -> SignInThrottle:
    return cast("SignInThrottle", current_app.extensions["callguard.throttle"])


def _refused(problem: str, status: int) -> ResponseReturnValue:
    return render_template("account/sign_in.html", problem=problem), status
