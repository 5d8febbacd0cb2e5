"""How far a role may go: the first row that covers, the lower of both limits, and what was given already."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callguard.domain.authority import (
    AuthorityTable,
    Matter,
    authority_from,
    authority_of,
    load_authority,
    room_of,
    seniors_of,
)
from callguard.domain.case import IssueType, Liability
from callguard.domain.role import Role

SHIPPED = load_authority()
matters = st.builds(
    Matter,
    st.sampled_from(IssueType),
    st.sampled_from(Liability),
    st.none() | st.integers(0, 1_000_000),
    st.integers(0, 100_000),
    st.integers(0, 100_000),
)


def table(*rows: dict[str, Any], ceiling: int = 100_000) -> AuthorityTable:
    return authority_from(
        {
            "currency": "CNY",
            "ceiling": ceiling,
            "customer_days": 30,
            "max_offers_per_plan": 2,
            "decide_within_minutes": 10,
            "approval_valid_minutes": 60,
            "cost_of_new_customer": 8_000,
            "daily_budget": {"agent": 10_000},
            "authority": list(rows),
        }
    )


DAMAGE_BY_SHOP = Matter(IssueType.DAMAGE, Liability.SHOP, 10_000)


@pytest.mark.parametrize(
    ("row", "order_amount", "most", "why"),
    [
        ({"limit": 3_000}, 10_000, 3_000, "an amount alone"),
        ({"limit": 3_000, "percent": 50}, 10_000, 3_000, "the amount is the lower"),
        ({"limit": 3_000, "percent": 20}, 10_000, 2_000, "the share is the lower"),
        ({"limit": 3_000, "percent": 33}, 101, 33, "shares of a fen are rounded down"),
        ({"limit": 3_000, "percent": 20}, 0, 0, "a free order has no share"),
        ({"limit": 3_000, "percent": 20}, None, 3_000, "with the order's value unknown the amount holds alone"),
        ({"limit": 999_999}, 10_000, 100_000, "nobody goes above the shop's ceiling"),
    ],
)
def test_the_lower_of_amount_and_share_holds(
    row: dict[str, int], order_amount: int | None, most: int, why: str
) -> None:
    rules = table({"role": "agent"} | row)
    assert authority_of(rules, Role.AGENT, IssueType.DAMAGE, Liability.SHOP, order_amount) == most, why


@pytest.mark.parametrize(
    ("issue", "liability", "most", "why"),
    [
        (IssueType.DAMAGE, Liability.SHOP, 5_000, "both conditions fit"),
        (IssueType.DAMAGE, Liability.CUSTOMER, 1_000, "the liability fits"),
        (IssueType.IN_TRANSIT, Liability.SHOP, 3_000, "the default"),
    ],
)
def test_the_first_row_that_covers_the_case_holds(issue: IssueType, liability: Liability, most: int, why: str) -> None:
    rules = table(
        {"role": "agent", "issue_types": ["damage"], "liabilities": ["shop"], "limit": 5_000},
        {"role": "agent", "liabilities": ["customer"], "limit": 1_000},
        {"role": "agent", "limit": 3_000},
    )
    assert authority_of(rules, Role.AGENT, issue, liability, 10_000) == most, why


def test_a_role_without_a_row_may_give_nothing() -> None:
    assert authority_of(table(), Role.MANAGER, IssueType.DAMAGE, Liability.SHOP, 10_000) == 0


@pytest.mark.parametrize(
    ("on_order", "to_customer", "room", "why"),
    [
        (0, 0, 3_000, "nothing given"),
        (1_000, 1_000, 2_000, "what this order had counts"),
        (0, 1_000, 2_000, "what the customer had on another order counts against the amount"),
        (2_000, 500, 1_000, "what the order had longer ago still counts"),
        (4_500, 0, 0, "never below nothing"),
        (0, 4_500, 0, "never below nothing for the customer either"),
    ],
)
def test_splitting_gains_nothing(on_order: int, to_customer: int, room: int, why: str) -> None:
    rules = table({"role": "agent", "limit": 3_000, "percent": 50})
    matter = replace(DAMAGE_BY_SHOP, given_on_order=on_order, given_to_customer=to_customer)
    assert room_of(rules, Role.AGENT, matter) == room, why


def test_gifts_on_other_orders_leave_this_orders_share_alone() -> None:
    rules = table({"role": "agent", "limit": 9_000, "percent": 50})
    assert room_of(rules, Role.AGENT, replace(DAMAGE_BY_SHOP, given_to_customer=4_000)) == 5_000


@given(matters, st.sampled_from(Role), st.integers(0, 50_000))
def test_giving_some_leaves_at_most_the_rest(matter: Matter, role: Role, some: int) -> None:
    room = room_of(SHIPPED, role, matter)
    given_more = replace(
        matter,
        given_on_order=matter.given_on_order + some,
        given_to_customer=matter.given_to_customer + some,
    )
    assert room_of(SHIPPED, role, given_more) == max(room - some, 0) or room == 0


@given(matters)
def test_a_senior_may_always_do_what_a_junior_may(matter: Matter) -> None:
    for role in Role:
        for senior in seniors_of(role):
            assert room_of(SHIPPED, senior, matter) >= room_of(SHIPPED, role, matter)


@pytest.mark.parametrize("issue", [IssueType.BAD_REVIEW, IssueType.PERSONAL_SAFETY])
def test_front_line_agents_settle_neither_reviews_nor_safety(issue: IssueType) -> None:
    assert {authority_of(SHIPPED, Role.AGENT, issue, liability, 100_000) for liability in Liability} == {0}


def test_the_specialist_settles_reviews() -> None:
    assert authority_of(SHIPPED, Role.SPECIALIST, IssueType.BAD_REVIEW, Liability.SHOP, 10_000) == 5_000


def test_every_role_knows_its_limit_for_every_case() -> None:
    covered = {
        (row.role, issue, liability)
        for row in SHIPPED.rows
        for issue in IssueType
        for liability in Liability
        if row.scope.covers(issue, liability)
    }
    assert len(covered) == len(Role) * len(IssueType) * len(Liability)


def test_the_way_up_leads_over_each_role_once() -> None:
    assert seniors_of(Role.AGENT) == (Role.TEAM_LEADER, Role.SUPERVISOR, Role.MANAGER)
    assert seniors_of(Role.SPECIALIST) == seniors_of(Role.AGENT)
    assert seniors_of(Role.MANAGER) == ()


def test_terms_are_read_as_lengths_of_time() -> None:
    assert table().decide_within == timedelta(minutes=10)
    assert table().approval_valid == timedelta(minutes=60)


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ({"role": "intern", "limit": 1}, ValueError),
        ({"role": "agent", "issue_types": ["demage"], "limit": 1}, ValueError),
        ({"role": "agent", "limit": 1, "percnt": 3}, TypeError),
        ({"role": "agent"}, TypeError),
    ],
)
def test_a_misspelt_table_is_not_read(row: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        table(row)
