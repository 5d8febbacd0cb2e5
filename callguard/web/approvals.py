"""What waits for a senior: offers above an agent's authority, and requests for the last call, decided in seconds."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from callguard.db.models import User
from callguard.domain.approval import ApprovalReason, ApprovalRefusal, Decision
from callguard.domain.errors import IllegalStep
from callguard.domain.role import Role
from callguard.http.access import role_required
from callguard.http.context import current_user, now, reading, runtime, writing
from callguard.http.language import lazy_gettext
from callguard.http.refusals import decision_refusal
from callguard.http.texts import field_messages
from callguard.services.approval_board import approval_sheet, board_of, count_waiting, release_sheet
from callguard.services.approvals import decide
from callguard.services.releases import decide_release
from callguard.web import guard_words
from callguard.web.forms import Typed
from callguard.web.live import live
from callguard.web.nav import NavItem, in_nav

SENIORS = (Role.TEAM_LEADER, Role.SUPERVISOR, Role.MANAGER)

blueprint = Blueprint("approvals", __name__, url_prefix="/approvals")
in_nav(
    blueprint,
    NavItem(
        "approvals.page",
        lazy_gettext("待我审批"),
        "checklist",
        order=5,
        key="a",
        roles=SENIORS,
        count=count_waiting,
        count_endpoint="approvals.count",
    ),
)


@blueprint.get("")
@role_required(*SENIORS)
def page() -> ResponseReturnValue:
    """All that waits for this senior."""
    with reading() as db:
        return render_template("approvals/page.html", **_shown(db))


@blueprint.get("/board")
@role_required(*SENIORS)
def board_now() -> ResponseReturnValue:
    """The same as it stands now, for the page that shows it already."""
    with reading() as db:
        return live(render_template("approvals/_board.html", **_shown(db)))


@blueprint.get("/count")
@role_required(*SENIORS)
def count() -> ResponseReturnValue:
    """How many requests wait, for the navigation of a page that is open already."""
    with reading() as db:
        return render_template("_count.html", count=count_waiting(db, current_user()), url=url_for("approvals.count"))


@blueprint.post("/<int:approval_id>/decision")
@role_required(*SENIORS)
def decide_offer(approval_id: int) -> ResponseReturnValue:
    """Takes the decision; the request's card says what became of it, or why not."""
    typed = Typed(request.form)
    decision, amount, words = typed.choice("decision", Decision), typed.fen("amount"), typed.text("words")
    if typed.errors:
        return _approval_card(approval_id, field_messages(tuple(typed.errors)), 422)
    with writing() as db:
        settings, senior = runtime().settings, current_user()
        decided = decide(db, settings, approval_id, senior, decision, now(), amount=amount, words=words)
        if not isinstance(decided, ApprovalRefusal):
            callback_id = decided.offer.callback_id
    if isinstance(decided, ApprovalRefusal):
        already = decided.reason is ApprovalReason.NOT_PENDING
        return _approval_card(approval_id, _faults(decided, decision), 409 if already else 422)
    if decision is Decision.TAKE_OVER:
        return Response(status=204, headers={"HX-Redirect": url_for("call.page", callback_id=callback_id)})
    return _approval_card(approval_id, {}, 200)


@blueprint.post("/releases/<int:release_id>/decision")
@role_required(Role.SUPERVISOR, Role.MANAGER)
def decide_last_call(release_id: int) -> ResponseReturnValue:
    """Grants or refuses the last call."""
    granted = request.form.get("decision") == "grant"
    try:
        with writing() as db:
            decide_release(db, release_id, current_user(), granted, now())
    except IllegalStep:
        return _release_card(release_id, 409)
    return _release_card(release_id, 200)


def _approval_card(approval_id: int, errors: Mapping[str, str], status: int) -> Response:
    with reading() as db:
        sheet = approval_sheet(db, approval_id, current_user(), now())
        return _card(render_template("approvals/_approval.html", sheet=sheet, errors=errors), status)


def _release_card(release_id: int, status: int) -> Response:
    with reading() as db:
        sheet = release_sheet(db, runtime().vault, runtime().settings, release_id, current_user(), now())
        return _card(render_template("approvals/_release.html", sheet=sheet, words=guard_words), status)


def _card(shown: str, status: int) -> Response:
    """The card; once decided, the count in the bar is told to ask again."""
    return make_response(shown, status, {"HX-Trigger": "decided"} if status == HTTPStatus.OK else {})


def _faults(refusal: ApprovalRefusal, decision: Decision) -> dict[str, str]:
    """Why not, at the amount where another amount would help, else at the buttons."""
    field = "amount" if decision is Decision.COUNTER else "decision"
    return {field: decision_refusal(refusal)}


def _shown(db: Session) -> dict[str, object]:
    senior: User = current_user()
    board = board_of(db, runtime().vault, runtime().settings, senior, now())
    return {"board": board, "errors": {}, "words": guard_words}
