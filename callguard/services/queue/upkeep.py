"""Working out many entries anew, in chunks, while work goes on: after a change of policy, or where the queue is new."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from callguard.db.models import Callback, Case, Customer, Lane, QueueEntry, Shop
from callguard.domain.callback import CallbackStatus
from callguard.domain.queue_entry import EntryStanding
from callguard.services.guard_policies import policies_in_force
from callguard.services.queue.keeping import note_changed
from callguard.services.queue.policy_book import rules_key
from callguard.services.surveys import case_allows
from callguard.settings import Settings

AT_ONCE = 200


def in_chunks(writing: Callable[[], AbstractContextManager[Session]], chunk: Callable[[Session], int]) -> Iterator[int]:
    """Does chunk after chunk, each in a transaction of its own, so that nobody waits long; how many each did."""
    while True:
        with writing() as session:
            done = chunk(session)
        if not done:
            return
        yield done


def recompute_outdated(session: Session, settings: Settings, now: datetime) -> int:
    """Has up to 200 entries worked out anew that are known under rules no longer in force; how many they were.

    Who is on a desk is looked at when they leave it; who is under somebody's lock, next time.
    """
    outdated = (
        select(QueueEntry.customer_id)
        .join(Lane, Lane.id == QueueEntry.lane_id)
        .join(Customer, Customer.id == QueueEntry.customer_id)
        .where(_is_outdated(session, settings, now))
        .limit(AT_ONCE)
        .with_for_update(of=Customer, skip_locked=True, key_share=True)
    )
    customer_ids = session.scalars(outdated).all()
    note_changed(session, customer_ids)
    return len(customer_ids)


def count_outdated(session: Session, settings: Settings, now: datetime) -> int:
    """How many entries a change of policy has left to be worked out anew."""
    outdated = select(func.count()).select_from(QueueEntry).join(Lane, Lane.id == QueueEntry.lane_id)
    return session.scalar(outdated.where(_is_outdated(session, settings, now))) or 0


def enter_missing(session: Session) -> int:
    """Has entries made for up to 200 callbacks that wait and have none, being older than the queue; how many."""
    customer_ids = session.scalars(_missing().with_only_columns(Case.customer_id).limit(AT_ONCE)).all()
    note_changed(session, customer_ids)
    return len(customer_ids)


def count_missing(session: Session) -> int:
    """How many callbacks wait without an entry."""
    return session.scalar(select(func.count()).select_from(_missing().subquery())) or 0


def _missing() -> Select[int]:
    entered = select(QueueEntry.callback_id).where(QueueEntry.callback_id == Callback.id)
    of_persons = select(Callback.id).join(Callback.case).join(Case.customer)
    waiting = of_persons.where(Callback.status == CallbackStatus.PENDING, case_allows(), ~entered.exists())
    # Who is on a desk, under whichever name, is looked at when they leave it.
    held = of_persons.where(Callback.status == CallbackStatus.CLAIMED).with_only_columns(Customer.person_id)
    return waiting.where(Customer.person_id.not_in(held))


def _is_outdated(session: Session, settings: Settings, now: datetime) -> ColumnElement[bool]:
    shop_ids = session.scalars(select(Shop.id)).all()
    return (QueueEntry.standing != EntryStanding.HELD) & or_(False, *_other_rules(session, settings, shop_ids, now))


def _other_rules(
    session: Session, settings: Settings, shop_ids: Sequence[int], now: datetime
) -> Iterator[ColumnElement[bool]]:
    for shop_id in shop_ids:
        key = rules_key(settings, policies_in_force(session, shop_id, settings.policy, now))
        yield (Lane.shop_id == shop_id) & (QueueEntry.policy_key != key)
