"""What the user was told: the page, and the number at the bell."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from callguard.domain.notification import NotificationKind
from callguard.http.context import current_user, now, reading, writing
from callguard.http.language import lazy_gettext
from callguard.services.notifications import mark_read, notifications_of, unread_count
from callguard.web.nav import NavItem, in_nav
from callguard.web.notification_texts import MEANINGS, sentence

blueprint = Blueprint("notifications", __name__, url_prefix="/notifications")
in_nav(
    blueprint,
    NavItem(
        "notifications.page",
        lazy_gettext("通知"),
        "bell",
        order=90,
        key="n",
        count=lambda session, user: unread_count(session, user.id),
        place="bell",
    ),
)


@blueprint.get("")
def page() -> ResponseReturnValue:
    """The newest notifications, or those older than `before`."""
    with reading() as db:
        found = notifications_of(db, current_user().id, request.args.get("before", type=_row_id))
    return render_template(
        "notifications/page.html", found=found, kind_of=NotificationKind, meanings=MEANINGS, sentence=sentence
    )


@blueprint.get("/unread")
def unread() -> ResponseReturnValue:
    """The number at the bell, for the page that shows it already."""
    with reading() as db:
        return render_template("notifications/_count.html", count=unread_count(db, current_user().id))


@blueprint.post("/read")
def read() -> ResponseReturnValue:
    """Marks what the page showed as read; what has come since stays unread."""
    with writing() as db:
        mark_read(db, current_user().id, request.form.getlist("id", type=_row_id), now())
    return redirect(url_for("notifications.page"), 303)


def _row_id(text: str) -> int:
    number = int(text)
    if not 0 < number < 2**63:
        raise ValueError("no row has this id")
    return number
