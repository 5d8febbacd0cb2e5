"""Claiming from a crowd, on a desk that is always empty: many agents, each claims once and is done."""

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from callguard.db.models import Attempt, Callback, User
from callguard.domain.callback import CallbackStatus
from callguard.services.queue.claiming import claim_next, next_for
from tests.benchmarks.crew import Hand
from tests.house import NOW

BLOCKED_EVERY, FIRST_BLOCKED = 20, 14
"""Which of the crowd's callbacks nobody claims, so that they can be written otherwise."""

KNOWN = 500
"""How many of them there are at least."""


def claim(hand: Hand, agent: User) -> None:
    """Presses "next"."""
    claimed = next_for(hand.database, hand.vault, hand.settings, agent, NOW)
    assert claimed is not None
    hand.claimed.append(claimed)


def claim_and_record(hand: Hand, agent: User) -> None:
    """Presses "next" over the interface, and writes down the dial in the same transaction."""
    with hand.database.writing() as session:
        _record(session, _claimed(session, hand, agent).id, agent, next(hand.turns))


def update_and_record(hand: Hand, agent: User) -> None:
    """Lays a callback known beforehand on a desk and writes down the dial: the least that any claim has to do."""
    turn = next(hand.turns)
    callback_id = FIRST_BLOCKED + turn % KNOWN * BLOCKED_EVERY
    lease = {"status": CallbackStatus.CLAIMED, "lease_token": str(turn), "lease_expires_at": NOW}
    with hand.database.writing() as session:
        session.execute(update(Callback).where(Callback.id == callback_id).values(lease))
        _record(session, callback_id, agent, turn)


def _claimed(session: Session, hand: Hand, agent: User) -> Callback:
    callback = claim_next(session, hand.vault, hand.settings, agent, NOW)
    assert callback is not None
    hand.claimed.append(callback.id)
    return callback


def _record(session: Session, about: int, agent: User, turn: int) -> None:
    """One attempt; the crowd's customer, case and number have the callback's id."""
    session.execute(
        insert(Attempt).values(
            customer_id=about,
            slot_no=turn,
            callback_id=about,
            case_id=about,
            shop_id=1,
            agent_id=agent.id,
            identifier_id=about,
            placed_at=NOW,
        )
    )
