"""Planning the next call for a case."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.models import Callback, Case, Shop, User
from callguard.db.vault import Vault
from callguard.domain import guard
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.case import CaseStatus, IssueType
from callguard.domain.errors import FieldError, IllegalStep, InvalidFields, UnknownId
from callguard.domain.register import RegisterKind
from callguard.domain.role import Role
from callguard.services.cases import case_for
from callguard.services.customer_lock import lock_customer_of_case
from callguard.services.guard_questions import Questioner
from callguard.services.register import record
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
) -> PlannedCallback:
    """Plans a call, for anybody of the shop or for one agent; planning the very same twice plans it once.

    InvalidFields for a time that is past or an agent who may not make it, IllegalStep for a closed case.
    """
    lock_customer_of_case(session, case_id)
    case = case_for(session, case_id, user)
    if case.status is CaseStatus.CLOSED:
        raise IllegalStep(reason="case_closed")
    if due_at <= now:
        raise InvalidFields((FieldError("due_at", "time_in_past"),))
    if agent is not None and agent.id not in {one.id for one in callers_for(session, case)}:
        raise InvalidFields((FieldError("agent", "agent_may_not_call"),))
    callback = planned_at(session, case, due_at, kind) or _add(session, case, user, due_at, kind, now, agent)
    questioner = Questioner(session, vault, settings.policy, [case.customer_id], due_at)
    return PlannedCallback(callback, questioner.answer(callback))


def callback_for(session: Session, callback_id: int, user: User) -> Callback:
    """A callback for one of the user's shops; UnknownId for every other, so that ids tell outsiders nothing."""
    callback = session.get(Callback, callback_id)
    if callback is None:
        raise UnknownId
    case_for(session, callback.case_id, user)
    return callback


def callers_for(session: Session, case: Case) -> list[User]:
    """Who may call about a case: the shop's people, for a review all but the front line (domain.md, "Who")."""
    people = select(User).where(User.active, User.shops.any(Shop.id == case.shop_id)).order_by(User.id)
    if case.issue_type is IssueType.BAD_REVIEW:
        people = people.where(User.role != Role.AGENT)
    return list(session.scalars(people))


def open_callbacks(session: Session, case: Case) -> list[Callback]:
    """The calls still to be made for a case, the next one first."""
    waiting = Callback.status.in_([CallbackStatus.PENDING, CallbackStatus.CLAIMED])
    return list(session.scalars(select(Callback).where(Callback.case_id == case.id, waiting).order_by(Callback.due_at)))


def planned_at(session: Session, case: Case, due_at: datetime, kind: CallbackKind) -> Callback | None:
    """The call of that kind that is planned for that very instant."""
    same = (one for one in open_callbacks(session, case) if (one.due_at, one.kind) == (due_at, kind))
    return next(same, None)


def _add(
    session: Session, case: Case, user: User, due_at: datetime, kind: CallbackKind, now: datetime, agent: User | None
) -> Callback:
    callback = Callback(case=case, kind=kind, due_at=due_at, created_at=now, agent_id=agent.id if agent else None)
    session.add(callback)
    session.flush()
    facts = {"kind": kind.value, "due_at": due_at.isoformat(), "agent": agent.display_name if agent else None}
    record(session, RegisterKind.CALLBACK_PLANNED, case, now, user, callback=callback, facts=facts)
    return callback
