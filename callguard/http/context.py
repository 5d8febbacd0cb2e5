"""The running callguard as seen from inside a request: its runtime, the time, sessions, the user."""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import cast

from flask import current_app, g
from sqlalchemy.orm import Session

from callguard.db.models import User
from callguard.services.runtime import Runtime


def runtime() -> Runtime:
    """What create_app wired together."""
    return cast("Runtime", current_app.extensions["callguard"])


def now() -> datetime:
    """The instant of this request: read once, the same however often it is asked."""
    if "now" not in g:
        g.now = runtime().clock()
    return cast("datetime", g.now)


def reading() -> AbstractContextManager[Session]:
    """A session that sees one state of the data and never writes."""
    return runtime().database.reading()


def writing() -> AbstractContextManager[Session]:
    """A session in one transaction, committed at the end and undone by any exception."""
    return runtime().database.writing()


def remember_user(user: User) -> None:
    """Says for the rest of this request who is asking."""
    g.user = user


def user_or_none() -> User | None:
    """Who is asking, if anybody is known."""
    return cast("User | None", g.get("user"))


def current_user() -> User:
    """Who is asking, loaded with shops but bound to no session; LookupError on a route that lets strangers in."""
    user = user_or_none()
    if user is None:
        raise LookupError("nobody is signed in here")
    return user
