"""Merging and parting customers in tests, and what the guard is told of each."""

from datetime import datetime

from sqlalchemy import func, select

from callguard.db.models import Attempt, Callback, Case, Customer, CustomerIdentifier, CustomerMerge, User
from callguard.domain import guard
from callguard.domain.attempt import CallResult
from callguard.domain.identity import IdentifierKind
from callguard.services.customer_history import read_histories
from callguard.services.customer_merges import Ground, merge_customers
from callguard.services.customer_parting import undo_merge
from callguard.services.customers import KnownAs, find_or_add_customer
from callguard.services.guard_questions import Questioner
from tests.house import NOW, House

ZONE = "Asia/Shanghai"


def case_of(house: House, callback_id: int) -> Case:
    """The case of a callback."""
    with house.database.reading() as session:
        return session.get_one(Callback, callback_id).case


def somebody(house: House, number: int) -> int:
    """The id of a callback of a new customer with a telephone."""
    return house.callback(phone=f"+861390013{8000 + number}")


def found_as(house: House, *known_as: KnownAs, now: datetime = NOW) -> int:
    """Whom an import finds by these identifiers, after it has merged whom it may."""
    with house.writing() as session:
        return find_or_add_customer(session, house.vault, known_as, now, name=None, time_zone=ZONE).id


def phone(number: int) -> KnownAs:
    """What `somebody` is known as."""
    return KnownAs(IdentifierKind.PHONE, f"+861390013{8000 + number}")


def merge(house: House, one: int, other: int, now: datetime = NOW) -> int:
    """The id of the merge by which these two customers are one from now on."""
    with house.writing() as session:
        merge_customers(session, one, other, Ground(words="同一个人"), now)
        return session.scalars(select(func.max(CustomerMerge.id))).one()


def part(
    house: House, case_id: int, merge_id: int, now: datetime = NOW, user: User | None = None, words: str = "认错了"
) -> None:
    """Undoes a merge from the page of a case."""
    with house.writing() as session:
        undo_merge(session, case_id, merge_id, user or house.leader, words, now)


def persons(house: House, *customer_ids: int) -> list[int]:
    """Who is kept of each one's person."""
    with house.database.reading() as session:
        return [session.get_one(Customer, customer_id).person_id for customer_id in customer_ids]


def rung(house: House, case: Case, at: datetime, result: CallResult = CallResult.NO_ANSWER) -> int:
    """The id of a call about the case, written as a permit writes it: on whoever is kept of the person."""
    with house.writing() as session:
        person_id = session.get_one(Customer, case.customer_id).person_id
        slots = select(func.count()).where(Attempt.customer_id == person_id)
        number = select(CustomerIdentifier.id).where(CustomerIdentifier.customer_id == case.customer_id).limit(1)
        attempt = Attempt(
            customer_id=person_id,
            slot_no=session.scalars(slots).one() + 1,
            case_id=case.id,
            shop_id=case.shop_id,
            agent_id=house.agent.id,
            identifier_id=session.scalars(number.where(CustomerIdentifier.kind == IdentifierKind.PHONE)).one(),
            placed_at=at,
            result=result,
            settled_at=at,
        )
        session.add(attempt)
        session.flush()
        return attempt.id


def calls_of(house: House, customer_id: int) -> set[int]:
    """The ids of the calls that count for a customer."""
    with house.database.reading() as session:
        return {attempt.id for attempt in read_histories(session, [customer_id])[customer_id].attempts}


def question(house: House, callback_id: int, now: datetime = NOW) -> guard.Question:
    """What the guard is asked about a callback."""
    with house.database.reading() as session:
        callback = session.get_one(Callback, callback_id)
        customer_id = callback.case.customer_id
        return Questioner(session, house.vault, house.settings.policy, [customer_id], now).question(callback)
