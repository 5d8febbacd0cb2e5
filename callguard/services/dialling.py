"""Placing the call that a permit allows: asked for at most once, and settled by what the provider reports."""

import secrets
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from callguard.clock import Clock
from callguard.db.models import Attempt, DialPermit, User
from callguard.db.session import Database
from callguard.db.vault import Vault
from callguard.domain.attempt import CallResult
from callguard.domain.errors import IllegalStep, NotYours, UnknownId
from callguard.domain.permit import PermitStatus
from callguard.services.customer_lock import lock_customer_of_permit
from callguard.services.permits import RevealedNumber, reveal_number, settle_permit
from callguard.telephony.port import LegEnded, NotPlaced, OutboundCall, Placed, Placement, Telephony

_log = structlog.get_logger("callguard.dialling")


def dial(database: Database, telephony: Telephony, permit_id: int, agent: User, clock: Clock) -> Placement | None:
    """Asks the provider for the permit's call; None when that was done before, however it went.

    That it was asked for is committed first: whatever happens then, nobody asks again, and without proof to the
    contrary the attempt stays unknown. Raises IllegalStep when the permit is over or the agent has no telephone.
    """
    call = _claim(database, telephony, permit_id, agent, clock())
    if call is None:
        return None
    placement = telephony.place(call)
    _log.info("call asked for", permit=permit_id, placement=placement)
    with database.writing() as session:
        _note_placement(session, permit_id, placement, clock())
    return placement


def bridge(session: Session, vault: Vault, dial_token: str, provider_ref: str, now: datetime) -> RevealedNumber | None:
    """The number to ring now that the agent has picked up; None when the permit is over or it was given out before."""
    permit = _permit_reported(session, dial_token, provider_ref)
    number = reveal_number(vault, permit, session.get_one(User, permit.agent_id), now)
    if number is None or permit.attempt.bridged_at is not None:
        return None
    permit.attempt.bridged_at = now
    return number


def settle_agent_leg(session: Session, dial_token: str, provider_ref: str, now: datetime) -> None:
    """The agent's leg is over: a customer who wasn't rung by then won't be."""
    permit = _permit_reported(session, dial_token, provider_ref)
    if permit.attempt.bridged_at is None:
        _settle(session, permit, CallResult.NOT_PLACED, now)


def settle_customer_leg(session: Session, dial_token: str, ended: LegEnded, now: datetime) -> None:
    """The customer's leg is over; what is known already stands, whatever is reported later."""
    permit = _permit_reported(session, dial_token, ended.provider_ref)
    _settle(session, permit, ended.result, now, ended.talked)


def _claim(database: Database, telephony: Telephony, permit_id: int, agent: User, now: datetime) -> OutboundCall | None:
    with database.writing() as session:
        permit = _locked(session, permit_id)
        if permit.agent_id != agent.id:
            raise NotYours
        if permit.status is not PermitStatus.OPEN or now >= permit.expires_at:
            raise IllegalStep(reason="permit_over")
        if telephony.rings_agent and agent.phone is None:
            raise IllegalStep(reason="agent_has_no_phone")
        token = secrets.token_urlsafe(16)
        mine = update(Attempt).where(Attempt.id == permit.attempt_id, Attempt.dial_token.is_(None))
        won = session.execute(mine.values(dial_token=token).returning(Attempt.id)).one_or_none()
        return OutboundCall(token, agent.phone) if won else None


def _note_placement(session: Session, permit_id: int, placement: Placement, now: datetime) -> None:
    permit = _locked(session, permit_id)
    # A callback may have been faster than the answer and have brought the reference already.
    if isinstance(placement, Placed) and permit.attempt.provider_ref is None:
        permit.attempt.provider_ref = placement.provider_ref
    if isinstance(placement, NotPlaced):
        _settle(session, permit, placement.result, now)


def _permit_reported(session: Session, dial_token: str, provider_ref: str) -> DialPermit:
    named = select(DialPermit.id).join(Attempt).where(Attempt.dial_token == dial_token)
    permit_id = session.scalar(named)
    if permit_id is None:
        raise UnknownId
    permit = _locked(session, permit_id)
    # The answer that would have brought the reference may have been lost.
    if permit.attempt.provider_ref is None:
        permit.attempt.provider_ref = provider_ref
    if permit.attempt.provider_ref != provider_ref:
        raise UnknownId
    return permit


def _locked(session: Session, permit_id: int) -> DialPermit:
    lock_customer_of_permit(session, permit_id)
    return session.scalars(select(DialPermit).where(DialPermit.id == permit_id)).one()


def _settle(
    session: Session, permit: DialPermit, result: CallResult, now: datetime, talked: timedelta = timedelta()
) -> None:
    began, ended = (now - talked, now) if talked else (None, None)
    try:
        settle_permit(session, permit.id, None, result, now, started_at=began, ended_at=ended)
    except IllegalStep:
        _log.info("report too late", permit=permit.id, reported=result.value, settled=permit.attempt.result.value)
