"""On whose desk a callback lies: a claim is a lease with a token, kept alive by the page, given back by time."""

import secrets
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import BindParameter, ColumnElement, Table, bindparam, or_, select, update
from sqlalchemy.orm import Session

from callguard.db.models import Callback, User
from callguard.domain.callback import CallbackStatus
from callguard.domain.errors import NotYours, StaleLease, UnknownId
from callguard.services.customer_lock import lock_customer_of


def is_free(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Whether nobody holds the callback at this instant."""
    ran_out = (Callback.status == CallbackStatus.CLAIMED) & (Callback.lease_expires_at <= now)
    return or_(Callback.status == CallbackStatus.PENDING, ran_out)


_CALLBACKS = cast("Table", Callback.__table__)

# Only what is claimed has a lease. PostgreSQL must not be asked for the status: where few were claimed when it last
# counted, it reads everything that is claimed.
ON_DESK = (_CALLBACKS.c.lease_agent_id == bindparam("agent")) & (_CALLBACKS.c.lease_expires_at > bindparam("now"))
"""Whether the callback lies on `:agent`'s desk at `:now`."""

_ON_DESK = select(Callback).where(ON_DESK).order_by(Callback.id).limit(1)

# Of the table and not the class, which works out anew each time what the statement is.
LEASE = (
    update(_CALLBACKS)
    .where(_CALLBACKS.c.id == bindparam("wanted"), is_free(bindparam("now")))
    .values(
        status=CallbackStatus.CLAIMED,
        lease_agent_id=bindparam("agent"),
        lease_token=bindparam("token"),
        lease_expires_at=bindparam("until"),
    )
)
"""Lays `:wanted` on `:agent`'s desk `:until` then, unless it is on another."""

_LEASED = select(Callback).from_statement(LEASE.returning(_CALLBACKS)).execution_options(populate_existing=True)


# Locked, so that nobody else takes it up between the look and what is written.
_HELD = (
    select(Callback)
    .where(Callback.id == bindparam("wanted"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def new_token() -> str:
    """What the writes of one lease, and of no other, carry."""
    return secrets.token_urlsafe(16)


def lease(session: Session, callback_id: int, agent: User, now: datetime, length: timedelta) -> Callback | None:
    """Lays the callback on the agent's desk; None when somebody else was first."""
    given = {"agent": agent.id, "token": new_token(), "until": now + length}
    return session.scalars(_LEASED, {"wanted": callback_id, "now": now, **given}).one_or_none()


def held_callback(session: Session, callback_id: int, agent: User, token: str, now: datetime) -> Callback:
    """The callback the agent holds under this token; StaleLease when the lease ran out or went to somebody else."""
    callback = session.scalar(_HELD, {"wanted": callback_id})
    if callback is None:
        raise UnknownId
    if callback.lease_token != token or callback.status is not CallbackStatus.CLAIMED:
        raise StaleLease
    if callback.lease_agent_id != agent.id:
        raise NotYours
    if callback.lease_expires_at is None or callback.lease_expires_at <= now:
        raise StaleLease
    return callback


def on_a_desk(callback: Callback, now: datetime) -> bool:
    """Whether somebody holds the callback."""
    expires_at = callback.lease_expires_at
    return callback.status is CallbackStatus.CLAIMED and expires_at is not None and expires_at > now


def holds(callback: Callback, agent_id: int, now: datetime) -> bool:
    """Whether the callback lies on this agent's desk."""
    return on_a_desk(callback, now) and callback.lease_agent_id == agent_id


def keep_alive(session: Session, callback_id: int, agent: User, token: str, now: datetime, length: timedelta) -> None:
    """Prolongs the lease; StaleLease when it is no longer the agent's."""
    held_callback(session, callback_id, agent, token, now).lease_expires_at = now + length


def give_back(session: Session, callback_id: int, agent: User, token: str, now: datetime) -> None:
    """Puts the callback back into the queue."""
    lock_customer_of(session, callback_id)
    release_lease(held_callback(session, callback_id, agent, token, now))


def release_lease(callback: Callback) -> None:
    """Makes the callback anybody's again."""
    callback.status = CallbackStatus.PENDING
    callback.lease_agent_id = callback.lease_token = callback.lease_expires_at = None


def callback_on_desk(session: Session, agent: User, now: datetime) -> Callback | None:
    """What lies on the agent's desk now, if anything."""
    return session.scalar(_ON_DESK, {"agent": agent.id, "now": now})


def hand_over(session: Session, callback_id: int, to: User, now: datetime, length: timedelta) -> Callback:
    """Lays the callback on somebody else's desk under a new token, so that the old one's writes are refused."""
    callback = session.get_one(Callback, callback_id, populate_existing=True)
    callback.status, callback.lease_agent_id = CallbackStatus.CLAIMED, to.id
    callback.lease_token, callback.lease_expires_at = new_token(), now + length
    return callback
