"""Who may decide a request, until when, and what may be offered on it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from callguard.domain.approval import (
    Approval,
    ApprovalReason,
    ApprovalRefusal,
    ApprovalStatus,
    Decider,
    Decision,
    allows,
    climb,
    decide,
    expire,
)
from callguard.domain.compensation import Plan, PlanKind
from callguard.domain.role import Role

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
AGENT, LEADER, SUPERVISOR, MANAGER = 1, 2, 3, 4
REQUEST = Approval(Plan(PlanKind.PARTIAL_REFUND, 8_000), AGENT, Role.AGENT, Role.SUPERVISOR, NOW + 10 * MINUTE)
APPROVED = replace(
    REQUEST,
    status=ApprovalStatus.APPROVED,
    decider_id=3,
    decided_at=NOW,
    granted_amount=8_000,
    expires_at=NOW + HOUR,
)
supervisor = Decider(SUPERVISOR, Role.SUPERVISOR, room=10_000)
leader = Decider(LEADER, Role.TEAM_LEADER, room=3_000)


def decided(
    decision: Decision, decider: Decider = supervisor, counter_amount: int | None = None, request: Approval = REQUEST
) -> Approval | ApprovalRefusal:
    return decide(request, decision, decider, NOW, valid=HOUR, counter_amount=counter_amount)


def test_an_approval_grants_the_sum_asked_for_a_while() -> None:
    assert decided(Decision.APPROVE) == APPROVED


def test_a_counter_grants_its_own_sum() -> None:
    assert decided(Decision.COUNTER, counter_amount=6_000) == replace(
        APPROVED, status=ApprovalStatus.COUNTERED, granted_amount=6_000
    )


def test_a_counter_may_go_above_the_request_within_authority() -> None:
    assert isinstance(decided(Decision.COUNTER, counter_amount=10_000), Approval)


@pytest.mark.parametrize(
    ("decision", "status"),
    [(Decision.REJECT, ApprovalStatus.REJECTED), (Decision.TAKE_OVER, ApprovalStatus.TAKEN_OVER)],
)
def test_rejecting_and_taking_over_grant_nothing(decision: Decision, status: ApprovalStatus) -> None:
    assert decided(decision) == replace(REQUEST, status=status, decider_id=SUPERVISOR, decided_at=NOW)


def test_a_call_that_is_over_is_decided_upon_and_not_taken_over() -> None:
    over = replace(REQUEST, call_is_over=True)
    assert decided(Decision.TAKE_OVER, request=over) == ApprovalRefusal(ApprovalReason.CALL_IS_OVER)
    assert isinstance(decided(Decision.APPROVE, request=over), Approval)


def test_an_amount_beside_an_approval_changes_nothing() -> None:
    assert decided(Decision.APPROVE, counter_amount=1) == APPROVED


@pytest.mark.parametrize(
    ("decision", "decider", "counter_amount", "reason", "why"),
    [
        (Decision.APPROVE, Decider(AGENT, Role.MANAGER, 99_999), None, "own_request", "promoted meanwhile: still own"),
        (Decision.TAKE_OVER, Decider(AGENT, Role.MANAGER, 99_999), None, "own_request", "nor taken over from oneself"),
        (
            Decision.APPROVE,
            Decider(LEADER, Role.TEAM_LEADER, 9_000),
            None,
            "not_senior_enough",
            "was asked of a higher",
        ),
        (Decision.REJECT, leader, None, "not_senior_enough", "a lower role can't end it"),
        (Decision.COUNTER, leader, 2_000, "not_senior_enough", "nor settle for less"),
        (Decision.TAKE_OVER, Decider(9, Role.AGENT, 0), None, "not_senior_enough", "a colleague is no senior"),
        (Decision.APPROVE, Decider(3, Role.SUPERVISOR, 7_999), None, "over_authority", "one fen short"),
        (Decision.COUNTER, supervisor, 10_001, "over_authority", "a counter needs authority too"),
        (Decision.COUNTER, supervisor, None, "counter_missing", "with what?"),
        (Decision.COUNTER, supervisor, 0, "counter_not_positive", "nothing is a rejection"),
        (Decision.COUNTER, supervisor, 8_000, "counter_unchanged", "the same sum is an approval"),
    ],
)
def test_a_decision_is_refused_with_its_reason(
    decision: Decision, decider: Decider, counter_amount: int | None, reason: str, why: str
) -> None:
    refusal = decided(decision, decider, counter_amount)
    assert isinstance(refusal, ApprovalRefusal), why
    assert refusal.reason == reason, why


def test_any_senior_of_the_agent_may_take_the_call_over() -> None:
    assert isinstance(decided(Decision.TAKE_OVER, leader), Approval)


def test_someone_out_of_authority_can_still_reject() -> None:
    assert isinstance(decided(Decision.REJECT, Decider(SUPERVISOR, Role.SUPERVISOR, room=0)), Approval)


@pytest.mark.parametrize("status", [each for each in ApprovalStatus if each is not ApprovalStatus.PENDING])
def test_what_is_decided_is_not_decided_again(status: ApprovalStatus) -> None:
    refusal = decided(Decision.APPROVE, request=replace(REQUEST, status=status))
    assert refusal == ApprovalRefusal(ApprovalReason.NOT_PENDING, {"status": status})


def test_a_late_request_that_has_not_climbed_can_be_decided() -> None:
    assert isinstance(decided(Decision.APPROVE, request=replace(REQUEST, decide_by_at=NOW - MINUTE)), Approval)


@pytest.mark.parametrize(
    ("asked", "decide_by_at", "climbed_to", "why"),
    [
        (Role.TEAM_LEADER, NOW, Role.SUPERVISOR, "the deadline itself is past"),
        (Role.TEAM_LEADER, NOW + MINUTE, Role.TEAM_LEADER, "there is time left"),
        (Role.TEAM_LEADER, NOW - 24 * HOUR, Role.SUPERVISOR, "however late, one role at a time"),
        (Role.MANAGER, NOW - HOUR, Role.MANAGER, "nobody stands above"),
    ],
)
def test_past_its_deadline_a_request_climbs_one_role(
    asked: Role, decide_by_at: datetime, climbed_to: Role, why: str
) -> None:
    request = replace(REQUEST, role=asked, decide_by_at=decide_by_at)
    climbed = climb(request, NOW, 10 * MINUTE)
    assert climbed.role is climbed_to, why
    assert climbed.decide_by_at == (NOW + 10 * MINUTE if climbed_to is not asked else decide_by_at), why


def test_what_is_decided_climbs_no_more() -> None:
    assert climb(APPROVED, NOW + HOUR, MINUTE) == APPROVED


def test_an_unused_approval_expires() -> None:
    assert expire(APPROVED, NOW + HOUR - MINUTE) == APPROVED
    assert expire(APPROVED, NOW + HOUR) == replace(APPROVED, status=ApprovalStatus.EXPIRED)


def test_a_waiting_request_does_not_expire() -> None:
    assert expire(REQUEST, NOW + 100 * HOUR) == REQUEST


@pytest.mark.parametrize(
    ("approval", "plan", "now", "allowed", "why"),
    [
        (APPROVED, REQUEST.plan, NOW, True, "what was asked for"),
        (APPROVED, Plan(PlanKind.PARTIAL_REFUND, 5_000), NOW, True, "less is covered"),
        (APPROVED, Plan(PlanKind.PARTIAL_REFUND, 8_001), NOW, False, "more is not"),
        (APPROVED, Plan(PlanKind.COUPON, 8_000), NOW, False, "another kind was not asked for"),
        (APPROVED, REQUEST.plan, NOW + HOUR, False, "the approval has run out"),
        (REQUEST, REQUEST.plan, NOW, False, "nobody has decided"),
        (replace(APPROVED, status=ApprovalStatus.REJECTED), REQUEST.plan, NOW, False, "rejected"),
        (replace(APPROVED, granted_amount=None), REQUEST.plan, NOW, False, "nothing granted is nothing"),
        (replace(APPROVED, expires_at=None), REQUEST.plan, NOW, False, "an approval without an end is none"),
    ],
)
def test_only_what_was_granted_may_be_offered_in_time(
    approval: Approval, plan: Plan, now: datetime, allowed: bool, why: str
) -> None:
    assert allows(approval, plan, now) is allowed, why
