"""What is asked of the talk of a practice call, as in a call to a customer; nothing comes of it."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from callguard.db.models import Case, CaseTrigger, Notification, PracticeCall, PracticeOffer, User
from callguard.domain.approval import ApprovalReason, ApprovalRefusal, Decision
from callguard.domain.case import Escalation
from callguard.domain.compensation import OfferAssessment, OfferReason, Plan, PlanKind
from callguard.domain.errors import IllegalStep, InvalidFields, NotYours, UnknownId
from callguard.domain.offer import OfferStatus
from callguard.domain.plan_ladder import PlanLadder
from callguard.domain.role import Role
from callguard.domain.script import Step
from callguard.domain.talk import Skip, SkipReason
from callguard.services.practice.calls import open_practice, score_practice
from callguard.services.practice.offering import (
    answer_practice_offer,
    decide_practice_offer,
    lower_in_practice,
    offer_in_practice,
    reopen_practice_offer,
    withdraw_in_practice,
)
from callguard.services.practice.sheets import PracticeSheet, practice_sheet
from callguard.services.practice.talking import (
    end_practice_talk,
    enter_practice_step,
    explain_practice_skips,
    write_practice_notes,
)
from tests.house import NOW, House
from tests.services.test_practice import ALL_MET, counts, opened, prepare

MINUTE = timedelta(minutes=1)
# Of a set of bedding for ¥369 that came in the wrong colour by the shop's fault: an agent may give ¥50.
RESEND, REFUND = Plan(PlanKind.RESEND), Plan(PlanKind.PARTIAL_REFUND, 6000)
CHEAPER = Plan(PlanKind.PARTIAL_REFUND, 4000)


@pytest.fixture
def call_id(house: House) -> int:
    """A practice call in which the agent has said who calls, and why."""
    with house.writing() as session:
        call_id = open_practice(session, house.leader, house.agent.id, "bedding", NOW).id
    prepare(house, call_id, PlanLadder((RESEND, REFUND)))
    walk(house, call_id, 1, 2)
    return call_id


def walk(house: House, call_id: int, *steps: int) -> None:
    for step in steps:
        with house.writing() as session:
            enter_practice_step(session, call_id, house.agent, Step(step), NOW)


def offer(house: House, call_id: int, plan: Plan, agent: User | None = None) -> PracticeOffer | OfferAssessment:
    with house.writing() as session:
        return offer_in_practice(session, call_id, agent or house.agent, plan, NOW + MINUTE)


def answer(house: House, call_id: int, accepted: bool, at: int = 0) -> None:
    with house.writing() as session:
        offer_id = session.get_one(PracticeCall, call_id).offers[at].id
        answer_practice_offer(session, call_id, offer_id, house.agent, accepted, NOW + 2 * MINUTE)


def withdraw(house: House, call_id: int, agent: User | None = None) -> None:
    with house.writing() as session:
        offer_id = session.get_one(PracticeCall, call_id).offers[0].id
        withdraw_in_practice(session, call_id, offer_id, agent or house.agent, NOW + 2 * MINUTE)


def reopen(house: House, call_id: int, at: int = 0) -> None:
    with house.writing() as session:
        offer_id = session.get_one(PracticeCall, call_id).offers[at].id
        reopen_practice_offer(session, call_id, offer_id, house.agent, NOW + 2 * MINUTE)


def decide(
    house: House, call_id: int, decision: Decision, senior: User | None = None, amount: int | None = None
) -> ApprovalRefusal | None:
    with house.writing() as session:
        offer_id, decider = session.get_one(PracticeCall, call_id).offers[0].id, senior or house.leader
        return decide_practice_offer(session, call_id, offer_id, decider, decision, NOW + MINUTE, amount=amount)


def end(house: House, call_id: int) -> None:
    with house.writing() as session:
        end_practice_talk(session, call_id, house.agent, NOW + 3 * MINUTE)


def explain(house: House, call_id: int, reason: SkipReason, words: str = "", agent: User | None = None) -> None:
    with house.writing() as session:
        explain_practice_skips(session, call_id, agent or house.agent, Skip(reason, words), NOW)


def sheet(session: Session, call_id: int) -> PracticeSheet:
    return practice_sheet(session.get_one(PracticeCall, call_id))


def offers(house: House, call_id: int) -> list[tuple[Plan, OfferStatus]]:
    with house.database.reading() as session:
        made = reversed(sheet(session, call_id).offers)
        return [(Plan(one.kind, one.amount), one.status) for one in made]


def faults(refused: InvalidFields) -> dict[str, str]:
    return {error.field: error.code for error in refused.errors}


def test_a_step_left_out_asks_for_its_reason_before_the_talk_may_end(house: House, call_id: int) -> None:
    walk(house, call_id, 5)
    with house.database.reading() as session:
        assert sheet(session, call_id).talk.skipped == (Step.LISTEN, Step.PROPOSE)
    with pytest.raises(InvalidFields) as refused:
        end(house, call_id)
    assert faults(refused.value) == {"skipped": "steps_unexplained"}
    explain(house, call_id, SkipReason.OTHER, " 顾客一直在插话 ")
    walk(house, call_id, 7)
    explain(house, call_id, SkipReason.NOT_NEEDED)
    with house.database.reading() as session:
        skips = session.get_one(PracticeCall, call_id).skips
        assert [(int(one.step), one.reason, one.words) for one in skips] == [
            (3, SkipReason.OTHER, "顾客一直在插话"),
            (4, SkipReason.OTHER, "顾客一直在插话"),
            (6, SkipReason.NOT_NEEDED, ""),
        ]
    end(house, call_id)


def test_a_reason_says_something_and_is_the_agents_own(house: House, call_id: int) -> None:
    walk(house, call_id, 4)
    with pytest.raises(InvalidFields) as refused:
        explain(house, call_id, SkipReason.OTHER, " ")
    assert faults(refused.value) == {"why": "skip_words_missing"}
    with pytest.raises(UnknownId):
        explain(house, call_id, SkipReason.NO_TIME, agent=house.colleague)


def test_wording_that_must_not_be_kept_is_put_right_before_the_talk_may_end(house: House, call_id: int) -> None:
    with house.writing() as session:
        write_practice_notes(session, call_id, house.agent, "我说了句有病")
    with pytest.raises(InvalidFields) as refused:
        end(house, call_id)
    assert faults(refused.value) == {"notes": "phrase_refused"}
    with house.writing() as session:
        write_practice_notes(session, call_id, house.agent, "顾客说「你们有病」")
    end(house, call_id)


def test_words_of_danger_raise_nothing_and_call_nobody(house: House, call_id: int) -> None:
    house.callback()
    with house.writing() as session:
        told = session.query(Notification).count()
        write_practice_notes(session, call_id, house.agent, "顾客要打 12315，孩子烫伤了")
    offer(house, call_id, Plan(PlanKind.COUPON, 500, "顾客要打 12315"))
    end(house, call_id)
    with house.database.reading() as session:
        assert session.query(CaseTrigger).count() == 0
        assert session.query(Notification).count() == told
        assert [case.escalation for case in session.query(Case)] == [Escalation.NONE]


def test_nothing_real_is_written_by_plans_and_reasons(house: House, call_id: int) -> None:
    with house.database.reading() as session:
        before = counts(session)
    walk(house, call_id, 6)
    explain(house, call_id, SkipReason.NO_TIME)
    offer(house, call_id, REFUND)
    decide(house, call_id, Decision.APPROVE)
    answer(house, call_id, accepted=True)
    end(house, call_id)
    with house.database.reading() as session:
        assert counts(session) == before


def test_a_plan_is_put_forward_and_answered(house: House, call_id: int) -> None:
    offer(house, call_id, RESEND)
    with house.database.reading() as session:
        now = sheet(session, call_id)
        assert now.open_offer is now.offers[0]
        assert (now.held, now.awaits_approval, now.accepted_offers, now.step) == (True, False, [], Step.REASON)
    answer(house, call_id, accepted=True)
    answer(house, call_id, accepted=True)
    with house.database.reading() as session:
        now = sheet(session, call_id)
        assert (now.open_offer, now.talk.agreed) == (None, True)
        assert (now.accepted_offers[0].made_at, now.accepted_offers[0].answered_at) == (NOW + MINUTE, NOW + 2 * MINUTE)
    with pytest.raises(IllegalStep) as refused:
        answer(house, call_id, accepted=False)
    assert refused.value.params == {"reason": "offer_not_open"}


def test_the_next_plan_sets_the_open_one_aside(house: House, call_id: int) -> None:
    for _time in range(3):
        offer(house, call_id, RESEND)
        offer(house, call_id, CHEAPER)
    assert offers(house, call_id)[-2:] == [(RESEND, OfferStatus.SET_ASIDE), (CHEAPER, OfferStatus.OPEN)]


def test_a_plan_that_nobody_may_put_forward_sets_nothing_aside(house: House, call_id: int) -> None:
    for _time in range(2):
        offer(house, call_id, RESEND)
        answer(house, call_id, accepted=False)
    offer(house, call_id, CHEAPER)
    assert isinstance(offer(house, call_id, RESEND), OfferAssessment)
    assert offers(house, call_id)[-1] == (CHEAPER, OfferStatus.OPEN)


def test_a_request_is_taken_back_while_nobody_has_decided_it(house: House, call_id: int) -> None:
    offer(house, call_id, REFUND)
    for _time in range(2):
        withdraw(house, call_id)
    offer(house, call_id, CHEAPER)
    assert offers(house, call_id) == [(REFUND, OfferStatus.WITHDRAWN), (CHEAPER, OfferStatus.OPEN)]
    with pytest.raises(IllegalStep) as refused:
        withdraw(house, call_id)
    assert refused.value.params == {"reason": "approval_decided"}
    with pytest.raises(UnknownId):
        withdraw(house, call_id, house.colleague)


def test_a_yes_noted_by_mistake_is_taken_back(house: House, call_id: int) -> None:
    offer(house, call_id, CHEAPER)
    answer(house, call_id, accepted=False)
    with pytest.raises(IllegalStep) as refused:
        reopen(house, call_id)
    assert refused.value.params == {"reason": "offer_not_accepted"}
    offer(house, call_id, CHEAPER)
    answer(house, call_id, accepted=True)
    for _time in range(2):
        reopen(house, call_id)
    assert offers(house, call_id)[-1] == (CHEAPER, OfferStatus.OPEN)
    with house.database.reading() as session:
        now = sheet(session, call_id)
        assert (now.talk.agreed, now.meter.given, now.offers[0].answered_at) == (False, 0, None)


def test_a_yes_may_be_taken_back_as_long_as_the_talk_goes_on(house: House, call_id: int) -> None:
    offer(house, call_id, CHEAPER)
    answer(house, call_id, accepted=True)
    with house.database.reading() as session:
        now = sheet(session, call_id)
        assert now.may_reopen(now.accepted_offers[0])
    walk(house, call_id, 7)
    explain(house, call_id, SkipReason.NOT_NEEDED)
    end(house, call_id)
    with house.database.reading() as session:
        now = sheet(session, call_id)
        assert not now.may_reopen(now.accepted_offers[0])


def test_while_another_plan_is_spoken_of_the_mistaken_one_is_set_aside(house: House, call_id: int) -> None:
    offer(house, call_id, CHEAPER)
    answer(house, call_id, accepted=True)
    offer(house, call_id, RESEND)
    reopen(house, call_id, at=1)
    assert offers(house, call_id) == [(CHEAPER, OfferStatus.SET_ASIDE), (RESEND, OfferStatus.OPEN)]


def test_the_same_plan_is_refused_the_third_time(house: House, call_id: int) -> None:
    for _time in range(2):
        offer(house, call_id, RESEND)
        answer(house, call_id, accepted=False)
    third = offer(house, call_id, RESEND)
    assert isinstance(third, OfferAssessment)
    assert third.reason is OfferReason.REFUSED_TOO_OFTEN
    assert len(offers(house, call_id)) == 2


def test_what_lies_below_an_earlier_offer_is_known(house: House, call_id: int) -> None:
    offer(house, call_id, CHEAPER)
    with house.writing() as session:
        assert lower_in_practice(session, call_id, house.agent, Plan(PlanKind.COUPON, 500)) == CHEAPER
        assert lower_in_practice(session, call_id, house.agent, REFUND) is None


@pytest.mark.parametrize(
    ("decision", "status"), [(Decision.APPROVE, OfferStatus.OPEN), (Decision.REJECT, OfferStatus.REJECTED)]
)
def test_above_the_agents_authority_who_plays_the_buyer_decides(
    house: House, call_id: int, decision: Decision, status: OfferStatus
) -> None:
    asked = offer(house, call_id, REFUND)
    assert isinstance(asked, PracticeOffer)
    assert (asked.status, asked.asked_role) == (OfferStatus.AWAITING_APPROVAL, Role.TEAM_LEADER)
    with pytest.raises(IllegalStep) as refused:
        offer(house, call_id, RESEND)
    assert refused.value.params == {"reason": "approval_pending"}
    with pytest.raises(IllegalStep):
        answer(house, call_id, accepted=True)
    with pytest.raises(NotYours):
        decide(house, call_id, decision, house.supervisor)
    decide(house, call_id, decision)
    assert offers(house, call_id) == [(REFUND, status)]
    with pytest.raises(IllegalStep):
        decide(house, call_id, decision)


def test_who_plays_the_buyer_may_grant_another_amount(house: House, call_id: int) -> None:
    offer(house, call_id, REFUND)
    assert decide(house, call_id, Decision.COUNTER, amount=4500) is None
    assert offers(house, call_id) == [(Plan(PlanKind.PARTIAL_REFUND, 4500), OfferStatus.OPEN)]
    with house.database.reading() as session:
        assert sheet(session, call_id).offers[0].asked_amount == 6000
    answer(house, call_id, accepted=True)
    with house.database.reading() as session:
        assert sheet(session, call_id).meter.given == 4500


def test_a_full_refund_for_another_amount_is_a_partial_one(house: House) -> None:
    call_id = opened(house, "food-boxes")
    prepare(house, call_id)
    walk(house, call_id, 1)
    offer(house, call_id, Plan(PlanKind.FULL_REFUND, 6900))
    decide(house, call_id, Decision.COUNTER, amount=3000)
    assert offers(house, call_id) == [(Plan(PlanKind.PARTIAL_REFUND, 3000), OfferStatus.OPEN)]


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        (None, ApprovalReason.COUNTER_MISSING),
        (0, ApprovalReason.COUNTER_NOT_POSITIVE),
        (6000, ApprovalReason.COUNTER_UNCHANGED),
        (10001, ApprovalReason.OVER_AUTHORITY),
    ],
)
def test_an_amount_that_nobody_asked_could_grant_changes_nothing(
    house: House, call_id: int, amount: int | None, reason: ApprovalReason
) -> None:
    offer(house, call_id, REFUND)
    refused = decide(house, call_id, Decision.COUNTER, amount=amount)
    assert refused is not None
    assert refused.reason is reason
    assert offers(house, call_id) == [(REFUND, OfferStatus.AWAITING_APPROVAL)]
    with house.database.reading() as session:
        asked = sheet(session, call_id).offers[0]
        assert (asked.asked_amount, asked.decided_at) == (None, None)


def test_who_stands_higher_than_whom_one_would_ask_may_grant_more(house: House) -> None:
    with house.writing() as session:
        call_id = open_practice(session, house.supervisor, house.agent.id, "bedding", NOW).id
    prepare(house, call_id)
    walk(house, call_id, 1)
    offer(house, call_id, REFUND)
    assert decide(house, call_id, Decision.COUNTER, house.supervisor, amount=10001) is None


def test_who_plays_the_buyer_stands_in_for_whoever_would_be_asked(house: House, call_id: int) -> None:
    asked = offer(house, call_id, Plan(PlanKind.PARTIAL_REFUND, 15000))
    assert isinstance(asked, PracticeOffer)
    assert asked.asked_role is Role.SUPERVISOR
    assert decide(house, call_id, Decision.COUNTER, amount=12000) is None
    assert offers(house, call_id) == [(Plan(PlanKind.PARTIAL_REFUND, 12000), OfferStatus.OPEN)]


def test_who_plays_the_buyer_cannot_take_the_call_over(house: House, call_id: int) -> None:
    offer(house, call_id, REFUND)
    with pytest.raises(IllegalStep) as refused:
        decide(house, call_id, Decision.TAKE_OVER)
    assert refused.value.params == {"reason": "practice_state"}
    assert offers(house, call_id) == [(REFUND, OfferStatus.AWAITING_APPROVAL)]


def test_what_was_given_leaves_less_to_give(house: House, call_id: int) -> None:
    with house.database.reading() as session:
        assert (sheet(session, call_id).meter.given, sheet(session, call_id).meter.mine) == (0, 5000)
    offer(house, call_id, CHEAPER)
    answer(house, call_id, accepted=True)
    with house.database.reading() as session:
        assert (sheet(session, call_id).meter.given, sheet(session, call_id).meter.mine) == (4000, 1000)


@pytest.mark.parametrize(
    ("plan", "field", "code"),
    [
        (Plan(PlanKind.COUPON), "amount", "amount_missing"),
        (Plan(PlanKind.PARTIAL_REFUND, 36901), "amount", "refund_over_order"),
        (Plan(PlanKind.COUPON, 500, "你有病"), "note", "phrase_refused"),
    ],
)
def test_a_plan_that_is_none_is_refused(house: House, call_id: int, plan: Plan, field: str, code: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        offer(house, call_id, plan)
    assert faults(refused.value) == {field: code}
    assert offers(house, call_id) == []


def test_only_who_practises_offers_and_only_while_they_talk(house: House, call_id: int) -> None:
    with pytest.raises(UnknownId):
        offer(house, call_id, RESEND, house.leader)
    with house.writing() as session, pytest.raises(UnknownId):
        answer_practice_offer(session, call_id, 999, house.agent, True, NOW)
    end(house, call_id)
    with pytest.raises(IllegalStep):
        offer(house, call_id, RESEND)
    with house.database.reading() as session:
        assert not sheet(session, call_id).held


def test_before_the_first_step_nothing_is_offered(house: House) -> None:
    call_id = opened(house)
    prepare(house, call_id)
    with pytest.raises(IllegalStep):
        offer(house, call_id, RESEND)
    with house.database.reading() as session:
        assert sheet(session, call_id).step is None


def test_the_senior_may_score_whatever_the_talk_still_owes(house: House, call_id: int) -> None:
    walk(house, call_id, 6)
    offer(house, call_id, REFUND)
    with house.writing() as session:
        score_practice(session, call_id, house.leader, ALL_MET, "", NOW + 9 * MINUTE)
