"""Every route is closed unless it says that it is public."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import abort, current_app, request

from callguard.domain.role import Role
from callguard.http.context import current_user

P = ParamSpec("P")
R = TypeVar("R")

_PUBLIC = "callguard_public"


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Opens a view to strangers."""
    setattr(view, _PUBLIC, True)
    return view


def is_public(endpoint: str) -> bool:
    """Whether strangers may come in at this endpoint."""
    return getattr(current_app.view_functions.get(endpoint), _PUBLIC, False)


def strangers_may_ask() -> bool:
    """Whether the present request needs no user: a public view, or an address that leads nowhere."""
    return request.endpoint is None or is_public(request.endpoint)


def role_required(*roles: Role) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Lets only these roles in; everybody else gets 403."""

    def guarded(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            if current_user().role not in roles:
                abort(403)
            return view(*args, **kwargs)

        return checked

    return guarded
