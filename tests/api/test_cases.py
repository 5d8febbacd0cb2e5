"""POST /cases."""

from typing import Any

import pytest
from sqlalchemy import func, select

from callguard.db.models import Case, Customer, CustomerIdentifier, Order
from callguard.domain.register import RegisterKind
from tests.api.conftest import Caller, paths, told
from tests.house import House
from tests.told import entries

CASE: dict[str, Any] = {
    "shop": "S-1",
    "order_no": "2026112000017",
    "issue_type": "damage",
    "liability": "shop",
    "customer": {"name": "王小明", "identifiers": [{"kind": "phone", "value": "138 0013 8000"}]},
    "deadline_at": "2026-11-22T18:00:00+08:00",
    "summary": "碎了，请回电 13800138000",
}


def with_identifiers(*identifiers: dict[str, str]) -> dict[str, Any]:
    return CASE | {"customer": {"identifiers": list(identifiers)}}


def test_answers_with_the_case_and_nobodys_number(agent: Caller, house: House) -> None:
    answer = agent.post("/cases", CASE)
    case = told(answer, 201)
    assert (case["number"], case["customer"], case["status"]) == ("CG-2026112000017-1", "王**", "open")
    assert case["deadline_at"] == "2026-11-22T10:00:00Z"
    assert "13800138000" not in answer.text
    assert [one.actor_id for one in entries(house, RegisterKind.CASE_OPENED)] == [house.agent.id]


def test_a_customer_abroad_is_judged_by_their_own_clocks(agent: Caller) -> None:
    abroad = CASE | {"customer": {"time_zone": "America/New_York", **CASE["customer"]}}
    callback = told(agent.post("/cases", abroad), 201)["callback"]
    verdict = told(agent.get(f"/callbacks/{callback}/verdict"), 200)
    assert verdict["next_allowed_at"] == "2026-11-20T10:00:00-05:00"


def test_a_second_case_of_the_same_order_gets_a_number_of_its_own(agent: Caller, house: House) -> None:
    numbers = [told(agent.post("/cases", CASE), 201)["number"] for _ in range(2)]
    assert numbers == ["CG-2026112000017-1", "CG-2026112000017-2"]
    with house.database.reading() as session:
        assert session.scalar(select(func.count(Order.id))) == 1


def test_finds_the_customer_by_any_identifier_and_merges_the_two_it_joins(agent: Caller, house: House) -> None:
    account = {"kind": "platform_account", "value": "小明爱喝水"}
    phone = {"kind": "phone", "value": "13800138000"}
    for order_no, known_as in (("A-1", [account]), ("A-2", [phone]), ("A-3", [account, phone])):
        told(agent.post("/cases", with_identifiers(*known_as) | {"order_no": order_no}), 201)
    with house.database.reading() as session:
        assert session.scalar(select(func.count(Customer.id)).where(Customer.merged_into_id.is_(None))) == 1
        assert len({case.customer.merged_into_id or case.customer_id for case in session.scalars(select(Case))}) == 1


def test_a_virtual_number_keeps_its_extension_and_its_end(agent: Caller, house: House) -> None:
    number = {
        "kind": "virtual_phone",
        "value": "17000000000",
        "extension": "1234",
        "expires_at": "2026-12-01T00:00:00Z",
    }
    told(agent.post("/cases", with_identifiers(number)), 201)
    with house.database.reading() as session:
        kept = session.scalars(select(CustomerIdentifier).where(CustomerIdentifier.kind == "virtual_phone")).one()
    assert (kept.extension, kept.value_masked) == ("1234", "170 **** 0000")
    assert kept.expires_at is not None


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"shop": "S-2"}, "shop"),
        ({"shop": "nowhere"}, "shop"),
        ({"colour": "red"}, "colour"),
        ({"deadline_at": "2026-11-22T18:00:00"}, "deadline_at"),
        ({"deadline_at": 1763784000}, "deadline_at"),
        ({"deadline_at": "1763784000"}, "deadline_at"),
        ({"deadline_at": "9999-12-31T23:59:59-12:00"}, "deadline_at"),
        ({"issue_type": "weather"}, "issue_type"),
        ({"order_no": " "}, "order_no"),
        ({"order_no": 2026112000017}, "order_no"),
        ({"summary": "a\0b"}, "summary"),
        ({"customer": {"identifiers": []}}, "customer.identifiers"),
        ({"customer": {"time_zone": "Mars/Olympus", **CASE["customer"]}}, "customer.time_zone"),
    ],
)
def test_names_the_path_of_what_it_cannot_take(agent: Caller, house: House, change: dict[str, Any], path: str) -> None:
    assert paths(agent.post("/cases", CASE | change)) == [path]
    with house.database.reading() as session:
        assert session.scalar(select(func.count(Case.id))) == 0


@pytest.mark.parametrize(
    ("identifier", "field"),
    [
        ({"kind": "phone", "value": "138****8000"}, "value"),
        ({"kind": "phone", "value": "12345"}, "value"),
        ({"kind": "platform_account", "value": "小**水"}, "value"),
        ({"kind": "phone", "value": "13800138000", "expires_at": "2026-11-20T00:00:00Z"}, "expires_at"),
        ({"kind": "virtual_phone", "value": "17000000000", "extension": "12-34"}, "extension"),
        ({"kind": "phone", "value": "13800138000", "owner": "me"}, "owner"),
    ],
)
def test_an_identifier_that_leads_to_nobody_is_refused_at_its_place(
    agent: Caller, identifier: dict[str, str], field: str
) -> None:
    known = {"kind": "order", "value": "A-1"}
    assert paths(agent.post("/cases", with_identifiers(known, identifier))) == [f"customer.identifiers.1.{field}"]


def test_what_is_no_json_is_told_so(agent: Caller) -> None:
    for body in (b"not json", b"[]", '{"shop": "店"}'.encode("gbk")):
        assert paths(agent.post("/cases", data=body)) == ["$"]
