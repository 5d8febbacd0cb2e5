"""What time alone changes in the queue: a call comes due, a limit ends, a deadline draws near."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, select, update
from sqlalchemy.orm import Session

from callguard.db.models import Customer, QueueEntry
from callguard.domain.queue_entry import EntryStanding
from callguard.services.queue.entries import followed, outlook_of
from callguard.services.queue.keeping import note_changed

AT_ONCE = 200

_ENTRIES = cast("Table", QueueEntry.__table__)
_TURN = update(_ENTRIES).where(_ENTRIES.c.callback_id == bindparam("of_callback"))

_DUE = (
    select(_ENTRIES)
    .join(Customer, Customer.id == QueueEntry.customer_id)
    .where(QueueEntry.turns_at <= bindparam("now"))
    .order_by(QueueEntry.turns_at)
    .limit(AT_ONCE)
    .with_for_update(of=Customer, skip_locked=True, key_share=True)
)

_STALE = (
    select(QueueEntry.customer_id)
    .join(Customer, Customer.id == QueueEntry.customer_id)
    .where(QueueEntry.standing == EntryStanding.STALE)
    .limit(AT_ONCE)
    .with_for_update(of=Customer, skip_locked=True, key_share=True)
)


def turn_entries(session: Session, now: datetime) -> int:
    """Lets time act on the entries whose instant has come, at most 200 of them; how many they were.

    Whoever is under somebody else's lock is left to them, or to the next turn.
    """
    rows = session.execute(_DUE, {"now": now}).all()
    if rows:
        session.connection().execute(_TURN, [_turned(row, now) for row in rows])
    return len(rows)


def recompute_stale(session: Session) -> int:
    """Has the entries worked out anew of which nothing more is known, at most 200 of them; how many they were."""
    customer_ids = session.scalars(_STALE).all()
    note_changed(session, customer_ids)
    return len(customer_ids)


def _turned(row: Row[Any], now: datetime) -> dict[str, object]:
    return {"of_callback": row.callback_id, **followed(outlook_of(row), row.agent_id, now)}
