"""Whether the queue says what the facts say, whatever was done before."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from callguard.db.models import Callback, Customer, QueueEntry
from callguard.db.session import Database
from callguard.db.vault import Vault
from callguard.domain.callback import CallbackStatus
from callguard.domain.queue_entry import EntryStanding
from callguard.services.queue.entries import refresh_entries
from callguard.settings import Settings

LET_PASS = timedelta(minutes=10)
"""How much later other processes may have been at work: what they found allowed from then on was allowed already."""

FOLLOWS = ("standing", "case_class", "agent_id", "turns_at")
"""What time moves on without anything having been written."""


def assert_queue_is_true(database: Database, vault: Vault, settings: Settings, now: datetime) -> None:
    """Compares every entry with one worked out anew, and finds no lease of what nobody holds.

    `now` is the time the queue was kept by. An entry that says itself that it is known under other
    policies need not agree.
    """
    with database.trying() as session:
        kept = _entries(session, now)
        refresh_entries(session, vault, settings, session.scalars(select(Customer.id)).all(), now)
        found = _entries(session, now)
        outdated = {one for one in kept if one in found and kept[one]["policy_key"] != found[one]["policy_key"]}
        assert _without(kept, outdated) == _without(found, outdated)
        leased = select(Callback.id).where(Callback.lease_expires_at.is_not(None))
        assert session.scalars(leased.where(Callback.status != CallbackStatus.CLAIMED)).all() == []


def _without(entries: dict[int, dict[str, Any]], left_out: set[int]) -> dict[int, dict[str, Any]]:
    return {callback_id: entry for callback_id, entry in entries.items() if callback_id not in left_out}


def _entries(session: Session, now: datetime) -> dict[int, dict[str, Any]]:
    rows = session.execute(select(QueueEntry.__table__)).all()
    return {row.callback_id: _known(row, now) for row in rows if row.standing != EntryStanding.HELD}


def _known(row: Row[Any], now: datetime) -> dict[str, Any]:
    known = {name: value for name, value in row._asdict().items() if name not in FOLLOWS}
    return {name: now if _has_come(value, now) else value for name, value in known.items()}


def _has_come(value: object, now: datetime) -> bool:
    return isinstance(value, datetime) and value <= now + LET_PASS
