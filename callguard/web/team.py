"""The team: who may call about what, who is away when, and how often somebody said that they did not dial."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from callguard.domain.case import IssueType
from callguard.domain.errors import IllegalStep, InvalidFields, UnknownId
from callguard.http.access import role_required
from callguard.http.context import current_user, now, reading, runtime, writing
from callguard.http.language import gettext as _
from callguard.http.language import lazy_gettext
from callguard.http.texts import field_messages, message_of
from callguard.services.certificates import grant_certificate, needs_certificate, revoke_certificate
from callguard.services.days_off import add_day_off, remove_day_off, today
from callguard.services.team_sheets import team_sheets
from callguard.web.approvals import SENIORS
from callguard.web.forms import Typed
from callguard.web.nav import NavItem, in_nav

blueprint = Blueprint("team", __name__, url_prefix="/team")
in_nav(blueprint, NavItem("team.page", lazy_gettext("团队"), "users", order=50, key="t", roles=SENIORS))


@blueprint.get("")
def page() -> ResponseReturnValue:
    """A leader's people; everybody else sees themselves."""
    return _page()


@blueprint.post("/<int:user_id>/certificates")
@role_required(*SENIORS)
def grant(user_id: int) -> ResponseReturnValue:
    """Lets somebody call about an issue type."""

    def do(db: Session, typed: Typed) -> str:
        issue_type = typed.choice("issue_type", IssueType)
        typed.refuse_faults()
        grant_certificate(db, current_user(), user_id, issue_type, now())
        return _("已授予认证，立即生效。")

    return _do(user_id, do)


@blueprint.post("/<int:user_id>/certificates/<issue_type>/revoke")
@role_required(*SENIORS)
def revoke(user_id: int, issue_type: str) -> ResponseReturnValue:
    """Takes the certificate back."""

    def do(db: Session, _typed: Typed) -> str:
        revoke_certificate(db, current_user(), user_id, _issue_type(issue_type), now())
        return _("已收回认证，立即生效。")

    return _do(user_id, do)


@blueprint.post("/<int:user_id>/days-off")
@role_required(*SENIORS)
def give_day_off(user_id: int) -> ResponseReturnValue:
    """Notes that somebody doesn't work on a day."""

    def do(db: Session, typed: Typed) -> str:
        on = typed.day("on")
        typed.refuse_faults()
        add_day_off(db, runtime().settings, current_user(), user_id, on, now())
        return _("已记为休息。那天原定由这位同事打的回电，改为谁有空谁打。")

    return _do(user_id, do)


@blueprint.post("/<int:user_id>/days-off/<on>/remove")
@role_required(*SENIORS)
def take_day_off_back(user_id: int, on: str) -> ResponseReturnValue:
    """Notes that somebody works that day after all."""

    def do(db: Session, _typed: Typed) -> str:
        remove_day_off(db, current_user(), user_id, _date(on))
        return _("已取消这天的休息。")

    return _do(user_id, do)


def _do(user_id: int, deed: Callable[[Session, Typed], str]) -> ResponseReturnValue:
    """Does it and says so on the page, or says at that person's forms what is wrong."""
    try:
        with writing() as db:
            done = deed(db, Typed(request.form))
    except InvalidFields as refused:
        return _page(user_id, field_messages(refused.errors)), 422
    except IllegalStep as refused:
        return _page(user_id, {"form": message_of(str(refused.params["reason"]), {})}), 409
    flash(done)
    return redirect(url_for("team.page") + f"#member-{user_id}", 303)


def _page(user_id: int | None = None, errors: dict[str, str] | None = None) -> str:
    settings = runtime().settings
    with reading() as db:
        return render_template(
            "team/page.html",
            sheets=team_sheets(db, settings, current_user(), now()),
            certified=[one for one in IssueType if needs_certificate(settings, one)],
            today=today(settings, now()),
            leads=current_user().role in SENIORS,
            at_user=user_id,
            errors=errors or {},
        )


def _issue_type(text: str) -> IssueType:
    try:
        return IssueType(text)
    except ValueError:
        raise UnknownId from None


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnknownId from None
