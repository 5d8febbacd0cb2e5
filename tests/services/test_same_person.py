"""Saying by hand that two customers are one."""

import pytest
from sqlalchemy import select

from callguard.db.models import Case, CustomerMerge, User
from callguard.domain.errors import IllegalStep, InvalidFields, NotYours, UnknownId
from callguard.domain.register import RegisterKind
from callguard.services.cases import add_number
from callguard.services.same_person import companions_of, find_other_case, merge_by_hand, person_of
from tests.house import NOW, House
from tests.services.persons import case_of, merge, part, persons, somebody
from tests.told import entries


def say(house: House, one: Case, other: Case, user: User | None = None, words: str = "电话里说的") -> None:
    """Says that the customers of two cases are one."""
    with house.writing() as session:
        merge_by_hand(session, one.id, other.id, user or house.leader, words, NOW)


def fault_of(house: House, case: Case, number: str) -> str:
    """What is wrong with the number of the other case."""
    with house.database.reading() as session, pytest.raises(InvalidFields) as refused:
        find_other_case(session, case.id, house.leader, number)
    [fault] = refused.value.errors
    assert fault.field == "number"
    return fault.code


def test_makes_one_person_and_says_so_on_both_cases(house: House) -> None:
    one, other = (case_of(house, somebody(house, number)) for number in (1, 2))
    say(house, other, one)
    assert persons(house, one.customer_id, other.customer_id) == [one.customer_id] * 2
    with house.database.reading() as session:
        said = session.scalars(select(CustomerMerge)).one()
        assert (said.merged_by_id, said.words, said.found_by) == (house.leader.id, "电话里说的", None)
        [companion] = companions_of(session, session.get_one(Case, other.id))
        assert (companion.customer.id, companion.merge.id, companion.others) == (one.customer_id, said.id, 0)
        assert [customer.id for customer in person_of(session, session.get_one(Case, one.id))] == [
            one.customer_id,
            other.customer_id,
        ]
    told = [(entry.case_id, entry.actor_id, entry.note) for entry in entries(house, RegisterKind.CUSTOMER_MERGED)]
    assert told == [(case.id, house.leader.id, "电话里说的") for case in (other, one)]


def test_a_hand_makes_one_again_of_those_a_hand_parted(house: House) -> None:
    one, other = (case_of(house, somebody(house, number)) for number in (1, 2))
    part(house, one.id, merge(house, one.customer_id, other.customer_id))
    with house.writing() as session, pytest.raises(IllegalStep) as apart:
        add_number(session, house.vault, one.id, house.agent, "+8613900138002", NOW)
    assert apart.value.params == {"reason": "kept_apart"}
    say(house, one, other)
    assert persons(house, other.customer_id) == [one.customer_id]


def test_counts_who_would_be_parted_along(house: House) -> None:
    first, second, third = (case_of(house, somebody(house, number)) for number in (1, 2, 3))
    say(house, first, second)
    say(house, second, third)
    with house.database.reading() as session:
        told = {one.customer.id: one.others for one in companions_of(session, session.get_one(Case, first.id))}
        assert told == {second.customer_id: 1, third.customer_id: 0}
        told = {one.customer.id: one.others for one in companions_of(session, session.get_one(Case, third.id))}
        assert told == {first.customer_id: 0, second.customer_id: 1}


def test_finds_the_case_in_the_same_shop_before_others_and_says_what_is_wrong_with_a_number(house: House) -> None:
    one, other = (case_of(house, somebody(house, number)) for number in (1, 2))
    abroad = [case_of(house, house.callback(shop=house.other_shop, phone=None)) for _ in range(2)]
    with house.writing() as session:
        session.get_one(Case, abroad[0].id).number = other.number
    with house.database.reading() as session:
        assert find_other_case(session, one.id, house.supervisor, other.number).id == other.id
        assert find_other_case(session, abroad[1].id, house.supervisor, other.number).id == abroad[0].id
    assert fault_of(house, one, "") == "case_number_missing"
    assert fault_of(house, one, "AS-99") == "case_unknown"
    assert fault_of(house, one, "AS-4") == "case_elsewhere"
    assert fault_of(house, one, one.number) == "one_already"


def test_is_refused_below_a_team_leader_across_shops_without_words_and_twice(house: House) -> None:
    one, other = (case_of(house, somebody(house, number)) for number in (1, 2))
    abroad = case_of(house, house.callback(shop=house.other_shop, phone=None))
    with pytest.raises(NotYours):
        say(house, one, other, house.agent)
    for pair in ((one, abroad), (abroad, one)):
        with pytest.raises(UnknownId):
            say(house, *pair)
    with pytest.raises(InvalidFields):
        say(house, one, other, words=" ")
    say(house, one, other)
    with pytest.raises(IllegalStep):
        say(house, one, other)
