"""Calls promised for a time: who is told before it comes, and who when it went by."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from callguard.db.models import Callback, Case
from callguard.domain.callback import CallbackKind
from callguard.domain.case import CaseStatus
from callguard.domain.notification import NotificationKind
from callguard.domain.reminder import MISSED_AFTER, TOLD_AHEAD
from callguard.services.leases import is_free
from callguard.services.notifications import notify
from callguard.services.team import first_seniors


def remind_of_promised_calls(session: Session, now: datetime) -> None:
    """Tells of promised calls that are about to be due, and of those that nobody took up; each promise once.

    A call bound to nobody is told only to a senior once it is missed; before, it stands in every agent's digest.
    """
    missed_at = now - MISSED_AFTER
    ahead = (Callback.due_at > missed_at) & (Callback.due_at <= now + TOLD_AHEAD)
    for callback in session.scalars(_open_promises(now).where(ahead)):
        _tell(session, NotificationKind.PROMISE_DUE, callback, callback.due_at, _bound_agent(callback), now)
    for callback in session.scalars(_open_promises(now).where(Callback.due_at <= missed_at)):
        _tell(session, NotificationKind.PROMISE_MISSED, callback, callback.due_at, _concerned(session, callback), now)


def tell_promise_moved(session: Session, callback: Callback, promised_at: datetime, now: datetime) -> None:
    """Tells agent and senior that a promised call may not be made at its time; it is due anew already."""
    _tell(session, NotificationKind.PROMISE_MOVED, callback, promised_at, _concerned(session, callback), now)


def _open_promises(now: datetime) -> Select[Callback]:
    promised = select(Callback).join(Callback.case).where(Callback.kind == CallbackKind.PROMISED, is_free(now))
    return promised.where(Case.status == CaseStatus.OPEN).order_by(Callback.id)


def _bound_agent(callback: Callback) -> set[int]:
    return set() if callback.agent_id is None else {callback.agent_id}


def _concerned(session: Session, callback: Callback) -> set[int]:
    return _bound_agent(callback) | {user.id for user in first_seniors(session, callback.case.shop_id)}


def _tell(
    session: Session,
    kind: NotificationKind,
    callback: Callback,
    promised_at: datetime,
    user_ids: set[int],
    now: datetime,
) -> None:
    facts = {"promised_at": promised_at.isoformat(), "due_at": callback.due_at.isoformat()}
    for user_id in sorted(user_ids):
        notify(session, user_id, kind, f"{callback.id}:{facts['promised_at']}", now, callback=callback, facts=facts)
