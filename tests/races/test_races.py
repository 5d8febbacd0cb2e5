"""Whatever is clicked in parallel: one holder for a callback, no dial past a limit, one voice for a senior."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from callguard.db.models import Attempt, Callback, Customer, DialPermit, RegisterEntry, User
from callguard.db.session import Database
from callguard.db.vault import Vault
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackStatus
from callguard.domain.errors import DomainError
from callguard.domain.identity import IdentifierKind
from callguard.domain.permit import PermitStatus
from callguard.domain.register import RegisterKind
from callguard.services.customers import KnownAs, find_or_add_customer
from callguard.services.leases import hand_over
from callguard.services.permits import take_permit
from callguard.services.preparations import prepare
from callguard.services.queue.claiming import next_for
from callguard.settings import Settings
from tests.house import LADDER, NOW, House
from tests.races.crew import compete

CONTENDERS, ROUNDS = 6, 12
HOUR = timedelta(hours=1)


def claims_next(database: Database, vault: Vault, settings: Settings, number: int, _about: int) -> None:
    """Presses "next"."""
    with database.reading() as session:
        agent = _contenders(session)[number]
    next_for(database, vault, settings, agent, NOW)


def claims_in_a_tab(database: Database, vault: Vault, settings: Settings, _number: int, about: int) -> None:
    """Presses "next" as the agent this round is about, as all contenders do."""
    with database.reading() as session:
        agent = _contenders(session)[about]
    next_for(database, vault, settings, agent, NOW)


def dials(database: Database, vault: Vault, settings: Settings, number: int, about: int) -> None:
    """Takes the permit of the callback that the contender prepared for this round's customer."""
    with database.reading() as session:
        agent = _contenders(session)[number]
        mine = select(Callback).join(Callback.case).where(Callback.case.has(customer_id=about))
        callback = session.scalars(mine.where(Callback.lease_agent_id == agent.id)).one()
        callback_id, token = callback.id, callback.lease_token or ""
    try:
        with database.writing() as session:
            take_permit(session, vault, settings, callback_id, agent, token, NOW)
    except DomainError:
        return  # refused because somebody else is ringing the customer: that is the point


def imports_the_same_person(database: Database, vault: Vault, settings: Settings, number: int, about: int) -> None:
    """Finds or adds one customer who is known by an account and, with each contender, another number."""
    known_as = [
        KnownAs(IdentifierKind.PLATFORM_ACCOUNT, f"buyer-{about}", "taobao"),
        KnownAs(IdentifierKind.PHONE, f"+861380013{8000 + number}"),
    ]
    with database.writing() as session:
        find_or_add_customer(session, vault, known_as, NOW, name=None, time_zone=settings.display_tz)


def test_two_agents_never_hold_the_same_callback(house: House) -> None:
    hire(house)
    callbacks = [house.callback(phone=f"+861390013{8000 + number}") for number in range(CONTENDERS)]
    compete(house.database.url, claims_next, CONTENDERS, range(ROUNDS))
    with house.database.reading() as session:
        held = session.execute(select(Callback.id, Callback.lease_agent_id).order_by(Callback.id)).all()
    assert [callback_id for callback_id, _ in held] == callbacks
    assert len({agent_id for _, agent_id in held}) == CONTENDERS


def test_an_agent_with_many_tabs_holds_one_callback(house: House) -> None:
    hire(house)
    for number in range(CONTENDERS**2):
        house.callback(phone=f"+861390013{8000 + number}")
    compete(house.database.url, claims_in_a_tab, CONTENDERS, range(CONTENDERS))
    with house.database.reading() as session:
        held = session.scalars(select(Callback.lease_agent_id).where(Callback.status == CallbackStatus.CLAIMED)).all()
    assert len(held) == len(set(held)) == CONTENDERS


def test_the_last_slot_is_given_once(house: House) -> None:
    hire(house)
    customers = [customer_with_one_slot_left(house, number) for number in range(ROUNDS)]
    compete(house.database.url, dials, CONTENDERS, customers)
    with house.database.reading() as session:
        dialled = select(Attempt.customer_id, func.count()).where(Attempt.placed_at == NOW)
        per_customer = dict(session.execute(dialled.group_by(Attempt.customer_id)).all())
        permits = session.scalar(select(func.count(DialPermit.id)).where(DialPermit.status == PermitStatus.OPEN))
        recorded = select(func.count()).where(RegisterEntry.kind == RegisterKind.PERMIT_TAKEN)
        assert session.scalar(recorded) == ROUNDS
    assert per_customer == dict.fromkeys(customers, 1)
    assert permits == ROUNDS


def test_one_person_imported_at_once_by_many_stays_one(house: House) -> None:
    compete(house.database.url, imports_the_same_person, CONTENDERS, range(ROUNDS))
    with house.database.reading() as session:
        persons = session.scalars(select(Customer).where(Customer.merged_into_id.is_(None))).all()
        numbers = {one.value_masked for person in persons for one in person.identifiers}
    assert len(persons) == 1, "every number was seen with every account"
    assert numbers


def customer_with_one_slot_left(house: House, number: int) -> int:
    """A customer whom every contender has prepared to ring, and who may be rung once more today."""
    phone = f"+861390013{8000 + number}"
    first = house.callback(phone=phone)
    house.attempted(first, CallResult.CONVERSATION, NOW - 3 * HOUR)
    with house.database.reading() as session:
        contenders = _contenders(session)
    for agent in contenders:
        laid_ready(house, house.callback(phone=phone), agent)
    with house.writing() as session:
        done = session.get_one(Callback, first)
        done.status = CallbackStatus.DONE
        return done.case.customer_id


def laid_ready(house: House, callback_id: int, agent: User) -> None:
    """Lays a prepared callback on the desk beside those of the other rounds."""
    with house.writing() as session:
        token = hand_over(session, callback_id, agent, NOW, house.settings.lease_length).lease_token or ""
        prepare(session, callback_id, agent, token, LADDER, NOW, demands="全额退款", beyond_authority="请主管")


def hire(house: House) -> None:
    """One agent for each contender."""
    with house.writing() as session:
        for number in range(CONTENDERS):
            house.hire(session, f"contender-{number}")


def _contenders(session: Session) -> list[User]:
    found = select(User).where(User.name.like("contender-%")).order_by(User.name)
    return list(session.scalars(found))
