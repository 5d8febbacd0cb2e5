"""The one way to the telephone."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from callguard.db.models import (
    Attempt,
    Callback,
    CustomerIdentifier,
    DialPermit,
    DoNotCall,
    GuardDecision,
    RegisterEntry,
    Release,
    User,
)
from callguard.domain import guard
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackStatus
from callguard.domain.errors import IllegalStep, NotYours, StaleLease, UnknownId
from callguard.domain.identity import IdentifierKind
from callguard.domain.permit import LONGEST_CALL, PermitStatus
from callguard.domain.register import RegisterKind
from callguard.services.customers import KnownAs, find_or_add_customer
from callguard.services.guard_decisions import opened_question
from callguard.services.leases import keep_alive
from callguard.services.permits import expire_permits, reveal_number, settle_permit, take_permit
from tests.house import NOW, House

MINUTE = timedelta(minutes=1)


def taken(
    house: House, callback_id: int, token: str, now: datetime = NOW, agent: User | None = None
) -> DialPermit | guard.Answer:
    """The service's answer."""
    with house.writing() as session:
        agent = agent or house.agent
        return take_permit(session, house.vault, house.settings, callback_id, agent, token, now)


def permit_for(house: House, callback_id: int, token: str, now: datetime = NOW) -> DialPermit:
    """A permit; anything else fails the test."""
    permit = taken(house, callback_id, token, now)
    assert isinstance(permit, DialPermit)
    return permit


def settle(house: House, permit: DialPermit, result: CallResult, now: datetime, agent: User | None = None) -> Attempt:
    """Settles as the holder, unless somebody else is named."""
    with house.writing() as session:
        return settle_permit(session, permit.id, agent or house.agent, result, now)


def test_reserves_a_slot_that_counts_before_anything_is_dialled(house: House) -> None:
    callback_id = house.callback()
    permit = permit_for(house, callback_id, house.prepared(callback_id))
    with house.database.reading() as session:
        attempt = session.get_one(Attempt, permit.attempt_id)
        assert (attempt.result, attempt.settled_at, attempt.slot_no) == (CallResult.UNKNOWN, None, 1)
        kinds = session.scalars(select(RegisterEntry.kind).where(RegisterEntry.attempt_id == attempt.id)).all()
    assert kinds == [RegisterKind.PERMIT_TAKEN]


def test_keeps_the_question_so_that_the_decision_can_be_derived_again(house: House) -> None:
    callback_id = house.callback()
    permit = permit_for(house, callback_id, house.prepared(callback_id))
    with house.database.reading() as session:
        decision = session.get_one(GuardDecision, permit.decision_id)
    again = guard.judge(opened_question(house.vault, decision.question_sealed))
    assert again.as_json() == decision.answer
    assert again.verdict is guard.Verdict.ALLOW


def test_asking_twice_gives_the_same_permit(house: House) -> None:
    callback_id = house.callback()
    token = house.prepared(callback_id)
    first, second = permit_for(house, callback_id, token), permit_for(house, callback_id, token, NOW + MINUTE)
    assert first.id == second.id
    with house.database.reading() as session:
        assert session.scalar(select(func.count(Attempt.id))) == 1


def test_refuses_an_unprepared_callback(house: House) -> None:
    callback_id = house.callback()
    with pytest.raises(IllegalStep) as refused:
        taken(house, callback_id, house.claimed(callback_id))
    assert refused.value.params == {"reason": "not_prepared"}


def test_refuses_a_customer_without_a_number(house: House) -> None:
    callback_id = house.callback(phone=None, account="明月1983")
    with pytest.raises(IllegalStep) as refused:
        taken(house, callback_id, house.prepared(callback_id))
    assert refused.value.params == {"reason": "no_number"}


def test_refuses_whoever_does_not_hold_the_callback(house: House) -> None:
    callback_id = house.callback()
    token = house.prepared(callback_id)
    with pytest.raises(NotYours):
        taken(house, callback_id, token, agent=house.colleague)
    with pytest.raises(StaleLease):
        taken(house, callback_id, "an older token")
    with pytest.raises(StaleLease):
        taken(house, callback_id, token, NOW + house.settings.lease_length)
    with pytest.raises(UnknownId):
        taken(house, 999, token)


def test_the_same_person_on_another_order_has_the_same_slots(house: House) -> None:
    first, second = house.callback(), house.callback()
    house.attempted(first, CallResult.NO_ANSWER, NOW - 3 * MINUTE * 60)
    house.attempted(first, CallResult.BUSY, NOW - 2 * MINUTE * 60)
    answer = taken(house, second, house.prepared(second))
    assert isinstance(answer, guard.Answer)
    assert answer.verdict is guard.Verdict.NEEDS_RELEASE


def test_the_same_person_is_not_on_two_telephones_at_once(house: House) -> None:
    phones = ["+8613800138000", "+8613800138001"]
    first, second = (house.callback(phone=phone) for phone in phones)
    token = house.prepared(second, house.colleague)
    permit_for(house, first, house.prepared(first))
    with house.writing() as session:
        one_person = [KnownAs(IdentifierKind.PHONE, phone) for phone in phones]
        find_or_add_customer(session, house.vault, one_person, NOW, name=None, time_zone="Asia/Shanghai")
    with pytest.raises(IllegalStep) as refused:
        taken(house, second, token, agent=house.colleague)
    assert refused.value.params == {"reason": "customer_on_the_telephone"}


def test_do_not_call_between_preparation_and_dial_stops_the_dial(house: House) -> None:
    callback_id = house.callback()
    token = house.prepared(callback_id)
    with house.writing() as session:
        case = session.get_one(Callback, callback_id).case
        wish = DoNotCall(customer_id=case.customer_id, since_at=NOW, words="别再打了", heard_by_id=house.colleague.id)
        session.add(wish)
    answer = taken(house, callback_id, token)
    assert isinstance(answer, guard.Answer)
    assert [refusal.rule for refusal in answer.refusals] == ["do_not_call"]
    assert answer.next_allowed_at is None


def test_a_release_allows_one_call_and_no_second(house: House) -> None:
    callback_id = house.callback()
    house.attempted(callback_id, CallResult.NO_ANSWER, NOW - 3 * MINUTE * 60)
    house.attempted(callback_id, CallResult.NO_ANSWER, NOW - 2 * MINUTE * 60)
    token = house.prepared(callback_id)
    with house.writing() as session:
        case = session.get_one(Callback, callback_id).case
        session.add(
            Release(
                customer_id=case.customer_id,
                callback_id=callback_id,
                requested_by_id=house.agent.id,
                requested_at=NOW,
                reason="客户要求今天答复",
                decided_by_id=house.supervisor.id,
                granted_at=NOW,
                expires_at=NOW + timedelta(hours=2),
            )
        )
    permit = permit_for(house, callback_id, token, NOW + MINUTE)
    settle(house, permit, CallResult.NOT_PLACED, NOW + MINUTE)
    answer = taken(house, callback_id, token, NOW + 2 * MINUTE)
    assert isinstance(answer, guard.Answer)
    assert answer.verdict is guard.Verdict.NEEDS_RELEASE


def test_shows_the_number_only_to_the_holder_and_only_while_the_permit_lasts(house: House) -> None:
    callback_id = house.callback()
    permit = permit_for(house, callback_id, house.prepared(callback_id))
    with house.database.reading() as session:
        permit = session.get_one(DialPermit, permit.id)
        shown = reveal_number(house.vault, permit, house.agent, NOW + MINUTE)
        assert shown is not None
        assert shown.e164 == "+8613800138000"
        assert "138" not in repr(shown)
        assert reveal_number(house.vault, permit, house.colleague, NOW + MINUTE) is None
        assert reveal_number(house.vault, permit, house.agent, permit.expires_at) is None


def test_hides_the_number_once_the_permit_is_settled(house: House) -> None:
    callback_id = house.callback()
    permit = permit_for(house, callback_id, house.prepared(callback_id))
    settle(house, permit, CallResult.BUSY, NOW + MINUTE)
    with house.database.reading() as session:
        assert reveal_number(house.vault, session.get_one(DialPermit, permit.id), house.agent, NOW + MINUTE) is None


def test_dials_the_customers_own_number_before_a_virtual_one_and_never_an_expired_one(house: House) -> None:
    callback_id = house.callback()
    with house.writing() as session:
        number = session.scalars(select(CustomerIdentifier).where(CustomerIdentifier.value_masked.like("138%"))).one()
        number.expires_at = NOW
    with pytest.raises(IllegalStep) as refused:
        taken(house, callback_id, house.prepared(callback_id))
    assert refused.value.params == {"reason": "no_number"}


def test_saying_the_same_twice_changes_nothing_and_saying_otherwise_is_refused(house: House) -> None:
    callback_id = house.callback()
    permit = permit_for(house, callback_id, house.prepared(callback_id))
    settle(house, permit, CallResult.CONVERSATION, NOW + MINUTE)
    settle(house, permit, CallResult.CONVERSATION, NOW + 2 * MINUTE)
    with pytest.raises(IllegalStep):
        settle(house, permit, CallResult.NO_ANSWER, NOW + 2 * MINUTE)
    with house.database.reading() as session:
        attempt = session.get_one(Attempt, permit.attempt_id)
        assert (attempt.result, attempt.settled_at) == (CallResult.CONVERSATION, NOW + MINUTE)


@pytest.mark.parametrize("result", [CallResult.NOT_PLACED, CallResult.FAILED])
def test_did_not_dial_frees_the_slot_within_a_minute_only(house: House, result: CallResult) -> None:
    callback_id = house.callback()
    permit = permit_for(house, callback_id, house.prepared(callback_id))
    with pytest.raises(IllegalStep) as refused:
        settle(house, permit, result, NOW + MINUTE)
    assert refused.value.params == {"reason": "too_late_to_say_not_placed"}
    settle(house, permit, result, NOW + MINUTE - timedelta(microseconds=1))


def test_the_provider_may_say_any_time_that_nothing_rang(house: House) -> None:
    callback_id = house.callback()
    permit = permit_for(house, callback_id, house.prepared(callback_id))
    with house.writing() as session:
        attempt = settle_permit(session, permit.id, None, CallResult.FAILED, NOW + 5 * MINUTE)
    assert attempt.result is CallResult.FAILED


def test_says_on_whose_word_a_result_rests(house: House) -> None:
    callback_id = house.callback()
    permit = permit_for(house, callback_id, house.prepared(callback_id))
    settle(house, permit, CallResult.NOT_PLACED, NOW)
    with house.database.reading() as session:
        assert session.get_one(Attempt, permit.attempt_id).settled_by_id == house.agent.id
    with house.writing() as session:
        settle_permit(session, permit.id, None, CallResult.NOT_PLACED, NOW + MINUTE)
    with house.database.reading() as session:
        assert session.get_one(Attempt, permit.attempt_id).settled_by_id is None


def test_what_the_provider_reports_rests_on_nobodys_word(house: House) -> None:
    callback_id = house.callback()
    permit = permit_for(house, callback_id, house.prepared(callback_id))
    with house.writing() as session:
        assert settle_permit(session, permit.id, None, CallResult.NOT_PLACED, NOW).settled_by_id is None
    settle(house, permit, CallResult.NOT_PLACED, NOW)
    with house.database.reading() as session:
        assert session.get_one(Attempt, permit.attempt_id).settled_by_id is None


def test_nobody_else_settles_a_permit(house: House) -> None:
    callback_id = house.callback()
    permit = permit_for(house, callback_id, house.prepared(callback_id))
    with pytest.raises(NotYours):
        settle(house, permit, CallResult.BUSY, NOW, house.colleague)
    with pytest.raises(UnknownId), house.writing() as session:
        settle_permit(session, 999, house.agent, CallResult.BUSY, NOW)


def test_a_permit_whose_agent_vanished_expires_and_stays_unknown(house: House) -> None:
    callback_id = house.callback()
    permit = permit_for(house, callback_id, house.prepared(callback_id))
    with house.writing() as session:
        assert expire_permits(session, permit.expires_at) == 0, "the agent is still there and may be talking"
    gone = NOW + house.settings.lease_length
    with house.writing() as session:
        assert expire_permits(session, gone) == 1
        assert expire_permits(session, gone) == 0
    with house.database.reading() as session:
        expired = session.get_one(DialPermit, permit.id)
        assert expired.status is PermitStatus.EXPIRED
        assert (expired.attempt.result, expired.attempt.settled_at) == (CallResult.UNKNOWN, None)


def test_what_happened_can_still_be_told_after_the_permit_expired(house: House) -> None:
    callback_id = house.callback()
    permit = permit_for(house, callback_id, house.prepared(callback_id))
    gone = NOW + house.settings.lease_length
    with house.writing() as session:
        expire_permits(session, gone)
    assert settle(house, permit, CallResult.CONVERSATION, gone).result is CallResult.CONVERSATION


def test_a_page_left_open_does_not_keep_the_line_taken_for_ever(house: House) -> None:
    callback_id = house.callback()
    token = house.prepared(callback_id)
    permit_for(house, callback_id, token)
    now = NOW
    while now < NOW + LONGEST_CALL:
        with house.writing() as session:
            keep_alive(session, callback_id, house.agent, token, now, house.settings.lease_length)
        now += house.settings.lease_length - MINUTE
    with house.writing() as session:
        assert session.get_one(Callback, callback_id).status is CallbackStatus.CLAIMED
        assert expire_permits(session, NOW + LONGEST_CALL) == 1
