"""What time alone changes in the queue."""

from datetime import datetime, timedelta

from sqlalchemy import select

from callguard.db.models import Blackout, Callback, DoNotCall, QueueEntry
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind
from callguard.domain.case import CaseClass
from callguard.domain.identity import IdentifierKind
from callguard.domain.queue_entry import EntryStanding
from callguard.services.customers import KnownAs, find_or_add_customer
from callguard.services.queue.claiming import claim_next
from callguard.services.queue.turning import recompute_stale, turn_entries
from tests.house import NOW, House

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def entry(house: House, callback_id: int) -> QueueEntry:
    with house.database.reading() as session:
        return session.get_one(QueueEntry, callback_id)


def turned(house: House, now: datetime) -> int:
    with house.writing() as session:
        return turn_entries(session, now)


def test_what_waits_becomes_ready_at_the_very_instant(house: House) -> None:
    callback_id = house.callback()
    house.attempted(callback_id, CallResult.NO_ANSWER, NOW - 20 * MINUTE)
    assert entry(house, callback_id).standing is EntryStanding.WAITING
    assert turned(house, NOW + 40 * MINUTE - timedelta(microseconds=1)) == 0
    assert turned(house, NOW + 40 * MINUTE) == 1
    assert entry(house, callback_id).standing is EntryStanding.READY


def test_a_claim_sees_what_became_ready_without_anybody_turning_it(house: House) -> None:
    callback_id = house.callback()
    house.attempted(callback_id, CallResult.NO_ANSWER, NOW - 20 * MINUTE)
    with house.writing() as session:
        assert claim_next(session, house.vault, house.settings, house.agent, NOW + 39 * MINUTE) is None
    with house.writing() as session:
        claimed = claim_next(session, house.vault, house.settings, house.agent, NOW + 40 * MINUTE)
        assert claimed is not None
        assert claimed.id == callback_id


def test_a_deadline_that_draws_near_and_a_long_wait_raise_the_class(house: House) -> None:
    near = house.callback(phone="+8613900138001", deadline_at=NOW + 26 * HOUR)
    long = house.callback(phone="+8613900138002", due_at=NOW - 18 * HOUR)
    assert turned(house, NOW + 2 * HOUR) == 2
    assert entry(house, near).case_class == CaseClass.DEADLINE
    assert entry(house, long).case_class == CaseClass.OVERDUE


def test_what_is_bound_to_an_agent_becomes_anybodys(house: House) -> None:
    callback_id = house.callback(kind=CallbackKind.PROMISED, agent=house.agent)
    with house.writing() as session:
        session.get_one(Callback, callback_id).bound_until_at = NOW + HOUR
    with house.writing() as session:
        assert claim_next(session, house.vault, house.settings, house.colleague, NOW) is None
    with house.writing() as session:
        assert claim_next(session, house.vault, house.settings, house.colleague, NOW + HOUR) is not None


def test_what_is_no_longer_known_is_offered_to_nobody_and_worked_out_anew(house: House) -> None:
    callback_id = house.callback()
    with house.writing() as session:
        customer_id = session.get_one(Callback, callback_id).case.customer_id
        session.add(
            Blackout(
                customer_id=customer_id,
                days="fri",
                opens_minute=15 * 60,
                closes_minute=16 * 60,
                since_at=NOW,
                words="三点到四点开会",
                heard_by_id=house.agent.id,
            )
        )
    three = NOW.replace(hour=7, minute=0)
    assert entry(house, callback_id).standing is EntryStanding.READY
    assert turned(house, three) == 1
    assert entry(house, callback_id).standing is EntryStanding.STALE
    with house.writing() as session:
        assert recompute_stale(session) == 1
    # The house's clock stands, so it is known once more from 14:05 on; turning it says the same as before.
    assert entry(house, callback_id).standing is EntryStanding.READY


def test_without_a_jobs_process_a_claim_works_it_out(house: House) -> None:
    test_what_is_no_longer_known_is_offered_to_nobody_and_worked_out_anew(house)
    four = NOW.replace(hour=8, minute=0)
    with house.writing() as session:
        assert claim_next(session, house.vault, house.settings, house.agent, four - MINUTE) is None
    with house.writing() as session:
        assert claim_next(session, house.vault, house.settings, house.agent, four) is not None


def test_what_was_known_of_a_virtual_number_ends_with_it(house: House) -> None:
    callback_id = house.callback(phone=None, account="t1")
    rung_at(house, "t1", "1001", until=NOW + HOUR / 2)
    not_to_be_rung(house, callback_id, until=NOW + 40 * MINUTE)
    assert entry(house, callback_id).standing is EntryStanding.WAITING
    assert turned(house, NOW + HOUR / 2) == 1
    assert entry(house, callback_id).standing is EntryStanding.STALE


def test_when_a_virtual_number_dies_the_next_is_rung(house: House) -> None:
    callback_id = house.callback(phone=None, account="t1")
    for extension, until in (("1001", NOW + 48 * HOUR), ("1002", NOW + HOUR / 2)):
        rung_at(house, "t1", extension, until)
    not_to_be_rung(house, callback_id, until=NOW + 40 * MINUTE)
    with house.writing() as session:
        claimed = claim_next(session, house.vault, house.settings, house.agent, NOW + HOUR)
        assert claimed is not None
        assert claimed.id == callback_id


def rung_at(house: House, account: str, extension: str, until: datetime) -> None:
    """Gives the customer of the account a virtual number."""
    known_as = [
        KnownAs(IdentifierKind.PLATFORM_ACCOUNT, account, house.shop.platform),
        KnownAs(IdentifierKind.VIRTUAL_PHONE, "+8617000000000", extension=extension, expires_at=until),
    ]
    with house.writing() as session:
        find_or_add_customer(session, house.vault, known_as, NOW, name=None, time_zone="Asia/Shanghai")


def not_to_be_rung(house: House, callback_id: int, until: datetime) -> None:
    """Notes that the customer doesn't want to be rung before then."""
    with house.writing() as session:
        customer_id = session.get_one(Callback, callback_id).case.customer_id
        wish = {"words": "先别打", "since_at": NOW, "until_at": until, "heard_by_id": house.agent.id}
        session.add(DoNotCall(customer_id=customer_id, **wish))


def test_time_leaves_alone_what_lies_on_a_desk(house: House) -> None:
    callback_id = house.callback(deadline_at=NOW + 26 * HOUR)
    house.claimed(callback_id)
    assert turned(house, NOW + 3 * HOUR) == 0
    with house.database.reading() as session:
        assert session.scalars(select(QueueEntry.standing)).one() is EntryStanding.HELD
