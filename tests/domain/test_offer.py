"""What the customer heard of the plans, how the prepared ones stand since, and which one a step speaks of."""

from dataclasses import dataclass

import pytest

from callguard.domain.compensation import Plan, PlanKind
from callguard.domain.offer import (
    OfferStatus,
    Standing,
    accepted_among,
    awaits_approval,
    heard_plans,
    ladder_now,
    plan_spoken_of,
    refused_plans,
    waiting_among,
)
from callguard.domain.script import Step

COUPON, REFUND, DEARER = Plan(PlanKind.COUPON, 500), Plan(PlanKind.PARTIAL_REFUND, 1000), Plan(PlanKind.COUPON, 3000)
OPEN, ASKED, YES, NO = OfferStatus.OPEN, OfferStatus.AWAITING_APPROVAL, OfferStatus.ACCEPTED, OfferStatus.REFUSED
NOT_ALLOWED, RAN_OUT, ASIDE = OfferStatus.REJECTED, OfferStatus.EXPIRED, OfferStatus.SET_ASIDE
MOST = 2


@dataclass(frozen=True)
class Put:
    """A plan put forward, and what came of it."""

    plan: Plan
    status: OfferStatus

    @property
    def kind(self) -> PlanKind:
        return self.plan.kind

    @property
    def amount(self) -> int | None:
        return self.plan.amount


def put(*offers: tuple[Plan, OfferStatus]) -> list[Put]:
    return [Put(plan, status) for plan, status in offers]


def test_heard_is_what_reached_the_customer_without_a_yes() -> None:
    offers = put((REFUND, OPEN), (COUPON, NO), (DEARER, ASKED), (DEARER, NOT_ALLOWED), (COUPON, YES), (DEARER, RAN_OUT))
    assert heard_plans(offers) == [REFUND, COUPON]
    assert refused_plans(offers) == [COUPON]


def test_what_was_set_aside_was_heard_and_not_refused() -> None:
    offers = put((REFUND, OPEN), (COUPON, ASIDE))
    assert heard_plans(offers) == [REFUND, COUPON]
    assert refused_plans(offers) == []
    assert waiting_among(offers[1:]) is None


def test_what_waits_what_was_taken_and_whether_a_senior_is_asked() -> None:
    offers = put((REFUND, OPEN), (COUPON, YES), (REFUND, YES), (DEARER, NO))
    assert waiting_among(offers) is offers[0]
    assert accepted_among(offers) == [offers[2], offers[1]]
    assert not awaits_approval(offers)
    assert waiting_among(offers[1:]) is None
    assert awaits_approval(put((DEARER, ASKED)))
    assert waiting_among(put((DEARER, ASKED))) is not None


@pytest.mark.parametrize(
    ("offers", "standing", "why"),
    [
        ([], Standing.FRESH, "nobody put it forward"),
        ([(REFUND, NO)], Standing.FRESH, "another one was refused"),
        ([(COUPON, OPEN)], Standing.OPEN, "the customer thinks about it"),
        ([(COUPON, ASKED)], Standing.OPEN, "a senior does"),
        ([(COUPON, YES)], Standing.ACCEPTED, "taken"),
        ([(COUPON, NO)], Standing.REFUSED, "once more is allowed"),
        ([(COUPON, OPEN), (COUPON, NO)], Standing.OPEN, "what was said last counts"),
        ([(COUPON, NO), (COUPON, NO)], Standing.SPENT, "twice is enough"),
        ([(COUPON, NOT_ALLOWED)], Standing.FRESH, "the customer never heard of it"),
        ([(COUPON, RAN_OUT)], Standing.FRESH, "nor of this"),
        ([(COUPON, ASIDE)], Standing.FRESH, "set aside for another, it may come up again"),
        ([(COUPON, ASIDE), (COUPON, NO)], Standing.REFUSED, "what was refused before stays so"),
        ([(COUPON, ASIDE), (COUPON, ASIDE)], Standing.FRESH, "however often it was set aside"),
    ],
)
def test_where_a_prepared_plan_stands(offers: list[tuple[Plan, OfferStatus]], standing: Standing, why: str) -> None:
    assert ladder_now([COUPON], put(*offers), MOST)[0].standing is standing, why


def test_a_rung_knows_what_it_falls_behind() -> None:
    rungs = ladder_now([COUPON, REFUND], put((REFUND, NO)), MOST)
    assert [rung.plan for rung in rungs] == [COUPON, REFUND]
    assert [rung.below for rung in rungs] == [REFUND, None]


@pytest.mark.parametrize(
    ("step", "at", "offers", "agreed", "plan", "why"),
    [
        (4, None, [], None, COUPON, "the first rung is for step 4"),
        (6, 4, [], None, REFUND, "and the second for step 6"),
        (7, 7, [], None, COUPON, "nothing was heard that one could think over"),
        (4, 4, [(COUPON, OPEN)], None, COUPON, "what is on the table is spoken of"),
        (6, 4, [(COUPON, OPEN)], None, REFUND, "though step 6 looks ahead"),
        (6, 6, [(REFUND, OPEN)], None, REFUND, "until one is there"),
        (6, None, [(COUPON, OPEN)], None, REFUND, "nor before the first step"),
        (4, 4, [(COUPON, NO)], None, REFUND, "a refused one gives way"),
        (7, 7, [(COUPON, NO)], None, COUPON, "who thinks it over thinks of what they heard last"),
        (4, 4, [(DEARER, NO)], None, None, "nothing is taken back"),
        (6, 6, [(COUPON, NO), (REFUND, ASIDE)], None, REFUND, "what was set aside for less comes next"),
        (6, 6, [(REFUND, NO), (COUPON, ASIDE)], None, None, "and not what was set aside for more"),
        (6, 6, [(REFUND, NO), (COUPON, NO)], None, None, "past the last rung there is none"),
        (4, 4, [(DEARER, ASKED)], None, None, "while a senior is asked there is none"),
        (5, 5, [(COUPON, YES)], COUPON, COUPON, "what was agreed stays"),
    ],
)
def test_the_plan_a_step_speaks_of(
    step: int,
    at: int | None,
    offers: list[tuple[Plan, OfferStatus]],
    agreed: Plan | None,
    plan: Plan | None,
    why: str,
) -> None:
    stands = Step(at) if at else None
    assert plan_spoken_of(Step(step), stands, [COUPON, REFUND], put(*offers), agreed) == plan, why
