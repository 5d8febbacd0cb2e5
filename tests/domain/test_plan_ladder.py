"""A preparation stands or says what it lacks; a suggested ladder always stands."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callguard.domain.authority import authority_of, load_authority
from callguard.domain.callback import CallbackKind
from callguard.domain.case import IssueType, Liability
from callguard.domain.compensation import Plan, PlanKind
from callguard.domain.errors import FieldError
from callguard.domain.plan_ladder import (
    MIN_PLANS,
    PlanLadder,
    Preparation,
    PreparationCode,
    check_preparation,
    names_senior,
    suggest_ladder,
)
from callguard.domain.role import Role

RESEND = Plan(PlanKind.RESEND)


def refund(amount: int | None) -> Plan:
    return Plan(PlanKind.PARTIAL_REFUND, amount)


def prepared(*plans: Plan, floor: int = 0) -> Preparation:
    return Preparation(PlanLadder(plans, floor), demands="要求全额退款")


def faults(preparation: Preparation, issue: IssueType = IssueType.DAMAGE) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in check_preparation(preparation, issue, 10_000)]


@pytest.mark.parametrize(
    ("preparation", "expected", "why"),
    [
        (prepared(RESEND, refund(2_000)), [], "two plans stand"),
        (prepared(refund(2_000), Plan(PlanKind.COUPON, 2_000)), [], "two kinds may cost the same"),
        (prepared(refund(1_000), RESEND, refund(2_000)), [], "a resend without an amount stands anywhere"),
        (prepared(RESEND, Plan(PlanKind.FULL_REFUND, 10_000)), [], "the whole value is no more than the value"),
        (
            prepared(RESEND, Plan(PlanKind.FULL_REFUND, 1_200)),
            [("plans.1.amount", "full_refund_in_part")],
            "twelve yuan of a hundred are no full refund",
        ),
        (prepared(RESEND, Plan(PlanKind.REIMBURSEMENT, 12_000)), [], "dry-cleaning can cost more than the shirt"),
        (prepared(RESEND, refund(2_000), floor=2_000), [], "the floor may be the least plan"),
        (prepared(), [("plans", "too_few_plans")], "none"),
        (prepared(refund(2_000)), [("plans", "too_few_plans")], "one is no ladder"),
        (prepared(RESEND, RESEND), [("plans.1", "plan_repeated")], "the same plan again is no second plan"),
        (
            prepared(refund(3_000), refund(2_000)),
            [("plans.1.amount", "plans_not_rising")],
            "the dearer first leaves nowhere to go",
        ),
        (prepared(RESEND, refund(None)), [("plans.1.amount", "amount_missing")], "a refund of how much?"),
        (prepared(RESEND, refund(0)), [("plans.1.amount", "amount_not_positive")], "nothing is no offer"),
        (prepared(RESEND, refund(-5)), [("plans.1.amount", "amount_not_positive")], "nor is less than nothing"),
        (
            prepared(RESEND, refund(10_001)),
            [("plans.1.amount", "refund_over_order")],
            "more than was paid is a slip of the keyboard",
        ),
        (prepared(RESEND, refund(2_000), floor=-1), [("floor", "floor_negative")], "no floor below zero"),
        (
            prepared(RESEND, refund(2_000), floor=2_001),
            [("floor", "floor_over_plan")],
            "a plan below the floor contradicts it",
        ),
        (
            replace(prepared(RESEND, refund(2_000)), demands=" "),
            [("demands", "demands_missing")],
            "what could they ask for?",
        ),
    ],
)
def test_a_preparation_says_what_it_lacks(preparation: Preparation, expected: list[tuple[str, str]], why: str) -> None:
    assert faults(preparation) == expected, why


def test_an_unknown_order_value_limits_no_refund() -> None:
    assert check_preparation(prepared(RESEND, refund(999_999)), IssueType.DAMAGE, None) == ()


def test_several_faults_are_all_told_at_once() -> None:
    assert len(faults(Preparation(PlanLadder((refund(None),), -1)))) == 4


def test_too_few_plans_says_how_many_are_needed() -> None:
    (error,) = check_preparation(prepared(), IssueType.DAMAGE, None)
    assert error == FieldError("plans", PreparationCode.TOO_FEW_PLANS, {"min": MIN_PLANS})


def test_safety_needs_the_senior_on_duty_and_no_plans() -> None:
    nobody = Preparation(PlanLadder(()))
    assert faults(nobody, IssueType.PERSONAL_SAFETY) == [("senior_on_duty", "senior_missing")]
    assert faults(replace(nobody, senior_on_duty="周敏"), IssueType.PERSONAL_SAFETY) == []


def test_only_a_call_about_safety_has_a_senior_named() -> None:
    assert names_senior(IssueType.PERSONAL_SAFETY, CallbackKind.PROMISED)
    assert not names_senior(IssueType.PERSONAL_SAFETY, CallbackKind.SURVEY)
    assert not names_senior(IssueType.DAMAGE, CallbackKind.SERVICE)


def test_a_plan_prepared_for_safety_must_still_make_sense() -> None:
    preparation = Preparation(PlanLadder((refund(0),)), senior_on_duty="周敏")
    assert faults(preparation, IssueType.PERSONAL_SAFETY) == [("plans.0.amount", "amount_not_positive")]


@given(
    st.sampled_from([issue for issue in IssueType if issue is not IssueType.PERSONAL_SAFETY]),
    st.sampled_from(Liability),
    st.integers(0, 1_000_000),
    st.integers(0, 1_000_000),
)
def test_a_suggested_ladder_stands_within_the_authority(
    issue: IssueType, liability: Liability, order_amount: int, authority: int
) -> None:
    ladder = suggest_ladder(issue, liability, order_amount, authority)
    errors = check_preparation(Preparation(ladder, demands="…"), issue, order_amount)
    assert {error.code for error in errors} <= {PreparationCode.TOO_FEW_PLANS}
    assert all(plan.cost <= authority for plan in ladder.plans)


@given(st.sampled_from(IssueType), st.sampled_from(Liability), st.integers(2_000, 100_000))
def test_the_shipped_authority_gives_the_agent_two_plans_on_any_ordinary_case(
    issue: IssueType, liability: Liability, order_amount: int
) -> None:
    role = Role.SPECIALIST if issue is IssueType.BAD_REVIEW else Role.AGENT
    authority = authority_of(load_authority(), role, issue, liability, order_amount)
    plans = suggest_ladder(issue, liability, order_amount, authority).plans
    assert len(plans) >= MIN_PLANS or issue is IssueType.PERSONAL_SAFETY


def test_a_suggestion_is_in_whole_yuan_and_rises_from_its_floor() -> None:
    ladder = suggest_ladder(IssueType.DAMAGE, Liability.SHOP, 9_990, 4_995)
    assert ladder == PlanLadder((RESEND, refund(2_400), refund(4_900)), floor=2_400)


def test_a_small_order_is_refunded_in_full_before_more_is_given() -> None:
    plans = suggest_ladder(IssueType.NOT_SHIPPED, Liability.SHOP, 2_000, 3_000).plans
    assert plans == (Plan(PlanKind.COUPON, 900), refund(1_800), Plan(PlanKind.FULL_REFUND, 2_000))


def test_without_the_orders_value_no_full_refund_is_suggested() -> None:
    plans = suggest_ladder(IssueType.DAMAGE, Liability.SHOP, None, 3_000).plans
    assert [plan.kind for plan in plans] == [PlanKind.RESEND, PlanKind.PARTIAL_REFUND, PlanKind.PARTIAL_REFUND]


def test_without_authority_only_what_costs_nothing_is_suggested() -> None:
    assert suggest_ladder(IssueType.DAMAGE, Liability.SHOP, 10_000, 0) == PlanLadder((RESEND,), floor=0)


def test_the_same_sum_is_suggested_once() -> None:
    plans = suggest_ladder(IssueType.REFUND_NOT_RECEIVED, Liability.SHOP, 10_000, 4).plans
    assert plans == (Plan(PlanKind.COUPON, 1), Plan(PlanKind.COUPON, 3))
    assert suggest_ladder(IssueType.DAMAGE, Liability.SHOP, 10_000, 1).plans == (RESEND, refund(1))
