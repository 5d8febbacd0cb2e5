"""Calls that are due but may not be made: people are told of a promise that can't be kept, and of what never can be.

All others only wait: the queue offers them again from the instant at which the guard allows them.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session, joinedload

from callguard.db.models import Callback, Case, QueueEntry
from callguard.db.vault import Vault
from callguard.domain import guard
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.case import CaseStatus
from callguard.domain.notification import NotificationKind
from callguard.domain.queue_entry import EntryStanding
from callguard.domain.register import RegisterKind
from callguard.services.callbacks import postpone
from callguard.services.customer_lock import lock_customer_of
from callguard.services.guard_questions import Questioner
from callguard.services.notifications import notify
from callguard.services.parts import Part
from callguard.services.promised_calls import tell_promise_moved
from callguard.services.queue.heads import stands
from callguard.services.queue.keeping import note_changed
from callguard.services.register import record
from callguard.services.team import first_seniors
from callguard.settings import Settings

_AT_ONCE = 100


@dataclass(frozen=True)
class RefusedCall:
    """A callback that was due and refused when looked at; `allowed_at` None: there is no time it could move to."""

    callback_id: int
    due_at: datetime
    allowed_at: datetime | None


def find_refused_calls(
    session: Session, vault: Vault, settings: Settings, now: datetime, after_id: int = 0
) -> Part[RefusedCall]:
    """Asks the guard about the next hundred callbacks that are due; only reads, so that nobody waits for it.

    What only needs a release stays: an agent can still ask for one.
    """
    due = session.scalars(_due(now).where(Callback.id > after_id).limit(_AT_ONCE)).all()
    questioner = Questioner(session, vault, settings.policy, {one.case.customer_id for one in due}, now)
    answers = [(callback, questioner.answer(callback)) for callback in due]
    refused = tuple(
        RefusedCall(callback.id, callback.due_at, answer.next_allowed_at)
        for callback, answer in answers
        if answer.verdict is guard.Verdict.REFUSE
    )
    return Part(refused, due[-1].id if len(due) == _AT_ONCE else None)


def move_refused_call(session: Session, call: RefusedCall, now: datetime) -> None:
    """Makes it due at its next allowed time, unless it was claimed or changed since it was looked at.

    One that will never be allowed stays where it is, and a senior is told once.
    """
    lock_customer_of(session, call.callback_id)
    if call.allowed_at is None:
        _report(session, call, now)
    else:
        _move(session, call, call.allowed_at, now)


def _due(now: datetime) -> Select[Callback]:
    never = stands(EntryStanding.WAITING) & QueueEntry.callable_from_at.is_(None)
    pending = select(Callback).where(Callback.status == CallbackStatus.PENDING, Callback.due_at <= now)
    told = pending.join(QueueEntry, isouter=True).where(or_(Callback.kind == CallbackKind.PROMISED, never))
    open_case = told.join(Callback.case).where(Case.status == CaseStatus.OPEN)
    return open_case.order_by(Callback.id).options(joinedload(Callback.case).joinedload(Case.shop))


def _move(session: Session, call: RefusedCall, to_at: datetime, now: datetime) -> None:
    as_seen = (Callback.status == CallbackStatus.PENDING) & (Callback.due_at == call.due_at)
    move = update(Callback).where(Callback.id == call.callback_id, as_seen).values(due_at=to_at)
    if session.scalar(move.returning(Callback.id)) is None:
        return
    callback = session.get_one(Callback, call.callback_id, populate_existing=True)
    postpone(callback, to_at, now)
    note_changed(session, [callback.case.customer_id])
    facts = {"from_at": call.due_at.isoformat(), "to_at": to_at.isoformat()}
    record(session, RegisterKind.CALLBACK_MOVED, callback.case, now, callback=callback, facts=facts)
    tell_promise_moved(session, callback, call.due_at, now)


def _report(session: Session, call: RefusedCall, now: datetime) -> None:
    callback = session.get_one(Callback, call.callback_id)
    for senior in first_seniors(session, callback.case.shop_id):
        notify(session, senior.id, NotificationKind.NEVER_CALLABLE, str(callback.id), now, callback=callback)
