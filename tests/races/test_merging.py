"""Merging, parting and dialling at the same moment: nobody waits in a ring, no limit is passed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from callguard.db.models import Attempt, Callback, Customer, CustomerMerge, DialPermit, RegisterEntry, User
from callguard.db.session import Database
from callguard.db.vault import Vault
from callguard.domain.attempt import CallResult
from callguard.domain.errors import DomainError
from callguard.domain.permit import PermitStatus
from callguard.domain.register import RegisterKind
from callguard.services.customer_merges import Ground, merge_customers
from callguard.services.customer_parting import undo_merge
from callguard.services.permits import take_permit
from callguard.settings import Settings
from tests.house import NOW, House
from tests.races.crew import compete
from tests.races.test_races import laid_ready
from tests.services.persons import calls_of, case_of, merge, part, rung, somebody

ROUNDS = 10
HOUR = timedelta(hours=1)
LATER = NOW + timedelta(minutes=2)
"""Past the minute in which a call counts for both anyway."""

Act = Callable[[Session, Vault, Settings, int], object]


def merges_or_dials(database: Database, vault: Vault, settings: Settings, number: int, about: int) -> None:
    """One dials the elder, one the younger, one finds that they are the same: `about` is the elder's callback."""
    acts: list[Act] = [_dials_elder, _dials_younger, _merges]
    _try(database, vault, settings, acts[number], about)


def parts_or_dials(database: Database, vault: Vault, settings: Settings, number: int, about: int) -> None:
    """One dials the elder, one the younger, one says that they are not the same."""
    acts: list[Act] = [_dials_elder, _dials_younger, _parts]
    _try(database, vault, settings, acts[number], about)


def merges_in_a_ring(database: Database, vault: Vault, settings: Settings, number: int, about: int) -> None:
    """Each finds that their own customer of four, from `about` on, is the next one too."""

    def find(session: Session, _vault: Vault, _settings: Settings, first: int) -> None:
        merge_customers(session, first + number, first + (number + 1) % 4, Ground(), NOW)

    _try(database, vault, settings, find, about)


def parts_while_merging(database: Database, vault: Vault, settings: Settings, number: int, about: int) -> None:
    """Two part the first and the second of four, from `about` on, who are one; two merge the others with them."""

    def act(session: Session, _vault: Vault, _settings: Settings, first: int) -> None:
        if number < 2:
            leader = session.scalars(select(User).where(User.name == "zhaojie")).one()
            merge_id = session.scalars(select(CustomerMerge.id).where(CustomerMerge.kept_id == first)).first()
            case_id = first + number
            undo_merge(session, case_id, merge_id or 0, leader, "认错了", NOW)
        else:
            merge_customers(session, first + 1 - number % 2, first + number, Ground(), NOW)

    _try(database, vault, settings, act, about)


def test_no_dial_passes_a_limit_while_two_are_found_to_be_one(house: House) -> None:
    pairs = [pair(house, number) for number in range(ROUNDS)]
    for elder in pairs:
        house.attempted(elder + 1, CallResult.CONVERSATION, NOW - 3 * HOUR)
    compete(house.database.url, merges_or_dials, 3, pairs)
    with house.database.reading() as session:
        assert session.scalar(select(func.count(CustomerMerge.id))) == ROUNDS
        for elder in pairs:
            mine = RegisterEntry.case_id.in_([case_of(house, elder).id, case_of(house, elder + 1).id])
            told = select(RegisterEntry.kind).where(mine).order_by(RegisterEntry.id)
            acts = (RegisterKind.PERMIT_TAKEN, RegisterKind.CUSTOMER_MERGED)
            kinds = session.scalars(told.where(RegisterEntry.kind.in_(acts))).all()
            assert kinds[-1] is RegisterKind.CUSTOMER_MERGED or kinds.count(RegisterKind.PERMIT_TAKEN) == 1


def test_no_dial_passes_a_limit_while_two_are_parted(house: House) -> None:
    pairs = [pair(house, number) for number in range(ROUNDS)]
    for elder in pairs:
        first, second = case_of(house, elder), case_of(house, elder + 1)
        merge(house, first.customer_id, second.customer_id, NOW - 4 * HOUR)
        rung(house, second, NOW - 3 * HOUR, CallResult.CONVERSATION)
    compete(house.database.url, parts_or_dials, 3, pairs)
    parted = 0
    with house.database.reading() as session:
        for elder in pairs:
            cases = [case_of(house, elder), case_of(house, elder + 1)]
            dialled = select(Attempt).where(
                Attempt.placed_at == LATER, Attempt.case_id.in_([case.id for case in cases])
            )
            owners = {attempt.case_id: attempt.customer_id for attempt in session.scalars(dialled)}
            if session.get_one(Customer, cases[1].customer_id).merged_into_id is None:
                parted += 1
                assert owners == {case.id: case.customer_id for case in cases if case.id in owners}
            else:
                assert set(owners.values()) == {cases[0].customer_id}
                assert len(owners) == 1
            assert all(len(calls_of(house, case.customer_id)) <= 2 for case in cases)
        undone = session.scalar(select(func.count()).where(CustomerMerge.undone_at.is_not(None)))
        permits = session.scalars(select(DialPermit).where(DialPermit.status == PermitStatus.OPEN)).all()
    assert undone == parted
    assert len(permits) >= ROUNDS


def test_overlapping_pairs_become_one_person_held_together_by_as_few_merges_as_it_takes(house: House) -> None:
    firsts = [four(house, number) for number in range(ROUNDS)]
    compete(house.database.url, merges_in_a_ring, 4, firsts)
    with house.database.reading() as session:
        persons = dict(session.execute(select(Customer.id, Customer.person_id)).all())
        assert session.scalar(select(func.count(CustomerMerge.id))) == 3 * ROUNDS
    assert persons == {first + number: first for first in firsts for number in range(4)}


def test_parting_and_merging_at_once_leave_every_merge_in_force_with_its_two_in_one_person(house: House) -> None:
    firsts = [four(house, number) for number in range(ROUNDS)]
    for first in firsts:
        merge(house, first, first + 1)
    compete(house.database.url, parts_while_merging, 4, firsts)
    with house.database.reading() as session:
        merges = session.scalars(select(CustomerMerge)).all()
        persons = dict(session.execute(select(Customer.id, Customer.person_id)).all())
    assert len(merges) == 3 * ROUNDS
    assert sum(merge.undone_at is not None for merge in merges) == ROUNDS
    assert all(persons[merge.kept_id] == persons[merge.merged_id] for merge in merges if merge.undone_at is None)
    for first in firsts:
        assert sorted(persons[first + number] for number in range(4)) == [first, first, first + 1, first + 1]


def pair(house: House, number: int) -> int:
    """The callback of a customer, with that of another behind it; both prepared by a contender of their own."""
    callbacks = [house.callback(phone=f"+861390013{8000 + 2 * number + which}") for which in range(2)]
    for which, callback_id in enumerate(callbacks):
        with house.writing() as session:
            name = f"contender-{which}"
            agent = session.scalar(select(User).where(User.name == name)) or house.hire(session, name)
        laid_ready(house, callback_id, agent)
    return callbacks[0]


def four(house: House, number: int) -> int:
    """The id of the first of four customers in a row, whose cases have the same ids."""
    callbacks = [house.callback(phone=f"+861390013{8000 + 4 * number + which}") for which in range(4)]
    cases = [case_of(house, callback_id) for callback_id in callbacks]
    assert [case.id for case in cases] == [case.customer_id for case in cases]
    return cases[0].customer_id


def _dials_elder(session: Session, vault: Vault, settings: Settings, elder: int) -> None:
    _dial(session, vault, settings, elder)


def _dials_younger(session: Session, vault: Vault, settings: Settings, elder: int) -> None:
    _dial(session, vault, settings, elder + 1)


def _dial(session: Session, vault: Vault, settings: Settings, callback_id: int) -> None:
    callback = session.get_one(Callback, callback_id)
    agent = session.get_one(User, callback.lease_agent_id)
    token = callback.lease_token or ""
    session.expunge_all()
    take_permit(session, vault, settings, callback_id, agent, token, LATER)


def _merges(session: Session, _vault: Vault, _settings: Settings, elder: int) -> None:
    one, other = (session.get_one(Callback, callback_id).case.customer_id for callback_id in (elder, elder + 1))
    merge_customers(session, one, other, Ground(), LATER)


def _parts(session: Session, _vault: Vault, _settings: Settings, elder: int) -> None:
    case = session.get_one(Callback, elder).case
    leader = session.scalars(select(User).where(User.name == "zhaojie")).one()
    merge_id = session.scalars(select(CustomerMerge.id).where(CustomerMerge.kept_id == case.customer_id)).one()
    undo_merge(session, case.id, merge_id, leader, "认错了", NOW)


def _try(database: Database, vault: Vault, settings: Settings, act: Act, about: int) -> None:
    try:
        with database.writing() as session:
            act(session, vault, settings, about)
    except DomainError:
        return  # somebody else was first: that is the point


@pytest.mark.parametrize("database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_two_who_were_parted_are_dialled_at_once_without_waiting_for_each_other(house: House) -> None:
    callbacks = [somebody(house, number) for number in (1, 2)]
    elder, younger = (case_of(house, one) for one in callbacks)
    merged = merge(house, elder.customer_id, younger.customer_id, NOW - 4 * HOUR)
    part(house, elder.id, merged, NOW - 3 * HOUR)
    agents = (house.agent, house.colleague)
    for callback_id, agent in zip(callbacks, agents, strict=True):
        laid_ready(house, callback_id, agent)
    both_hold_a_permit = Barrier(2)

    def dial(callback_id: int, agent: User) -> bool:
        with house.writing() as session:
            token = session.get_one(Callback, callback_id).lease_token or ""
            permit = take_permit(session, house.vault, house.settings, callback_id, agent, token, NOW)
            session.flush()
            both_hold_a_permit.wait(30)
            return isinstance(permit, DialPermit)

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(dial, callbacks, agents)) == [True, True]
