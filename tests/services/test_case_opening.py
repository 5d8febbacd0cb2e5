"""A case that somebody tells us of: its number, its first call, and whose it is."""

from datetime import timedelta

import pytest

from callguard.db.models import Callback, Shop
from callguard.domain.callback import CallbackKind
from callguard.domain.case import IssueType, Liability
from callguard.domain.errors import InvalidFields
from callguard.domain.identity import IdentifierKind
from callguard.domain.register import RegisterKind
from callguard.services.case_opening import ToldCase, ToldIdentifier, open_case
from tests.house import NOW, House
from tests.services.importer import people, standing
from tests.services.persons import persons
from tests.told import entries

ACCOUNT = ToldIdentifier(IdentifierKind.PLATFORM_ACCOUNT, "小明爱喝水")
PHONE = ToldIdentifier(IdentifierKind.PHONE, "138 0013 8000")


def opened(house: House, *known_as: ToldIdentifier, order_no: str = "A-1", shop: Shop | None = None) -> Callback:
    told = ToldCase(order_no, IssueType.DAMAGE, Liability.SHOP, known_as, "Asia/Shanghai")
    with house.writing() as session:
        callback = open_case(session, house.vault, shop or house.shop, house.agent, told, NOW)
        assert callback.case.order
        return callback


def test_opens_the_case_with_a_call_due_at_once(house: House) -> None:
    callback = opened(house, PHONE)
    assert (callback.kind, callback.due_at, callback.case.opened_at) == (CallbackKind.SERVICE, NOW, NOW)
    (entry,) = entries(house, RegisterKind.CASE_OPENED)
    assert (entry.actor_id, entry.case_id, entry.facts) == (house.agent.id, callback.case_id, {"number": "CG-A-1-1"})


def test_a_second_case_of_an_order_has_a_number_of_its_own(house: House) -> None:
    first, second = (opened(house, PHONE).case for _ in range(2))
    assert (first.number, second.number) == ("CG-A-1-1", "CG-A-1-2")
    assert first.order_id == second.order_id
    assert opened(house, PHONE, shop=house.other_shop).case.number == "CG-A-1-1", "an order of another shop"


def test_the_customer_is_whoever_any_of_the_identifiers_leads_to(house: House) -> None:
    by_order = ToldIdentifier(IdentifierKind.ORDER, "A-1")
    cases = [
        opened(house, PHONE).case,
        opened(house, ACCOUNT, order_no="A-2").case,
        opened(house, ACCOUNT, by_order, order_no="A-3").case,
        # Accounts of Tmall are those of Taobao; an order's number says nothing about another shop's.
        opened(house, ACCOUNT, order_no="B-1", shop=house.other_shop).case,
    ]
    assert len(set(persons(house, *(case.customer_id for case in cases)))) == 1
    stranger = opened(house, by_order, order_no="B-2", shop=house.other_shop).case
    assert persons(house, stranger.customer_id) == [stranger.customer_id]


def test_a_number_with_an_extension_is_a_virtual_one_that_dies(house: House) -> None:
    dies_at = NOW + timedelta(days=3)
    opened(house, ToldIdentifier(IdentifierKind.PHONE, "17000000000", "1234", dies_at))
    opened(house, ToldIdentifier(IdentifierKind.VIRTUAL_PHONE, "17000000001-99"), order_no="A-2")
    assert [[name for name in known if name[0] != "order"] for known in people(house)] == [
        [("virtual_phone", "+8617000000000", "1234", str(dies_at))],
        [("virtual_phone", "+8617000000001", "99", "None")],
    ]


def test_names_every_identifier_that_leads_nowhere_and_keeps_nothing(house: House) -> None:
    masked = ToldIdentifier(IdentifierKind.PLATFORM_ACCOUNT, "小**")
    no_number = ToldIdentifier(IdentifierKind.PHONE, "12345")
    dead = ToldIdentifier(IdentifierKind.VIRTUAL_PHONE, "17000000000", "1234", NOW)
    with pytest.raises(InvalidFields) as refused:
        opened(house, masked, PHONE, no_number, dead)
    assert [(error.field, error.code) for error in refused.value.errors] == [
        ("customer.identifiers.0.value", "account_masked"),
        ("customer.identifiers.2.value", "phone_invalid"),
        ("customer.identifiers.3.expires_at", "time_in_past"),
    ]
    kept = standing(house)
    assert (kept.cases, kept.orders, kept.people) == ([], [], [])
