"""Who calls: the user whose bearer token it is."""

from flask import abort, request
from werkzeug.datastructures import WWWAuthenticate

from callguard.http.access import strangers_may_ask
from callguard.http.context import reading, remember_user
from callguard.services.users import user_by_token


def refuse_strangers() -> None:
    """Looks up the token's user; 401 without one, unless the view is public."""
    if strangers_may_ask():
        return
    given = request.authorization
    token = given.token if given and given.type == "bearer" else None
    with reading() as db:
        user = user_by_token(db, token) if token else None
    if user is None:
        abort(401, www_authenticate=WWWAuthenticate("bearer"))
    remember_user(user)
