"""Cases: found by number, and one case with its whole file and what can be done about it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from callguard.db.models import User
from callguard.domain.callback import CallbackKind
from callguard.domain.case import CaseStatus, IssueType
from callguard.domain.errors import FieldError, IllegalStep, InvalidFields, UnknownId
from callguard.domain.guard import Verdict, Weekday
from callguard.domain.identity import MERGING_ROLES
from callguard.domain.wish import WishKind, WishReach
from callguard.http.context import current_user, now, reading, runtime, writing
from callguard.http.language import gettext as _
from callguard.http.language import lazy_gettext
from callguard.http.texts import field_messages, message_of
from callguard.services import cases
from callguard.services.callbacks import PlannedCallback, plan_callback
from callguard.services.case_file import case_file
from callguard.services.case_search import CaseFilter, count_unplanned, search_cases
from callguard.services.commitments import keep_commitment
from callguard.services.heard_words import hear_customer, note_heard
from callguard.services.wishes import add_blackout, add_consent, add_do_not_call, revoke_wish
from callguard.web import heard_sentences
from callguard.web.filter_form import FilterForm, options_of
from callguard.web.forms import Typed
from callguard.web.guard_words import is_elsewhere, said
from callguard.web.nav import NavItem, in_nav
from callguard.web.register_sentences import actor_name, day_names, deed, hours_of

blueprint = Blueprint("cases", __name__, url_prefix="/cases")
in_nav(blueprint, NavItem("cases.search", lazy_gettext("案件"), "package", order=30, key="c"))


@blueprint.get("")
def search() -> ResponseReturnValue:
    """The cases that fit the filter, the latest first."""
    form = FilterForm(request.args, runtime().settings.display_tz)
    shop_ids, after = {shop.id for shop in current_user().shops}, form.whole("after")
    with reading() as db:
        return render_template(
            "cases/search.html",
            page=search_cases(db, shop_ids, _wanted(form), after),
            unplanned=count_unplanned(db, shop_ids),
            form=form,
            is_first=after is None,
            statuses=options_of(CaseStatus),
            issue_types=options_of(IssueType),
            shops=[(shop.id, shop.name) for shop in current_user().shops],
        )


@blueprint.get("/<int:case_id>")
def page(case_id: int) -> ResponseReturnValue:
    """The file of one case."""
    with reading() as db:
        return _page(db, case_id)


@blueprint.post("/<int:case_id>/notes")
def note(case_id: int) -> ResponseReturnValue:
    """Adds a dated progress note."""

    def add(db: Session, typed: Typed) -> str:
        cases.add_note(db, case_id, current_user(), typed.text("note"), now())
        return _("备注已写入登记簿。")

    return _do(case_id, "note", add)


@blueprint.post("/<int:case_id>/numbers")
def number(case_id: int) -> ResponseReturnValue:
    """Adds a telephone number by hand."""

    def add(db: Session, typed: Typed) -> str:
        cases.add_number(db, runtime().vault, case_id, current_user(), typed.text("number"), now())
        return _("号码已补充。拨打前仍以掩码显示。")

    return _do(case_id, "number", add)


@blueprint.post("/<int:case_id>/callbacks")
def plan(case_id: int) -> ResponseReturnValue:
    """Plans a call; what the guard would say at that time comes back as a warning."""

    def add(db: Session, typed: Typed) -> str:
        tz = runtime().settings.display_tz
        due_at = typed.instant("due_at", tz)
        kind, bound_until_at = typed.choice("kind", CallbackKind), typed.instant("bound_until_at", tz)
        typed.refuse_faults()
        if due_at is None:
            raise InvalidFields((FieldError("due_at", "time_missing"),))
        agent_id = typed.whole("agent")
        agent = db.get(User, agent_id) if agent_id is not None else None
        plan_it = partial(plan_callback, db, runtime().vault, runtime().settings, case_id, current_user())
        return _planned(plan_it(due_at, kind, now(), agent=agent, bound_until_at=bound_until_at))

    return _do(case_id, "plan", add)


@blueprint.post("/<int:case_id>/commitments/<int:commitment_id>/kept")
def keep(case_id: int, commitment_id: int) -> ResponseReturnValue:
    """Notes that a promise was kept."""

    def mark(db: Session, _typed: Typed) -> str:
        keep_commitment(db, commitment_id, current_user(), now())
        return _("已记为兑现。别忘了告诉顾客。")

    return _do(case_id, "commitments", mark)


@blueprint.post("/<int:case_id>/wishes/do-not-call")
def do_not_call(case_id: int) -> ResponseReturnValue:
    """Notes that the customer doesn't want to be rung."""

    def add(db: Session, typed: Typed) -> str:
        reach, words = typed.choice("reach", WishReach), typed.text("words")
        until_at = typed.instant("until_at", runtime().settings.display_tz)
        typed.refuse_faults()
        add_do_not_call(db, case_id, current_user(), words, now(), reach=reach, until_at=until_at)
        return _("已记下，从现在起不再拨打。")

    return _do(case_id, "do-not-call", add)


@blueprint.post("/<int:case_id>/wishes/blackout")
def blackout(case_id: int) -> ResponseReturnValue:
    """Notes hours at which the customer doesn't want to be rung."""

    def add(db: Session, typed: Typed) -> str:
        opens, closes = (_minute(typed.text(end)) for end in ("opens", "closes"))
        days = [day for day in Weekday if day.value in request.form.getlist("days")]
        typed.refuse_faults()
        hours: dict[str, Any] = {"opens_minute": opens, "closes_minute": closes}
        add_blackout(db, case_id, current_user(), typed.text("words"), now(), days=days, **hours)
        return _("已记下，这些时段不再拨打。")

    return _do(case_id, "blackout", add)


@blueprint.post("/<int:case_id>/wishes/consent")
def consent(case_id: int) -> ResponseReturnValue:
    """Notes that the customer agreed to be rung."""

    def add(db: Session, typed: Typed) -> str:
        tz, reach, words = runtime().settings.display_tz, typed.choice("reach", WishReach), typed.text("words")
        from_at, until_at = typed.instant("from_at", tz), typed.instant("until_at", tz)
        typed.refuse_faults()
        add_consent(db, case_id, current_user(), words, now(), reach=reach, from_at=from_at, until_at=until_at)
        return _("已记下顾客的同意。")

    return _do(case_id, "consent", add)


@blueprint.post("/<int:case_id>/wishes/heard")
def hear(case_id: int) -> ResponseReturnValue:
    """Notes what the customer's words amount to."""

    def note(db: Session, typed: Typed) -> str:
        services, words = (db, runtime().vault, runtime().settings), typed.text("words")
        hearing = note_heard(*services, case_id, current_user(), words, now())
        return _("已记下，立即生效：%(what)s", what=heard_sentences.what(hearing))

    return _do(case_id, "heard", note)


@blueprint.post("/<int:case_id>/wishes/heard/preview")
def preview(case_id: int) -> ResponseReturnValue:
    """What would be noted if the words ended here; posted, since words must not stand in an address."""
    words = Typed(request.form).text("words")
    with reading() as db:
        hearing = hear_customer(db, runtime().vault, runtime().settings, case_id, current_user(), words, now())
        return render_template(
            "wishes/_preview.html", words=words, hearing=hearing, case_id=case_id, sentences=heard_sentences
        )


@blueprint.post("/<int:case_id>/wishes/<kind>/<int:wish_id>/revoke")
def revoke(case_id: int, kind: str, wish_id: int) -> ResponseReturnValue:
    """Ends a wish, since the customer said so."""

    def end(db: Session, typed: Typed) -> str:
        revoke_wish(db, case_id, current_user(), _wish_kind(kind), wish_id, typed.text("words"), now())
        return _("已撤回，立即生效。")

    return _do(case_id, f"revoke-{kind}-{wish_id}", end)


def _do(case_id: int, form: str, deed: Callable[[Session, Typed], str]) -> ResponseReturnValue:
    """Does it and says so on the case's page, or shows what was typed again with what is wrong about it."""
    typed = Typed(request.form)
    try:
        with writing() as db:
            done = deed(db, typed)
            typed.refuse_faults()
    except InvalidFields as refused:
        with reading() as db:
            return _page(db, case_id, form, field_messages(refused.errors)), 422
    except IllegalStep as refused:
        with reading() as db:
            return _page(db, case_id, form, {"form": message_of(str(refused.params["reason"]), {})}), 409
    flash(done)
    return redirect(url_for("cases.page", case_id=case_id), 303)


def _page(db: Session, case_id: int, form: str = "", errors: Mapping[str, str] | None = None) -> str:
    file = case_file(db, runtime().settings, case_id, current_user(), now())
    return render_template(
        "cases/page.html",
        file=file,
        elsewhere=is_elsewhere(ZoneInfo(file.case.customer.time_zone), now()),
        may_merge=current_user().role in MERGING_ROLES,
        callers=[(one.id, one.display_name) for one in file.callers],
        form=form,
        errors=errors or {},
        kinds=[one for one in options_of(CallbackKind) if one[0] != CallbackKind.SURVEY],
        reaches=options_of(WishReach),
        consent_reaches=[one for one in options_of(WishReach) if one[0] != WishReach.SHOP],
        weekdays=[(day.value, day_names(day.value)) for day in Weekday],
        actor_name=actor_name,
        deed=partial(deed, tz=runtime().settings.display_tz),
        day_names=day_names,
        hours_of=hours_of,
        sentences=heard_sentences,
    )


def _planned(planned: PlannedCallback) -> str:
    if planned.answer.verdict is Verdict.ALLOW:
        return _("回电已安排。")
    reason = said(planned.answer.refusals[0].message)
    return _("回电已安排。注意，到时按现在的规则还不能拨打：%(reason)s", reason=reason)


def _wish_kind(text: str) -> WishKind:
    try:
        return WishKind(text)
    except ValueError:
        raise UnknownId from None


def _minute(text: str) -> int:
    """A time of day in minutes after midnight; -1, which no hours begin with, when it is none."""
    hours, _colon, minutes = text.partition(":")
    if not (hours.isdecimal() and minutes.isdecimal() and len(text) <= len("00:00") and int(minutes) < 60):
        return -1
    return int(hours) * 60 + int(minutes)


def _wanted(form: FilterForm) -> CaseFilter:
    return CaseFilter(
        number=form.text("number"),
        status=form.choice("status", CaseStatus),
        issue_type=form.choice("issue_type", IssueType),
        shop_id=form.whole("shop"),
        unplanned=form.raw("unplanned") == "yes",
    )
