"""Surveys: planned once a case is settled, made once by anybody, and given up where they would disturb."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from callguard.db.models import Callback, Case, CustomerIdentifier, DialPermit, DoNotCall, QueueEntry
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.case import CaseClass, CaseStatus
from callguard.domain.compensation import Plan, PlanKind
from callguard.domain.disposition import Disposition
from callguard.domain.errors import IllegalStep, InvalidFields
from callguard.domain.plan_ladder import PlanLadder
from callguard.domain.queue_entry import EntryStanding
from callguard.domain.register import RegisterKind
from callguard.domain.script import Step
from callguard.domain.survey import SURVEY_AFTER, SURVEY_KEEPS, SurveyEnd
from callguard.services.call_sheets import call_sheet
from callguard.services.call_steps import enter_step
from callguard.services.callbacks import plan_callback
from callguard.services.leases import callback_on_desk, hand_over, release_lease
from callguard.services.offers import make_offer
from callguard.services.outcomes import ReportedOutcome, record_outcome
from callguard.services.permits import take_permit
from callguard.services.preparations import prepare
from callguard.services.queue.claiming import claim, claim_next
from callguard.services.queue.upkeep import count_missing
from callguard.services.releases import request_release
from callguard.services.same_person import merge_by_hand
from callguard.services.surveys import LapsedSurvey, cancel_survey, find_lapsed_surveys, proposed_survey_at
from callguard.services.talks import current_talk
from tests.house import LADDER, NOW, House
from tests.told import entries, stored

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)
RATED = ReportedOutcome(CallResult.CONVERSATION, Disposition.RATED, rating=5)
UNANSWERED = ReportedOutcome(CallResult.NO_ANSWER, Disposition.NO_ANSWER)


def survey(house: House, due_at: datetime = NOW - HOUR, phone: str | None = "+8613800138000") -> int:
    """A survey about a case that is closed."""
    callback_id = house.callback(kind=CallbackKind.SURVEY, due_at=due_at, phone=phone)
    with house.writing() as session:
        case = session.get_one(Callback, callback_id).case
        case.status, case.closed_at = CaseStatus.CLOSED, NOW - timedelta(days=2)
    return callback_id


def claimed(house: House, callback_id: int, now: datetime = NOW) -> str:
    """The lease of a survey that is prepared."""
    token = house.claimed(callback_id, now=now)
    with house.writing() as session:
        prepare(session, callback_id, house.agent, token, PlanLadder(()), now, demands="", beyond_authority="")
    return token


def dialled(house: House, callback_id: int) -> tuple[int, str]:
    token = claimed(house, callback_id)
    with house.writing() as session:
        permit = take_permit(session, house.vault, house.settings, callback_id, house.agent, token, NOW)
        return permit.attempt_id, token  # type: ignore[union-attr]  # a refusal fails the test here


def ends(house: House, attempt_id: int, reported: ReportedOutcome) -> None:
    with house.writing() as session:
        record_outcome(session, house.vault, house.settings, attempt_id, house.agent, reported, NOW)


def settles(house: House, survey_at: datetime | None) -> Case:
    """A case that is settled in a call, with a survey wanted."""
    callback_id = house.callback()
    attempt_id, _token = house.dialled(callback_id)
    settled = ReportedOutcome(CallResult.CONVERSATION, Disposition.SETTLED, "说明后满意", survey_at=survey_at)
    ends(house, attempt_id, settled)
    with house.database.reading() as session:
        return session.get_one(Callback, callback_id).case


def surveys(house: House) -> list[Callback]:
    with house.database.reading() as session:
        return session.query(Callback).filter_by(kind=CallbackKind.SURVEY).order_by(Callback.id).all()


def lapsed(house: House, now: datetime = NOW, after_id: int = 0) -> list[SurveyEnd]:
    with house.database.reading() as session:
        found = find_lapsed_surveys(session, house.vault, house.settings, now, after_id)
        return [one.why for one in found.found]


@contextmanager
def refused(reason: str) -> Iterator[None]:
    with pytest.raises(IllegalStep) as error:
        yield
    assert error.value.params["reason"] == reason


def plan(house: House, session: Session, case_id: int, due_at: datetime = MONDAY) -> Callback:
    services = (session, house.vault, house.settings)
    return plan_callback(*services, case_id, house.agent, due_at, CallbackKind.SURVEY, NOW).callback


# --- planning


def test_whoever_settles_a_case_may_have_the_customer_asked_later(house: House) -> None:
    case = settles(house, MONDAY)
    assert case.status is CaseStatus.CLOSED
    [planned] = surveys(house)
    assert (planned.case_id, planned.due_at, planned.status) == (case.id, MONDAY, CallbackStatus.PENDING)
    assert planned.agent_id is None
    [line] = entries(house, RegisterKind.CALLBACK_PLANNED)
    assert line.facts == {"kind": "survey", "due_at": MONDAY.isoformat(), "agent": None}


def test_nobody_is_asked_unless_it_is_wanted(house: House) -> None:
    settles(house, None)
    assert surveys(house) == []


def test_the_time_proposed_is_one_the_guard_allows(house: House) -> None:
    case = settles(house, None)
    midnight = datetime(2026, 11, 20, 16, tzinfo=UTC)
    with house.database.reading() as session:
        about = (session, house.vault, house.settings, session.get_one(Case, case.id))
        assert proposed_survey_at(*about, NOW) == NOW + SURVEY_AFTER
        assert proposed_survey_at(*about, midnight) == datetime(2026, 11, 23, 2, tzinfo=UTC)


def test_who_wants_no_calls_is_not_proposed_one(house: House) -> None:
    case = settles(house, None)
    with house.writing() as session:
        session.add(DoNotCall(customer_id=case.customer_id, since_at=NOW, words="别打了", heard_by_id=house.agent.id))
    with house.database.reading() as session:
        asked = session.get_one(Case, case.id)
        assert proposed_survey_at(session, house.vault, house.settings, asked, NOW) is None


def test_a_closed_case_can_have_one_planned_and_no_other_call(house: House) -> None:
    case = settles(house, None)
    with house.writing() as session:
        planned = plan(house, session, case.id)
        assert plan(house, session, case.id) is planned
        with refused("survey_planned"):
            plan(house, session, case.id, MONDAY + HOUR)
        with refused("case_closed"):
            plan_callback(session, house.vault, house.settings, case.id, house.agent, MONDAY, CallbackKind.SERVICE, NOW)


def test_an_open_case_has_none(house: House) -> None:
    callback_id = house.callback()
    with house.writing() as session, refused("survey_before_close"):
        plan(house, session, session.get_one(Callback, callback_id).case_id)


def test_it_is_bound_to_nobody(house: House) -> None:
    case = settles(house, None)
    with house.writing() as session, pytest.raises(InvalidFields) as faults:
        plan_callback(
            session,
            house.vault,
            house.settings,
            case.id,
            house.agent,
            MONDAY,
            CallbackKind.SURVEY,
            NOW,
            agent=house.colleague,
        )
    assert [(one.field, one.code) for one in faults.value.errors] == [("agent", "survey_is_anybodys")]


# --- its place in the queue


def test_it_is_offered_though_its_case_is_closed_and_behind_everything_open(house: House) -> None:
    asked, other = survey(house), house.callback(phone="+8613800138001")
    with house.database.reading() as session:
        entry = session.get_one(QueueEntry, asked)
        assert (entry.standing, entry.case_class) == (EntryStanding.READY, CaseClass.SURVEY)
        assert count_missing(session) == 0
    with house.writing() as session:
        first = claim_next(session, house.vault, house.settings, house.agent, NOW)
        assert first is not None
        assert first.id == other
        second = claim_next(session, house.vault, house.settings, house.colleague, NOW)
        assert second is not None
        assert second.id == asked


def test_it_can_be_chosen_by_hand(house: House) -> None:
    assert house.claimed(survey(house))


def test_it_is_not_offered_while_its_case_is_open(house: House) -> None:
    callback_id = house.callback(kind=CallbackKind.SURVEY)
    with house.writing() as session:
        assert session.get(QueueEntry, callback_id) is None
        assert claim(session, house.settings, callback_id, house.agent, NOW) is None


def test_nobody_is_rung_twice_for_one(house: House) -> None:
    callback_id = survey(house)
    attempt_id, _token = dialled(house, callback_id)
    with house.writing() as session:
        # What the agent has dialled and lost is offered to nobody else.
        release_lease(session.get_one(Callback, callback_id))
    with house.writing() as session:
        assert session.get(QueueEntry, callback_id) is None
        assert claim(session, house.settings, callback_id, house.colleague, NOW) is None
    assert lapsed(house) == []
    ends(house, attempt_id, UNANSWERED)
    assert stored(house, callback_id).status is CallbackStatus.DONE


def test_a_second_permit_is_refused(house: House) -> None:
    callback_id = survey(house)
    token = claimed(house, callback_id)
    house.attempted(callback_id, CallResult.NOT_PLACED, NOW - HOUR)
    with house.writing() as session, refused("survey_made"):
        take_permit(session, house.vault, house.settings, callback_id, house.agent, token, NOW)


@pytest.mark.parametrize("of", ["themselves", "whom they were found to be"])
def test_nobody_is_asked_how_content_they_are_while_something_is_unsettled(house: House, of: str) -> None:
    callback_id = survey(house)
    token = claimed(house, callback_id)
    open_id = house.callback(phone="+8613800138000" if of == "themselves" else "+8613800138001")
    with house.writing() as session:
        asked, unsettled = (session.get_one(Callback, one).case for one in (callback_id, open_id))
        if of != "themselves":
            merge_by_hand(session, asked.id, unsettled.id, house.leader, "同一个人", NOW)
    with house.writing() as session, refused("survey_beside_open_case"):
        take_permit(session, house.vault, house.settings, callback_id, house.agent, token, NOW)
    with house.writing() as session:
        session.get_one(Callback, open_id).case.status = CaseStatus.CLOSED
    with house.writing() as session:
        permit = take_permit(session, house.vault, house.settings, callback_id, house.agent, token, NOW)
        assert isinstance(permit, DialPermit)


# --- the call


def test_it_is_prepared_without_plans_and_offers_nothing(house: House) -> None:
    callback_id = survey(house)
    _attempt_id, token = dialled(house, callback_id)
    with house.writing() as session:
        services = (session, house.settings, callback_id, house.agent, token)
        with refused("nothing_offered_in_survey"):
            make_offer(*services, Plan(PlanKind.COUPON, 500), NOW)
        with pytest.raises(InvalidFields):
            prepare(session, callback_id, house.agent, token, LADDER, NOW, demands="", beyond_authority="")
        with refused("survey_not_released"):
            request_release(session, callback_id, house.agent, "想问问", NOW)


def test_its_talk_begins_anew_and_has_four_steps(house: House) -> None:
    case = settles(house, NOW + HOUR)
    [planned] = surveys(house)
    later = NOW + 2 * HOUR
    token = claimed(house, planned.id, later)
    with house.database.reading() as session:
        sheet = call_sheet(session, house.vault, house.settings, planned.id, house.agent, later)
        assert sheet.is_survey
        assert (sheet.talk.onwards, sheet.talk.course) == (Step.INTRODUCE, (1, 2, 3, 7))
    with house.writing() as session:
        permit = take_permit(session, house.vault, house.settings, planned.id, house.agent, token, later)
        attempt_id = permit.attempt_id  # type: ignore[union-attr]  # a refusal fails the test here
        for step in (Step.INTRODUCE, Step.REASON):
            enter_step(session, attempt_id, house.agent, token, step, later)
        with refused("no_such_step"):
            enter_step(session, attempt_id, house.agent, token, Step.PROPOSE, later)
        assert current_talk(session, permit.attempt).onwards is Step.LISTEN  # type: ignore[union-attr]
        sheet = call_sheet(session, house.vault, house.settings, planned.id, house.agent, later)
        assert sheet.talk.onwards is Step.LISTEN
    assert case.status is CaseStatus.CLOSED


# --- its outcome


def test_the_rating_is_kept_in_the_register_and_the_case_stays_closed(house: House) -> None:
    callback_id = survey(house)
    attempt_id, _token = dialled(house, callback_id)
    ends(house, attempt_id, replace(RATED, note="快，态度好"))
    assert stored(house, callback_id).status is CallbackStatus.DONE
    [line] = entries(house, RegisterKind.OUTCOME)
    assert line.facts == {"result": "conversation", "rating": 5}
    assert (line.note, line.attempt_id) == ("快，态度好", attempt_id)
    with house.database.reading() as session:
        assert session.get_one(Callback, callback_id).case.status is CaseStatus.CLOSED


@pytest.mark.parametrize("disposition", [Disposition.NO_ANSWER, Disposition.REFUSED])
def test_one_that_came_to_nothing_is_over(house: House, disposition: Disposition) -> None:
    callback_id = survey(house)
    attempt_id, _token = dialled(house, callback_id)
    result = CallResult.NO_ANSWER if disposition is Disposition.NO_ANSWER else CallResult.CONVERSATION
    ends(house, attempt_id, ReportedOutcome(result, disposition))
    assert stored(house, callback_id).status is CallbackStatus.DONE
    assert [one.facts for one in entries(house, RegisterKind.OUTCOME)] == [{"result": result.value}]
    assert len(surveys(house)) == 1


def test_who_is_dissatisfied_has_the_case_opened_again_and_is_rung_about_it(house: House) -> None:
    callback_id = survey(house)
    attempt_id, _token = dialled(house, callback_id)
    ends(house, attempt_id, replace(RATED, rating=1, note="钱还没到", next_due_at=MONDAY))
    with house.database.reading() as session:
        case = session.get_one(Callback, callback_id).case
        assert (case.status, case.closed_at) == (CaseStatus.OPEN, None)
        [following] = session.query(Callback).filter(Callback.id != callback_id)
        assert (following.kind, following.due_at, following.case_id) == (CallbackKind.SERVICE, MONDAY, case.id)
        assert session.get(QueueEntry, following.id) is not None
    [line] = entries(house, RegisterKind.CASE_REOPENED)
    assert (line.actor_id, line.callback_id) == (house.agent.id, callback_id)


def test_calls_left_over_from_before_do_not_come_up_again(house: House) -> None:
    callback_id = survey(house)
    with house.writing() as session:
        case_id = session.get_one(Callback, callback_id).case_id
        due = {"kind": CallbackKind.PROMISED, "due_at": NOW - HOUR, "created_at": NOW - 3 * HOUR}
        left_over = Callback(case_id=case_id, **due)
        session.add(left_over)
        session.flush()
        left_id = left_over.id
    attempt_id, _token = dialled(house, callback_id)
    ends(house, attempt_id, replace(RATED, rating=1, note="钱还没到", next_due_at=MONDAY))
    assert stored(house, left_id).status is CallbackStatus.CANCELLED
    assert [one.facts for one in entries(house, RegisterKind.CASE_REOPENED)] == [{"after": "survey", "cancelled": 1}]


def test_a_call_left_over_on_a_desk_leaves_it(house: House) -> None:
    callback_id = survey(house)
    attempt_id, _token = dialled(house, callback_id)
    with house.writing() as session:
        case_id = session.get_one(Callback, callback_id).case_id
        left_over = Callback(case_id=case_id, kind=CallbackKind.SERVICE, due_at=NOW - HOUR, created_at=NOW - 3 * HOUR)
        session.add(left_over)
        session.flush()
        left_id = left_over.id
        # As a senior lays it on their own desk who takes over the call.
        hand_over(session, left_id, house.leader, NOW, house.settings.lease_length)
    ends(house, attempt_id, replace(RATED, rating=1, note="钱还没到", next_due_at=MONDAY))
    assert (stored(house, left_id).status, stored(house, left_id).lease_token) == (CallbackStatus.CANCELLED, None)
    with house.database.reading() as session:
        assert callback_on_desk(session, house.leader, NOW) is None


def test_a_case_that_is_open_again_already_is_not_opened_twice(house: House) -> None:
    callback_id = survey(house)
    attempt_id, _token = dialled(house, callback_id)
    with house.writing() as session:
        session.get_one(Callback, callback_id).case.status = CaseStatus.OPEN
    ends(house, attempt_id, replace(RATED, rating=2, note="慢", next_due_at=MONDAY))
    assert entries(house, RegisterKind.CASE_REOPENED) == []


def test_a_rating_is_asked_for_before_anything_is_kept(house: House) -> None:
    callback_id = survey(house)
    attempt_id, _token = dialled(house, callback_id)
    with pytest.raises(InvalidFields) as faults:
        ends(house, attempt_id, replace(RATED, rating=None))
    assert [one.code for one in faults.value.errors] == ["rating_missing"]


# --- given up


def test_one_that_may_be_made_stays(house: House) -> None:
    survey(house)
    assert lapsed(house) == []


def test_one_the_customer_would_not_have_is_given_up(house: House) -> None:
    callback_id = survey(house)
    with house.writing() as session:
        customer_id = session.get_one(Callback, callback_id).case.customer_id
        session.add(DoNotCall(customer_id=customer_id, since_at=NOW, words="别打了", heard_by_id=house.agent.id))
    assert lapsed(house) == [SurveyEnd.REFUSED]


def test_one_past_the_limits_is_given_up_and_no_release_is_asked_for(house: House) -> None:
    callback_id = survey(house)
    for hours in (5, 3):
        house.attempted(house.callback(), CallResult.CONVERSATION, NOW - hours * HOUR)
    with house.writing() as session:
        for case in session.query(Case):
            case.status = CaseStatus.CLOSED
    assert lapsed(house) == [SurveyEnd.REFUSED]
    assert stored(house, callback_id).status is CallbackStatus.PENDING


def test_one_outside_calling_hours_waits_for_them_but_not_for_ever(house: House) -> None:
    survey(house)
    closed = datetime(2026, 11, 20, 11, tzinfo=UTC)
    assert lapsed(house, closed) == []
    assert lapsed(house, NOW - HOUR + SURVEY_KEEPS - timedelta(seconds=1)) == []
    assert lapsed(house, NOW - HOUR + SURVEY_KEEPS) == [SurveyEnd.TOO_LATE]


def test_one_without_a_number_is_given_up(house: House) -> None:
    survey(house, phone=None)
    assert lapsed(house) == [SurveyEnd.NO_NUMBER]


def test_one_would_disturb_whoever_has_an_open_case(house: House) -> None:
    survey(house, due_at=NOW + timedelta(minutes=1))
    assert lapsed(house) == []
    house.callback()
    # Before it comes up at all.
    assert lapsed(house) == [SurveyEnd.CASE_OPEN]


def test_one_that_lies_ahead_is_not_looked_at(house: House) -> None:
    survey(house, due_at=NOW + HOUR)
    house.callback()
    assert lapsed(house) == []


def test_what_is_given_up_is_cancelled_and_registered(house: House) -> None:
    callback_id = survey(house)
    with house.writing() as session:
        cancel_survey(session, LapsedSurvey(callback_id, SurveyEnd.REFUSED), NOW)
    cancelled = stored(house, callback_id)
    assert (cancelled.status, cancelled.done_at) == (CallbackStatus.CANCELLED, NOW)
    [line] = entries(house, RegisterKind.CALLBACK_CANCELLED)
    assert line.facts == {"kind": "survey", "why": "refused"}
    assert line.actor_id is None


def test_one_that_was_taken_up_meanwhile_is_left_to_its_agent(house: House) -> None:
    callback_id = survey(house)
    house.claimed(callback_id)
    with house.writing() as session:
        cancel_survey(session, LapsedSurvey(callback_id, SurveyEnd.REFUSED), NOW)
    assert stored(house, callback_id).status is CallbackStatus.CLAIMED


def test_they_are_looked_at_in_parts(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callguard.services.surveys._AT_ONCE", 2)
    ids = [survey(house, phone=None) for _ in range(3)]
    with house.database.reading() as session:
        services = (session, house.vault, house.settings)
        first = find_lapsed_surveys(*services, NOW)
        assert ([one.callback_id for one in first.found], first.last_id) == (ids[:2], ids[1])
        rest = find_lapsed_surveys(*services, NOW, ids[1])
        assert ([one.callback_id for one in rest.found], rest.last_id) == (ids[2:], None)


def test_the_last_number_may_be_retired(house: House) -> None:
    survey(house)
    with house.writing() as session:
        for number in session.query(CustomerIdentifier):
            number.retired_at = NOW
    assert lapsed(house) == [SurveyEnd.NO_NUMBER]
