"""The navigation: each blueprint brings its own entry, so that no link leads to a page that isn't there."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal, cast

from flask import Blueprint, Flask, current_app, request, url_for
from flask.blueprints import BlueprintSetupState
from sqlalchemy.orm import Session

from callguard.db.models import User
from callguard.domain.role import Role
from callguard.http.context import reading, user_or_none

Count = Callable[[Session, User], int]


@dataclass(frozen=True)
class NavItem:
    """One entry: a lazy `label`, its place in the order, who sees it, and how many things wait there.

    `key` leads there after G. `count_endpoint` answers with the count alone (`_count.html`), for the pages that show it
    already.
    """

    endpoint: str
    label: str
    icon: str
    order: int
    key: str
    roles: Collection[Role] = tuple(Role)
    count: Count | None = None
    count_endpoint: str | None = None
    place: Literal["main", "bell"] = "main"


@dataclass(frozen=True)
class NavLink:
    """An entry as one user sees it on one page."""

    url: str
    label: str
    icon: str
    count: int
    count_url: str | None
    key: str
    here: bool
    place: Literal["main", "bell"]


def in_nav(blueprint: Blueprint, item: NavItem) -> None:
    """Puts an entry into the navigation of every app that registers the blueprint."""

    def add(state: BlueprintSetupState) -> None:
        items_of(cast("Flask", state.app)).append(item)

    blueprint.record(add)


def items_of(app: Flask) -> list[NavItem]:
    """All entries of an app, as they were registered."""
    return cast("list[NavItem]", app.extensions.setdefault("callguard.nav", []))


def items_for(user: User) -> list[NavItem]:
    """The entries this user may see, in order."""
    seen = [item for item in items_of(current_app) if user.role in item.roles]
    return sorted(seen, key=lambda item: item.order)


def links() -> list[NavLink]:
    """The navigation of the present page; empty for a stranger."""
    user = user_or_none()
    if user is None:
        return []
    with reading() as db:
        return [_link(item, db, user) for item in items_for(user)]


def _link(item: NavItem, db: Session, user: User) -> NavLink:
    url = url_for(item.endpoint)
    return NavLink(
        url=url,
        label=item.label,
        icon=item.icon,
        count=item.count(db, user) if item.count else 0,
        count_url=url_for(item.count_endpoint) if item.count_endpoint else None,
        key=item.key,
        here=_leads_here(url),
        place=item.place,
    )


def _leads_here(url: str) -> bool:
    """Whether the present page is the entry's own or lies under it, whichever blueprint it comes from."""
    return f"{request.script_root}{request.path}/".startswith(f"{url}/")
