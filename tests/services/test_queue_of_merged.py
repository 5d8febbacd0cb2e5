"""People who turn out to be one, and calls that are moved, while the queue goes on."""

from datetime import timedelta

from sqlalchemy import select

from callguard.db.models import Callback, DialPermit, QueueEntry
from callguard.domain.case import CaseStatus
from callguard.domain.identity import IdentifierKind
from callguard.domain.queue_entry import EntryStanding
from callguard.domain.register import RegisterKind
from callguard.domain.wish import WishReach
from callguard.services.customers import KnownAs, find_or_add_customer
from callguard.services.permits import take_permit
from callguard.services.preparations import prepare
from callguard.services.queue.claiming import claim_next
from callguard.services.refused_calls import RefusedCall, move_refused_call
from callguard.services.wishes import add_consent
from tests.house import LADDER, NOW, House
from tests.services.persons import case_of, merge, part, somebody
from tests.told import entries, stored

PHONES = [f"+861380013800{number}" for number in range(3)]


def found_to_be_one(house: House, *phones: str) -> None:
    """An order names the numbers of all of them."""
    with house.writing() as session:
        known_as = [KnownAs(IdentifierKind.PHONE, phone) for phone in phones]
        find_or_add_customer(session, house.vault, known_as, NOW, name=None, time_zone="Asia/Shanghai")


def test_next_leaves_alone_whoever_turns_out_to_be_on_a_colleagues_desk(house: House) -> None:
    first = house.callback(phone=PHONES[0])
    house.callback(phone=PHONES[1])
    house.claimed(first)
    found_to_be_one(house, *PHONES[:2])
    with house.writing() as session:
        assert claim_next(session, house.vault, house.settings, house.colleague, NOW) is None


def test_a_case_of_whoever_was_found_to_be_somebody_else_can_be_dialled(house: House) -> None:
    house.callback(phone=PHONES[0])
    second = house.callback(phone=PHONES[1])
    found_to_be_one(house, *PHONES[:2])
    token = house.claimed(second)
    with house.writing() as session:
        prepare(session, second, house.agent, token, LADDER, NOW, demands="全额退款", beyond_authority="请主管")
    with house.writing() as session:
        granted = take_permit(session, house.vault, house.settings, second, house.agent, token, NOW)
        assert isinstance(granted, DialPermit)


def test_the_cases_of_an_earlier_merger_are_told_of_the_next(house: House) -> None:
    cases = [stored(house, house.callback(phone=phone)).case_id for phone in PHONES]
    found_to_be_one(house, PHONES[1], PHONES[2])
    found_to_be_one(house, PHONES[0], PHONES[1])
    _first, second, third = cases
    assert sorted(entry.case_id for entry in entries(house, RegisterKind.CUSTOMER_MERGED)) == [second, third, third]


def test_a_call_that_is_moved_stands_in_the_queue_at_its_new_time(house: House) -> None:
    callback_id = house.callback()
    with house.database.reading() as session:
        due_at = session.get_one(Callback, callback_id).due_at
    tomorrow = NOW + timedelta(days=1)
    with house.writing() as session:
        move_refused_call(session, RefusedCall(callback_id, due_at, tomorrow), NOW)
    with house.database.reading() as session:
        assert session.scalars(select(QueueEntry.due_at)).one() == tomorrow


def test_next_leaves_alone_whom_a_colleague_is_ringing_about_a_case_that_was_closed_meanwhile(house: House) -> None:
    first = house.callback(phone=PHONES[0])
    house.callback(phone=PHONES[0])
    house.dialled(first)
    with house.writing() as session:
        # As an import does it, whose row says that the platform's case is over.
        session.get_one(Callback, first).case.status = CaseStatus.CLOSED
    later = NOW + timedelta(minutes=1)
    with house.writing() as session:
        case_id = session.get_one(Callback, first).case_id
        add_consent(session, case_id, house.manager, "随时可以打", later, reach=WishReach.COMPANY)
    with house.writing() as session:
        assert claim_next(session, house.vault, house.settings, house.colleague, later) is None
    with house.database.reading() as session:
        assert set(session.scalars(select(QueueEntry.standing))) == {EntryStanding.HELD}


def test_a_call_in_the_minute_after_two_were_parted_puts_off_the_other_as_well(house: House) -> None:
    first, second = (somebody(house, number) for number in (1, 2))
    one, other = (case_of(house, callback_id) for callback_id in (first, second))
    part(house, one.id, merge(house, one.customer_id, other.customer_id))
    house.dialled(first)
    with house.database.reading() as session:
        of_other = select(QueueEntry.standing).where(QueueEntry.callback_id == second)
        assert session.scalars(of_other).one() is EntryStanding.WAITING
