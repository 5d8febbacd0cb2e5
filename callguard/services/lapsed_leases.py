"""Callbacks that lay on a desk too long without a sign of life go back to the queue."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from callguard.db.models import Callback, Case, Customer, User
from callguard.domain.callback import CallbackStatus
from callguard.domain.notification import NotificationKind
from callguard.domain.register import RegisterKind
from callguard.services.leases import release_lease
from callguard.services.notifications import notify
from callguard.services.register import record

_AT_ONCE = 100


def release_lapsed_leases(session: Session, now: datetime) -> int:
    """Makes callbacks whose lease ran out anybody's again and tells who lost them; how many they were.

    At most a hundred at a time: the rest is for the next run.
    """
    # A heartbeat that holds the row now is a sign of life: skipped. One that committed just before us moved the
    # expiry, and PostgreSQL looks at the condition again once it has the row's lock.
    # A customer under somebody's lock is left to them: who holds a callback's row must not wait for its customer's.
    kept = aliased(Customer)
    lapsed = (
        select(Callback, User)
        .join(User, Callback.lease_agent_id == User.id)
        .join(Callback.case)
        .join(Case.customer)
        .join(kept, kept.id == Customer.person_id)
        .where(Callback.status == CallbackStatus.CLAIMED, Callback.lease_expires_at <= now)
        .order_by(Callback.id)
        .limit(_AT_ONCE)
        .with_for_update(of=[Callback, kept], skip_locked=True, key_share=True)
    )
    held = session.execute(lapsed.execution_options(populate_existing=True)).all()
    for callback, holder in held:
        _release(session, callback, holder, now)
    return len(held)


def _release(session: Session, callback: Callback, holder: User, now: datetime) -> None:
    key = f"{callback.id}:{callback.lease_expires_at}"
    notify(session, holder.id, NotificationKind.LEASE_LOST, key, now, callback=callback)
    release_lease(callback)
    record(session, RegisterKind.CALLBACK_RELEASED, callback.case, now, callback=callback, facts={"held_by": holder.id})
