"""Who is the same customer: what was found, saying so by hand, and taking it back."""

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from callguard.db.models import Case
from callguard.domain.errors import IllegalStep, InvalidFields
from callguard.domain.identity import MERGING_ROLES
from callguard.http.access import role_required
from callguard.http.context import current_user, now, reading, writing
from callguard.http.language import gettext as _
from callguard.http.texts import field_messages, message_of
from callguard.services.cases import case_for
from callguard.services.customer_parting import undo_merge
from callguard.services.same_person import companions_of, find_other_case, merge_by_hand, person_of
from callguard.web.forms import Typed

blueprint = Blueprint("same_person", __name__, url_prefix="/cases/<int:case_id>/same-person")


@blueprint.get("")
@role_required(*MERGING_ROLES)
def page(case_id: int) -> ResponseReturnValue:
    """Who is held to be the same person; with a case's number, who else that would make one of them."""
    typed = Typed(request.args)
    number = typed.text("number")
    with reading() as db:
        if "number" not in request.args:
            return _page(db, case_id)
        try:
            typed.refuse_faults()
            other = find_other_case(db, case_id, current_user(), number)
        except InvalidFields as refused:
            return _page(db, case_id, errors=field_messages(refused.errors)), 422
        return _page(db, case_id, other)


@blueprint.post("/<int:other_id>")
@role_required(*MERGING_ROLES)
def merge(case_id: int, other_id: int) -> ResponseReturnValue:
    """Makes one person of the customers of both cases."""

    def make_one(db: Session, words: str) -> str:
        merge_by_hand(db, case_id, other_id, current_user(), words, now())
        return _("已合并，两位顾客从现在起合在一起计次。")

    return _do(case_id, "merge", make_one, other_id)


@blueprint.post("/merges/<int:merge_id>/undo")
@role_required(*MERGING_ROLES)
def undo(case_id: int, merge_id: int) -> ResponseReturnValue:
    """Takes a merge back."""

    def part(db: Session, words: str) -> str:
        undo_merge(db, case_id, merge_id, current_user(), words, now())
        return _("已分开。合并期间打过的电话，两位都照样计次。")

    return _do(case_id, f"undo-{merge_id}", part)


def _do(
    case_id: int, form: str, deed: Callable[[Session, str], str], other_id: int | None = None
) -> ResponseReturnValue:
    typed = Typed(request.form)
    words = typed.text("words")
    try:
        typed.refuse_faults()
        with writing() as db:
            done = deed(db, words)
    except InvalidFields as refused:
        errors, status = field_messages(refused.errors), 422
    except IllegalStep as refused:
        errors, status = {"form": message_of(str(refused.params["reason"]), {})}, 409
    else:
        flash(done)
        return redirect(url_for("cases.page", case_id=case_id), 303)
    with reading() as db:
        other = None if other_id is None else case_for(db, other_id, current_user())
        return _page(db, case_id, other, form, errors), status


def _page(
    db: Session, case_id: int, other: Case | None = None, form: str = "", errors: Mapping[str, str] | None = None
) -> str:
    case = case_for(db, case_id, current_user())
    return render_template(
        "cases/same_person.html",
        case=case,
        companions=companions_of(db, case),
        person=person_of(db, case),
        other=other,
        other_person=person_of(db, other) if other else (),
        form=form,
        errors=errors or {},
    )
