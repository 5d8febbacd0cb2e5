"""Who is signed in: kept in the signed session cookie, looked up anew for every request."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Response, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from callguard.db.models import User
from callguard.http.access import strangers_may_ask
from callguard.http.context import reading, remember_user, user_or_none
from callguard.services.users import user_by_uniquifier

SESSION_LENGTH = timedelta(hours=12)
_KEY = "user"
_MISREAD = set("\\\t\r\n")


def sign_in(user: User) -> None:
    """Starts a session of this user; whatever the browser's session held before is gone."""
    session.clear()
    session[_KEY] = user.fs_uniquifier
    session.permanent = True
    remember_user(user)


def sign_out() -> None:
    """Ends this browser's session."""
    session.clear()


def refuse_strangers() -> AnyResponse | None:
    """Looks up the user of this request and sends strangers to the sign-in page, unless the view is public."""
    _look_up_user()
    if user_or_none() is not None or strangers_may_ask():
        return None
    return _to_sign_in()


def local_path(address: str | None) -> str:
    """The address if it leads to a page of ours, else the start page: `next` must not lead away."""
    # Two slashes begin a host. Browsers read a backslash as a slash, and drop tabs and line ends within the address.
    ours = address is not None and address.startswith("/") and not address.startswith("//")
    return str(address) if ours and not _MISREAD & set(str(address)) else "/"


def _look_up_user() -> None:
    uniquifier = session.get(_KEY)
    if uniquifier is None:
        return
    with reading() as db:
        user = user_by_uniquifier(db, uniquifier)
    if user is not None:
        remember_user(user)


def _to_sign_in() -> AnyResponse:
    if "HX-Request" in request.headers:
        # A fragment's answer can't be a redirect: htmx would put the sign-in page into the fragment's place.
        back = urlsplit(request.headers.get("HX-Current-URL", "/")).path
        return Response(status=401, headers={"HX-Redirect": url_for("account.sign_in", next=local_path(back))})
    back = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return redirect(url_for("account.sign_in", next=back))
