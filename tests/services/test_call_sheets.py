"""What lies on the desk: where the agent stands with a call, what is on the table, and what the person has besides."""

from datetime import datetime, timedelta

import pytest

from callguard.db.models import Approval, Callback, Offer, User
from callguard.domain.approval import Decision
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.case import CaseStatus
from callguard.domain.compensation import Plan, PlanKind
from callguard.domain.disposition import Disposition
from callguard.domain.errors import UnknownId
from callguard.domain.script import Step
from callguard.services.approvals import decide
from callguard.services.call_sheets import CallSheet, Stage, call_sheet
from callguard.services.call_steps import enter_step
from callguard.services.cases import add_note
from callguard.services.leases import release_lease
from callguard.services.offers import answer_offer, make_offer
from callguard.services.outcomes import ReportedOutcome, record_outcome
from callguard.services.releases import decide_release, request_release
from tests.house import NOW, House

HOUR = timedelta(hours=1)
COUPON, OVER_AUTHORITY = Plan(PlanKind.COUPON, 500), Plan(PlanKind.PARTIAL_REFUND, 8000)


def sheet(house: House, callback_id: int, agent: User | None = None, now: datetime = NOW) -> CallSheet:
    with house.database.reading() as session:
        return call_sheet(session, house.vault, house.settings, callback_id, agent or house.agent, now)


def offer(house: House, callback_id: int, token: str, plan: Plan, accepted: bool | None = None) -> Offer:
    """An offer of the agent's, with the customer's answer if there is one."""
    with house.writing() as session:
        made = make_offer(session, house.settings, callback_id, house.agent, token, plan, NOW)
        assert isinstance(made, Offer)
        if accepted is not None:
            answer_offer(session, made.id, house.agent, accepted, NOW)
        return made


def taken_over(house: House, callback_id: int, token: str) -> Approval:
    """The decision by which the leader took the call over from the agent, who had asked for too much."""
    asked = offer(house, callback_id, token, OVER_AUTHORITY)
    assert asked.approval is not None
    with house.writing() as session:
        decision = decide(session, house.settings, asked.approval.id, house.leader, Decision.TAKE_OVER, NOW)
        assert isinstance(decision, Approval)
        return decision


def closed(house: House, callback_id: int) -> None:
    with house.writing() as session:
        case = session.get_one(Callback, callback_id).case
        case.status, case.closed_at = CaseStatus.CLOSED, NOW


def test_is_for_the_people_of_its_shop(house: House) -> None:
    callback_id = house.callback()
    for user, wanted in ((house.outsider, callback_id), (house.agent, 10**6)):
        with pytest.raises(UnknownId):
            sheet(house, wanted, user)


def test_says_where_each_agent_stands_with_a_call(house: House) -> None:
    callback_id = house.callback()

    def stages() -> list[Stage]:
        return [sheet(house, callback_id, agent).stage for agent in (house.agent, house.colleague)]

    assert stages() == [Stage.FREE, Stage.FREE]
    house.claimed(callback_id)
    assert stages() == [Stage.PREPARE, Stage.ELSEWHERE]
    house.prepared(callback_id)
    assert stages() == [Stage.READY, Stage.ELSEWHERE]
    attempt_id, _token = house.dialled(callback_id)
    assert stages() == [Stage.CALL, Stage.ELSEWHERE]
    settled = ReportedOutcome(CallResult.CONVERSATION, Disposition.SETTLED, "说明后满意")
    with house.writing() as session:
        record_outcome(session, house.vault, house.settings, attempt_id, house.agent, settled, NOW)
    assert stages() == [Stage.CLOSED, Stage.CLOSED]


def test_a_call_is_wanted_while_its_case_is_open_and_a_survey_once_it_is_closed(house: House) -> None:
    call, survey = house.callback(), house.callback(kind=CallbackKind.SURVEY)
    assert [sheet(house, one).is_wanted for one in (call, survey)] == [True, False]
    for one in (call, survey):
        closed(house, one)
    assert [sheet(house, one).is_wanted for one in (call, survey)] == [False, True]
    with house.writing() as session:
        session.get_one(Callback, survey).status = CallbackStatus.CANCELLED
    assert not sheet(house, survey).is_wanted


def test_once_somebody_is_hurt_the_person_comes_before_any_plan(house: House) -> None:
    callback_id = house.callback()
    assert not sheet(house, callback_id).is_safety
    with house.writing() as session:
        add_note(session, session.get_one(Callback, callback_id).case_id, house.agent, "孩子烫伤去了急诊", NOW)
    assert sheet(house, callback_id).is_safety


def test_before_it_is_dialled_a_talk_knows_which_steps_earlier_ones_came_to(house: House) -> None:
    callback_id = house.callback()
    attempt_id, token = house.dialled(callback_id)
    reported = ReportedOutcome(CallResult.NO_ANSWER, Disposition.NO_ANSWER)
    with house.writing() as session:
        for step in (Step.INTRODUCE, Step.REASON):
            enter_step(session, attempt_id, house.agent, token, step, NOW)
        record_outcome(session, house.vault, house.settings, attempt_id, house.agent, reported, NOW + HOUR)
    talk = sheet(house, callback_id, now=NOW + HOUR).talk
    assert talk.before == {Step.INTRODUCE, Step.REASON}
    assert talk.now is None


def test_what_is_on_the_table_has_no_answer_yet(house: House) -> None:
    callback_id = house.callback()
    _attempt_id, token = house.dialled(callback_id)
    offer(house, callback_id, token, Plan(PlanKind.COUPON, 300), accepted=False)
    assert sheet(house, callback_id).open_offer is None
    made = offer(house, callback_id, token, COUPON)
    now = sheet(house, callback_id)
    assert now.open_offer is not None
    assert (now.open_offer.id, now.awaits_approval) == (made.id, False)
    asked = offer(house, callback_id, token, OVER_AUTHORITY)
    now = sheet(house, callback_id)
    assert now.open_offer is not None
    assert (now.open_offer.id, now.awaits_approval) == (asked.id, True)


def test_what_the_customer_took_counts_for_its_own_call_the_earliest_first(house: House) -> None:
    callback_id = house.callback()
    _attempt_id, token = house.dialled(callback_id)
    taken = [offer(house, callback_id, token, plan, accepted=True).id for plan in (COUPON, Plan(PlanKind.RESEND))]
    with house.writing() as session:
        case_id = session.get_one(Callback, callback_id).case_id
        following = Callback(case_id=case_id, kind=CallbackKind.SERVICE, due_at=NOW, created_at=NOW)
        session.add(following)
    assert [one.id for one in sheet(house, callback_id).accepted_offers] == taken
    assert sheet(house, following.id).accepted_offers == []
    assert len(sheet(house, following.id).offers) == 2


def test_whose_call_was_taken_over_is_told_by_whom_as_long_as_they_have_it(house: House) -> None:
    callback_id = house.callback()
    token = house.prepared(callback_id)
    assert sheet(house, callback_id).taken_over_from(house.agent) is None
    decision = taken_over(house, callback_id, token)
    told = sheet(house, callback_id).taken_over_from(house.agent)
    assert told is not None
    assert (told.id, told.decided_by_id) == (decision.id, house.leader.id)
    assert sheet(house, callback_id).taken_over_from(house.colleague) is None
    with house.writing() as session:
        release_lease(session.get_one(Callback, callback_id))
    assert sheet(house, callback_id).taken_over_from(house.agent) is None


def test_a_call_that_a_senior_took_up_was_not_taken_over(house: House) -> None:
    callback_id = house.callback()
    taken_over(house, callback_id, house.prepared(callback_id))
    with house.writing() as session:
        callback = session.get_one(Callback, callback_id)
        release_lease(callback)
        following = Callback(case_id=callback.case_id, kind=CallbackKind.SERVICE, due_at=NOW, created_at=NOW)
        session.add(following)
    house.claimed(following.id, house.leader)
    assert sheet(house, following.id).taken_over_from(house.agent) is None


def test_a_call_whose_request_a_senior_granted_was_not_taken_over(house: House) -> None:
    callback_id = house.callback()
    asked = offer(house, callback_id, house.prepared(callback_id), OVER_AUTHORITY)
    assert asked.approval is not None
    with house.writing() as session:
        decide(session, house.settings, asked.approval.id, house.leader, Decision.APPROVE, NOW)
    with house.writing() as session:
        release_lease(session.get_one(Callback, callback_id))
    house.claimed(callback_id, house.leader)
    assert sheet(house, callback_id).taken_over_from(house.agent) is None


def test_only_who_noted_a_yes_takes_it_back_and_only_in_the_same_call(house: House) -> None:
    callback_id = house.callback()
    _attempt_id, token = house.dialled(callback_id)
    noted = offer(house, callback_id, token, COUPON, accepted=True)
    assert sheet(house, callback_id).may_reopen(noted)
    taken_over(house, callback_id, token)
    assert not sheet(house, callback_id, house.leader).may_reopen(noted)
    assert not sheet(house, callback_id).may_reopen(noted)


def test_shows_the_latest_request_for_its_own_last_call(house: House) -> None:
    callback_id, beside = house.callback(), house.callback()
    assert sheet(house, callback_id).release is None
    asked = []
    for wanted in (callback_id, callback_id, beside):
        with house.writing() as session:
            asked.append(request_release(session, wanted, house.agent, "客户约好的", NOW).id)
            decide_release(session, asked[-1], house.supervisor, False, NOW)
    release = sheet(house, callback_id).release
    assert release is not None
    assert release.id == asked[1]


def test_shows_what_the_person_bought_and_complained_of_besides(house: House) -> None:
    callback_id, beside, free = house.callback(amount=20000), house.callback(amount=5000), house.callback()
    house.callback(phone="+8613800138001")
    with house.writing() as session:
        session.get_one(Callback, free).case.order.amount = None
        others = {session.get_one(Callback, one).case_id for one in (beside, free)}
    now = sheet(house, callback_id)
    assert {case.id for case in now.other_cases} == others
    assert now.spent == 25000
