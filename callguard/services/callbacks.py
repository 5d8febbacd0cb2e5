"""Planning the next call for a case."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.models import Callback, Case, Shop, User
from callguard.db.vault import Vault
from callguard.domain import guard
from callguard.domain.callback import CallbackKind, CallbackStatus, bound_until
from callguard.domain.case import CaseStatus, IssueType
from callguard.domain.errors import FieldError, IllegalStep, InvalidFields, UnknownId
from callguard.domain.register import RegisterKind
from callguard.domain.role import Role
from callguard.services.cases import case_for
from callguard.services.certificates import holders_of, needs_certificate
from callguard.services.customer_lock import lock_customer_of, lock_customer_of_case
from callguard.services.guard_questions import Questioner
from callguard.services.register import record
from callguard.services.surveys import plan_survey
from callguard.settings import Settings


@dataclass(frozen=True)
class PlannedCallback:
    """A callback, and what the guard would say at its time if nothing else happened before: only a warning."""

    callback: Callback
    answer: guard.Answer


def plan_callback(
    session: Session,
    vault: Vault,
    settings: Settings,
    case_id: int,
    user: User,
    due_at: datetime,
    kind: CallbackKind,
    now: datetime,
    *,
    agent: User | None = None,
    bound_until_at: datetime | None = None,
) -> PlannedCallback:
    """Plans a call, for anybody of the shop or for one agent; planning the very same twice plans it once.

    It is the agent's alone until `bound_until_at`, None: for an hour past its time. InvalidFields for a time that is
    past, an agent who may not make it or a binding that can't be, IllegalStep for a closed case, and for a survey of
    any other.
    """
    lock_customer_of_case(session, case_id)
    case = case_for(session, case_id, user)
    if kind is not CallbackKind.SURVEY and case.status is CaseStatus.CLOSED:
        raise IllegalStep(reason="case_closed")
    _refuse_faults(session, settings, case, due_at, now, agent, bound_until_at)
    if kind is CallbackKind.SURVEY:
        if agent is not None:
            raise InvalidFields((FieldError("agent", "survey_is_anybodys"),))
        callback = plan_survey(session, case, due_at, user, now)
    else:
        callback = _plan(session, case, due_at, kind, user, now, agent, bound_until_at)
    questioner = Questioner(session, vault, settings.policy, [case.customer_id], due_at)
    return PlannedCallback(callback, questioner.answer(callback))


def callback_for(session: Session, callback_id: int, user: User) -> Callback:
    """A callback for one of the user's shops; UnknownId for every other, so that ids tell outsiders nothing."""
    callback = session.get(Callback, callback_id)
    if callback is None:
        raise UnknownId
    case_for(session, callback.case_id, user)
    return callback


def postpone(callback: Callback, due_at: datetime, now: datetime) -> None:
    """Makes it due at another time; whoever it is bound to until then keeps it as long as they would have."""
    bound = callback.bound_until_at is not None and callback.bound_until_at > now
    callback.due_at, callback.bound_until_at = due_at, bound_until(due_at) if bound else callback.bound_until_at


def unbind(session: Session, callback_id: int, senior: User, now: datetime) -> None:
    """Makes a callback anybody's, since whom it is bound to won't make it; UnknownId for other shops' callbacks."""
    lock_customer_of(session, callback_id)
    callback = callback_for(session, callback_id, senior)
    if callback.agent_id is None:
        return
    agent = session.get_one(User, callback.agent_id)
    callback.agent_id = callback.bound_until_at = None
    facts = {"agent": agent.display_name}
    record(session, RegisterKind.CALLBACK_UNBOUND, callback.case, now, senior, callback=callback, facts=facts)


def callers_for(session: Session, settings: Settings, case: Case) -> list[User]:
    """Who may call about a case: the shop's people, for a review all but the front line (domain.md, "Who")."""
    people = select(User).where(User.active, User.shops.any(Shop.id == case.shop_id)).order_by(User.id)
    if case.issue_type is IssueType.BAD_REVIEW:
        people = people.where(User.role != Role.AGENT)
    if needs_certificate(settings, case.issue_type):
        people = people.where(User.id.in_(holders_of(case.issue_type)))
    return list(session.scalars(people))


def open_callbacks(session: Session, case: Case) -> list[Callback]:
    """The calls still to be made for a case, the next one first."""
    waiting = Callback.status.in_([CallbackStatus.PENDING, CallbackStatus.CLAIMED])
    return list(session.scalars(select(Callback).where(Callback.case_id == case.id, waiting).order_by(Callback.due_at)))


def planned_at(session: Session, case: Case, due_at: datetime, kind: CallbackKind) -> Callback | None:
    """The call of that kind that is planned for that very instant."""
    same = (one for one in open_callbacks(session, case) if (one.due_at, one.kind) == (due_at, kind))
    return next(same, None)


def _plan(
    session: Session,
    case: Case,
    due_at: datetime,
    kind: CallbackKind,
    user: User,
    now: datetime,
    agent: User | None,
    bound_until_at: datetime | None,
) -> Callback:
    callback = planned_at(session, case, due_at, kind)
    if callback is None:
        callback = Callback(case=case, kind=kind, due_at=due_at, created_at=now)
        if agent is not None:
            callback.agent_id, callback.bound_until_at = agent.id, bound_until_at or bound_until(due_at)
        _add(session, callback, user, agent, now)
    return callback


def _add(session: Session, callback: Callback, user: User, agent: User | None, now: datetime) -> None:
    session.add(callback)
    session.flush()
    facts = {
        "kind": callback.kind.value,
        "due_at": callback.due_at.isoformat(),
        "agent": agent.display_name if agent else None,
    }
    record(session, RegisterKind.CALLBACK_PLANNED, callback.case, now, user, callback=callback, facts=facts)


def _refuse_faults(
    session: Session,
    settings: Settings,
    case: Case,
    due_at: datetime,
    now: datetime,
    agent: User | None,
    bound_until_at: datetime | None,
) -> None:
    if due_at <= now:
        raise InvalidFields((FieldError("due_at", "time_in_past"),))
    if agent is not None and agent.id not in {one.id for one in callers_for(session, settings, case)}:
        raise InvalidFields((FieldError("agent", "agent_may_not_call"),))
    if bound_until_at is not None and agent is None:
        raise InvalidFields((FieldError("agent", "bound_to_nobody"),))
    if bound_until_at is not None and bound_until_at <= due_at:
        raise InvalidFields((FieldError("bound_until_at", "bound_ends_before_due"),))
