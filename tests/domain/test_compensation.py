"""Whether a plan may be offered: own authority, the day's budget, the next senior, the ceiling, and not too often."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callguard.domain.authority import Matter, load_authority, room_of
from callguard.domain.case import IssueType, Liability
from callguard.domain.compensation import (
    OfferAssessment,
    OfferReason,
    OfferVerdict,
    Plan,
    PlanKind,
    assess_offer,
    undercuts,
)
from callguard.domain.role import Role

TABLE = load_authority()
# For a damage by the shop on ¥100: agent ¥50, team leader ¥100, supervisor ¥150, manager ¥300.
MATTER = Matter(IssueType.DAMAGE, Liability.SHOP, 10_000)


def refund(amount: int) -> Plan:
    return Plan(PlanKind.PARTIAL_REFUND, amount)


@pytest.mark.parametrize(
    ("role", "amount", "approver", "why"),
    [
        (Role.AGENT, 5_000, None, "the limit itself is within it"),
        (Role.AGENT, 5_001, Role.TEAM_LEADER, "one fen above goes to the next role"),
        (Role.AGENT, 10_001, Role.SUPERVISOR, "the team leader's would not do"),
        (Role.AGENT, 30_000, Role.MANAGER, "only the manager's will do"),
        (Role.SPECIALIST, 5_001, Role.TEAM_LEADER, "a specialist stands beside the agent"),
        (Role.SUPERVISOR, 15_001, Role.MANAGER, "seniors ask as well"),
    ],
)
def test_an_offer_goes_to_the_next_role_whose_authority_suffices(
    role: Role, amount: int, approver: Role | None, why: str
) -> None:
    assessment = assess_offer(TABLE, role, MATTER, refund(amount))
    assert assessment.approver is approver, why
    assert assessment.verdict is (OfferVerdict.NEEDS_APPROVAL if approver else OfferVerdict.ALLOWED), why
    assert assessment.reason is (OfferReason.OVER_AUTHORITY if approver else None), why


@pytest.mark.parametrize("role", Role)
def test_above_everybodys_authority_it_is_refused(role: Role) -> None:
    assert assess_offer(TABLE, role, MATTER, refund(30_001)) == OfferAssessment(
        OfferVerdict.REFUSED, OfferReason.OVER_CEILING, params={"amount": 30_001, "room": 30_000}
    )


def test_a_second_offer_is_judged_with_the_first() -> None:
    after = replace(MATTER, given_on_order=3_000, given_to_customer=3_000)
    assert assess_offer(TABLE, Role.AGENT, after, refund(2_000)).verdict is OfferVerdict.ALLOWED
    assert assess_offer(TABLE, Role.AGENT, after, refund(2_001)) == OfferAssessment(
        OfferVerdict.NEEDS_APPROVAL,
        OfferReason.OVER_AUTHORITY,
        Role.TEAM_LEADER,
        {"amount": 2_001, "room": 2_000},
    )


@pytest.mark.parametrize(
    ("given_today", "verdict", "why"),
    [
        (25_000, OfferVerdict.ALLOWED, "the last of the budget"),
        (25_001, OfferVerdict.NEEDS_APPROVAL, "one fen above it"),
        (99_999, OfferVerdict.NEEDS_APPROVAL, "long above it"),
    ],
)
def test_past_the_days_budget_a_senior_decides(given_today: int, verdict: OfferVerdict, why: str) -> None:
    assessment = assess_offer(TABLE, Role.AGENT, MATTER, refund(5_000), given_today=given_today)
    assert assessment.verdict is verdict, why


def test_the_budget_says_what_is_left_of_it() -> None:
    assessment = assess_offer(TABLE, Role.AGENT, MATTER, refund(5_000), given_today=28_000)
    assert assessment.reason is OfferReason.OVER_DAILY_BUDGET
    assert assessment.approver is Role.TEAM_LEADER
    assert assessment.params == {"amount": 5_000, "room": 2_000}


def test_a_role_without_a_budget_has_none_to_exceed() -> None:
    assessment = assess_offer(TABLE, Role.MANAGER, MATTER, refund(5_000), given_today=10_000_000)
    assert assessment.verdict is OfferVerdict.ALLOWED


def test_what_costs_nothing_needs_no_budget() -> None:
    assessment = assess_offer(TABLE, Role.AGENT, MATTER, Plan(PlanKind.RESEND), given_today=99_999)
    assert assessment.verdict is OfferVerdict.ALLOWED


@pytest.mark.parametrize(
    ("refused", "verdict", "why"),
    [
        ([], OfferVerdict.ALLOWED, "never offered"),
        ([refund(2_000)], OfferVerdict.ALLOWED, "once refused it may be offered once more"),
        ([refund(2_000)] * 2, OfferVerdict.REFUSED, "twice refused is enough"),
        ([refund(2_000), refund(2_500)], OfferVerdict.ALLOWED, "another amount is another plan"),
        ([Plan(PlanKind.COUPON, 2_000)] * 2, OfferVerdict.ALLOWED, "another kind is another plan"),
        ([replace(refund(2_000), note="再想想")] * 2, OfferVerdict.REFUSED, "other words don't make another plan"),
    ],
)
def test_a_plan_is_not_offered_a_third_time(refused: list[Plan], verdict: OfferVerdict, why: str) -> None:
    assert assess_offer(TABLE, Role.AGENT, MATTER, refund(2_000), refused=refused).verdict is verdict, why


def test_a_plan_refused_too_often_says_how_often() -> None:
    assessment = assess_offer(TABLE, Role.MANAGER, MATTER, refund(2_000), refused=[refund(2_000)] * 3)
    assert assessment.reason is OfferReason.REFUSED_TOO_OFTEN
    assert assessment.params == {"times": 3, "max": 2}


@given(st.lists(st.integers(1, 8_000), max_size=12))
def test_no_sequence_of_offers_passes_the_agents_authority(amounts: list[int]) -> None:
    given_away = 0
    for amount in amounts:
        matter = replace(MATTER, given_on_order=given_away, given_to_customer=given_away)
        if assess_offer(TABLE, Role.AGENT, matter, refund(amount)).verdict is OfferVerdict.ALLOWED:
            given_away += amount
    assert given_away <= 5_000


@given(st.sampled_from(Role), st.integers(1, 400_000), st.integers(0, 40_000))
def test_whoever_is_asked_has_the_authority_and_nobody_below_has(role: Role, amount: int, already: int) -> None:
    matter = replace(MATTER, given_on_order=already, given_to_customer=already)
    assessment = assess_offer(TABLE, role, matter, refund(amount))
    if assessment.approver is not None:
        enough = {each for each in Role if room_of(TABLE, each, matter) >= amount}
        assert assessment.approver in enough
        assert not any(role.rank < each.rank < assessment.approver.rank for each in enough)


def test_a_resend_may_do_without_an_amount_and_nothing_else_may() -> None:
    assert [kind for kind in PlanKind if not kind.needs_amount] == [PlanKind.RESEND]


@pytest.mark.parametrize(
    ("plan", "heard", "below", "why"),
    [
        (refund(1_000), [refund(2_000), refund(3_000)], refund(3_000), "told by the dearest"),
        (refund(2_000), [Plan(PlanKind.COUPON, 2_500)], Plan(PlanKind.COUPON, 2_500), "whatever its kind"),
        (refund(2_000), [refund(2_000)], None, "the same again is not lower"),
        (refund(2_000), [refund(1_000)], None, "going up is as it should be"),
        (Plan(PlanKind.RESEND), [refund(1_000)], None, "a resend has no amount to compare"),
        (refund(2_000), [Plan(PlanKind.RESEND)], None, "nor is there one to fall below"),
        (refund(2_000), [], None, "nothing heard yet"),
    ],
)
def test_an_offer_below_an_earlier_one_is_told(plan: Plan, heard: list[Plan], below: Plan | None, why: str) -> None:
    assert undercuts(plan, heard) == below, why


def test_a_full_refund_of_another_amount_is_a_partial_one() -> None:
    assert Plan(PlanKind.FULL_REFUND, 20_000, "整单").countered(12_000) == Plan(PlanKind.PARTIAL_REFUND, 12_000, "整单")
    assert Plan(PlanKind.COUPON, 2_000).countered(1_000) == Plan(PlanKind.COUPON, 1_000)
