"""What a call meant, and what follows from it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from callguard.db.models import (
    Attempt,
    Callback,
    Case,
    Commitment,
    Consent,
    CustomerIdentifier,
    DoNotCall,
    Notification,
    Outcome,
    RegisterEntry,
    User,
)
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.case import CaseStatus, IssueType
from callguard.domain.commitment import Department
from callguard.domain.compensation import Plan, PlanKind
from callguard.domain.disposition import Disposition
from callguard.domain.errors import IllegalStep, InvalidFields, NotYours, UnknownId
from callguard.domain.register import RegisterKind
from callguard.services.callbacks import plan_callback
from callguard.services.leases import release_lease
from callguard.services.offers import answer_offer, make_offer
from callguard.services.outcome_effects import PromisedThing
from callguard.services.outcomes import ReportedOutcome, owed_outcome, record_outcome
from callguard.services.permits import settle_permit
from callguard.services.queue.daily_list import Standing, daily_list
from tests.house import NOW, House
from tests.told import entries

HOUR = timedelta(hours=1)
LATER = NOW + timedelta(minutes=5)
TOMORROW = NOW + timedelta(days=1)


class Call:
    """A call being made, whose outcome is to be recorded."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.callback_id = house.callback()
        self.attempt_id, self.token = house.dialled(self.callback_id)

    def ends(
        self,
        result: CallResult,
        disposition: Disposition,
        note: str = "",
        next_due_at: datetime | None = None,
        promises: tuple[PromisedThing, ...] = (),
        agent: User | None = None,
        now: datetime = LATER,
    ) -> Outcome:
        """Records the outcome."""
        reported = ReportedOutcome(result, disposition, note, next_due_at, promises)
        agent = agent or self.house.agent
        with self.house.writing() as session:
            house = self.house
            return record_outcome(session, house.vault, house.settings, self.attempt_id, agent, reported, now)

    def callbacks(self) -> list[Callback]:
        """All callbacks of the case, the first first."""
        with self.house.database.reading() as session:
            case_id = session.get_one(Callback, self.callback_id).case_id
            return list(session.scalars(select(Callback).where(Callback.case_id == case_id).order_by(Callback.id)))

    def case(self) -> Case:
        """The case as it stands."""
        with self.house.database.reading() as session:
            return session.get_one(Callback, self.callback_id).case


@pytest.fixture
def call(house: House) -> Call:
    return Call(house)


def test_settles_the_attempt_and_closes_the_case(house: House, call: Call) -> None:
    call.ends(CallResult.CONVERSATION, Disposition.SETTLED, "补发一套,明天发出")
    assert [one.status for one in call.callbacks()] == [CallbackStatus.DONE]
    assert call.case().status is CaseStatus.CLOSED
    with house.database.reading() as session:
        attempt = session.get_one(Attempt, call.attempt_id)
        assert (attempt.result, attempt.settled_at) == (CallResult.CONVERSATION, LATER)
        assert owed_outcome(session, house.agent) is None


def test_until_it_is_recorded_the_agent_owes_the_outcome(house: House, call: Call) -> None:
    with house.database.reading() as session:
        owed = owed_outcome(session, house.agent)
        assert owed is not None
        assert owed.id == call.attempt_id
        assert owed_outcome(session, house.colleague) is None


def test_an_unanswered_call_moves_to_the_next_allowed_moment(house: House, call: Call) -> None:
    call.ends(CallResult.NO_ANSWER, Disposition.NO_ANSWER)
    [callback] = call.callbacks()
    assert (callback.status, callback.due_at) == (CallbackStatus.PENDING, NOW + HOUR)
    with house.database.reading() as session:
        [line] = daily_list(session, house.vault, house.settings, house.agent, LATER).lines
    assert line.standing is Standing.WAITING


def test_a_named_time_wins_over_the_proposed_one(call: Call) -> None:
    call.ends(CallResult.BUSY, Disposition.BUSY, next_due_at=TOMORROW)
    assert [one.due_at for one in call.callbacks()] == [TOMORROW]


def test_a_call_promised_at_a_time_is_bound_to_the_agent_and_consented_to(house: House, call: Call) -> None:
    call.ends(CallResult.CONVERSATION, Disposition.CALL_LATER, "明天下午两点再打", TOMORROW)
    done, promised = call.callbacks()
    assert done.status is CallbackStatus.DONE
    assert (promised.kind, promised.due_at, promised.agent_id) == (CallbackKind.PROMISED, TOMORROW, house.agent.id)
    assert promised.bound_until_at == TOMORROW + HOUR
    with house.database.reading() as session:
        consent = session.scalars(select(Consent)).one()
    assert (consent.given_at, consent.from_at, consent.words) == (LATER, TOMORROW, "明天下午两点再打")
    assert consent.until_at is not None
    assert consent.until_at > TOMORROW


def test_a_call_noted_while_the_customer_spoke_and_confirmed_at_the_end_is_one(house: House, call: Call) -> None:
    with house.writing() as session:
        services = (session, house.vault, house.settings, call.case().id, house.agent)
        noted = plan_callback(*services, TOMORROW, CallbackKind.PROMISED, NOW, agent=house.agent).callback.id
    call.ends(CallResult.CONVERSATION, Disposition.CALL_LATER, "明天下午两点再打", TOMORROW)
    assert [one.id for one in call.callbacks()] == [call.callback_id, noted]


def test_who_wants_time_gave_no_consent_to_a_certain_call(house: House, call: Call) -> None:
    call.ends(CallResult.CONVERSATION, Disposition.WANTS_TIME, "要和家人商量", TOMORROW)
    assert call.callbacks()[1].kind is CallbackKind.PROMISED
    with house.database.reading() as session:
        assert session.scalars(select(Consent)).all() == []


def test_a_refusal_with_another_try_is_anybodys_next_call(call: Call) -> None:
    call.ends(CallResult.CONVERSATION, Disposition.REFUSED, "只接受全额退款", TOMORROW)
    following = call.callbacks()[1]
    assert (following.kind, following.agent_id) == (CallbackKind.SERVICE, None)
    assert call.case().status is CaseStatus.OPEN


def test_do_not_call_is_in_force_from_that_instant(house: House, call: Call) -> None:
    call.ends(CallResult.CONVERSATION, Disposition.DO_NOT_CALL, "以后别打电话,发消息")
    house.callback()
    with house.database.reading() as session:
        wish = session.scalars(select(DoNotCall)).one()
        [line] = daily_list(session, house.vault, house.settings, house.agent, LATER).lines
    assert (wish.since_at, wish.until_at, wish.words) == (LATER, None, "以后别打电话,发消息")
    assert (line.standing, line.from_at) == (Standing.NOT_TODAY, None)


@pytest.mark.parametrize("result", [CallResult.INVALID_NUMBER, CallResult.CONVERSATION])
def test_a_wrong_number_is_struck_off_and_the_callback_waits_for_another(
    house: House, call: Call, result: CallResult
) -> None:
    call.ends(result, Disposition.WRONG_NUMBER, "机主不是买家")
    with house.database.reading() as session:
        retired = select(CustomerIdentifier).where(CustomerIdentifier.retired_at.is_not(None))
        assert session.scalars(retired).one().retired_at == LATER
        [line] = daily_list(session, house.vault, house.settings, house.agent, LATER).lines
    assert line.standing is Standing.NO_NUMBER


def test_what_was_promised_becomes_a_commitment(house: House, call: Call) -> None:
    plan = Plan(PlanKind.COUPON, 500)
    with house.writing() as session:
        offer = make_offer(session, house.settings, call.callback_id, house.agent, call.token, plan, NOW)
        answer_offer(session, offer.id, house.agent, True, NOW)  # type: ignore[union-attr]  # within authority
    with pytest.raises(InvalidFields) as refused:
        call.ends(CallResult.CONVERSATION, Disposition.SETTLED)
    assert [error.field for error in refused.value.errors] == ["commitments"]
    promise = PromisedThing(Department.FINANCE, "5 元券今天到账", TOMORROW, 500)
    call.ends(CallResult.CONVERSATION, Disposition.SETTLED, promises=(promise,))
    with house.database.reading() as session:
        commitment = session.scalars(select(Commitment)).one()
    assert (commitment.department, commitment.due_at, commitment.amount) == (Department.FINANCE, TOMORROW, 500)


def test_a_dial_without_a_permit_has_its_outcome_too(house: House, call: Call) -> None:
    call.ends(CallResult.BUSY, Disposition.BUSY)
    house.attempted(call.callback_id, CallResult.NO_ANSWER, LATER)
    with house.database.reading() as session:
        owed = owed_outcome(session, house.agent)
        assert owed is not None
        call.attempt_id = owed.id
    assert call.ends(CallResult.NO_ANSWER, Disposition.NO_ANSWER).attempt_id == owed.id


def test_a_fault_changes_nothing(house: House, call: Call) -> None:
    with pytest.raises(InvalidFields):
        call.ends(CallResult.CONVERSATION, Disposition.CALL_LATER, "", NOW - HOUR)
    with house.database.reading() as session:
        assert session.get_one(Attempt, call.attempt_id).settled_at is None
        assert session.scalars(select(Outcome)).all() == []


def test_is_recorded_once(call: Call) -> None:
    call.ends(CallResult.BUSY, Disposition.BUSY)
    with pytest.raises(IllegalStep) as refused:
        call.ends(CallResult.BUSY, Disposition.BUSY)
    assert refused.value.params == {"reason": "outcome_recorded"}


def test_belongs_to_whoever_dialled(house: House, call: Call) -> None:
    with pytest.raises(NotYours):
        call.ends(CallResult.BUSY, Disposition.BUSY, agent=house.colleague)
    call.attempt_id = 999
    with pytest.raises(UnknownId):
        call.ends(CallResult.BUSY, Disposition.BUSY)


def test_can_be_told_late_without_taking_the_callback_from_whoever_has_it_now(house: House, call: Call) -> None:
    gone = NOW + house.settings.lease_length
    house.claimed(call.callback_id, house.colleague, gone)
    call.ends(CallResult.CONVERSATION, Disposition.SETTLED, "已补发", now=gone)
    [callback] = call.callbacks()
    assert (callback.status, callback.lease_agent_id) == (CallbackStatus.CLAIMED, house.colleague.id)
    assert call.case().status is CaseStatus.OPEN


@pytest.mark.parametrize("disposition", [Disposition.ABUSIVE, Disposition.COMPLAINT_THREATENED])
def test_threats_and_abuse_are_told_to_the_leader_on_duty(house: House, call: Call, disposition: Disposition) -> None:
    call.ends(CallResult.CONVERSATION, disposition, "一直在骂人")
    with house.database.reading() as session:
        told = session.scalars(select(Notification)).one()
    assert (told.user_id, told.kind) == (house.leader.id, "call_went_badly")
    assert told.facts == {"agent": "小林", "disposition": disposition.value}


def test_a_matter_of_personal_safety_is_never_closed_without_a_word(house: House) -> None:
    house.colleague, house.agent = house.agent, house.colleague
    call = Call(house)
    with house.writing() as session:
        session.get_one(Callback, call.callback_id).case.issue_type = IssueType.PERSONAL_SAFETY
    with pytest.raises(InvalidFields) as refused:
        call.ends(CallResult.NO_ANSWER, Disposition.NO_ANSWER)
    assert [error.field for error in refused.value.errors] == ["note"]


def test_a_case_that_its_last_words_raise_is_not_settled_without_the_promised_answer(house: House, call: Call) -> None:
    hurt = (CallResult.CONVERSATION, Disposition.SETTLED, "孩子烫伤去了急诊")
    with pytest.raises(InvalidFields) as refused:
        call.ends(*hurt)
    assert [(error.field, error.code) for error in refused.value.errors] == [("commitments", "answer_not_promised")]
    assert call.case().status is CaseStatus.OPEN
    call.ends(*hurt, promises=(PromisedThing(Department.AFTER_SALES, "主管答复", TOMORROW),))
    assert call.case().status is CaseStatus.CLOSED


def test_told_late_does_not_reopen_what_a_colleague_has_dealt_with(house: House, call: Call) -> None:
    gone = NOW + house.settings.lease_length
    with house.writing() as session:
        dealt_with = session.get_one(Callback, call.callback_id)
        release_lease(dealt_with)
        dealt_with.status = CallbackStatus.DONE
    call.ends(CallResult.NO_ANSWER, Disposition.NO_ANSWER, now=gone)
    assert [one.status for one in call.callbacks()] == [CallbackStatus.DONE]


def test_a_case_that_the_platform_closed_meanwhile_is_not_closed_twice(house: House, call: Call) -> None:
    with house.writing() as session:
        case = session.get_one(Callback, call.callback_id).case
        case.status, case.closed_at = CaseStatus.CLOSED, NOW
    call.ends(CallResult.CONVERSATION, Disposition.SETTLED, "已补发", now=NOW + HOUR)
    assert call.case().closed_at == NOW
    assert entries(house, RegisterKind.CASE_CLOSED) == []


def test_a_call_promised_about_a_case_that_the_platform_closed_meanwhile_is_kept(house: House, call: Call) -> None:
    with house.writing() as session:
        case = session.get_one(Callback, call.callback_id).case
        case.status, case.closed_at = CaseStatus.CLOSED, NOW
    call.ends(CallResult.CONVERSATION, Disposition.CALL_LATER, "明天再打", next_due_at=TOMORROW)
    assert (call.case().status, call.case().closed_at) == (CaseStatus.OPEN, None)
    [line] = entries(house, RegisterKind.CASE_REOPENED)
    assert (line.actor_id, line.facts) == (house.agent.id, {"after": "service", "cancelled": 0})
    with house.database.reading() as session:
        [listed] = daily_list(session, house.vault, house.settings, house.agent, TOMORROW).lines
        assert listed.callback.kind is CallbackKind.PROMISED


def test_a_settled_result_is_what_counts_whatever_the_agent_says_afterwards(house: House, call: Call) -> None:
    with house.writing() as session:
        permit = session.get_one(Attempt, call.attempt_id).permit
        assert permit is not None
        settle_permit(session, permit.id, None, CallResult.NO_ANSWER, LATER)
    with pytest.raises(InvalidFields) as refused:
        call.ends(CallResult.CONVERSATION, Disposition.SETTLED, "已补发")
    assert [error.field for error in refused.value.errors] == ["disposition"]
    call.ends(CallResult.CONVERSATION, Disposition.NO_ANSWER)
    with house.database.reading() as session:
        entry = session.scalars(select(RegisterEntry).where(RegisterEntry.kind == RegisterKind.OUTCOME)).one()
    assert entry.facts == {"result": "no_answer"}
    assert entry.disposition is Disposition.NO_ANSWER


def test_what_can_never_be_called_again_stays_where_it_is(house: House, call: Call) -> None:
    with house.writing() as session:
        wish = DoNotCall(
            customer_id=call.case().customer_id, since_at=NOW, words="别打了", heard_by_id=house.colleague.id
        )
        session.add(wish)
    before = call.callbacks()[0].due_at
    call.ends(CallResult.NO_ANSWER, Disposition.NO_ANSWER)
    [callback] = call.callbacks()
    assert (callback.status, callback.due_at) == (CallbackStatus.PENDING, before)
