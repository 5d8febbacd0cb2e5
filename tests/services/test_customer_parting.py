"""Undoing a merge."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from callguard.db.models import Attempt, Blackout, Callback, Case, Consent, CustomerMerge, DialPermit, DoNotCall
from callguard.domain import guard
from callguard.domain.attempt import CallResult
from callguard.domain.disposition import Disposition
from callguard.domain.errors import IllegalStep, InvalidFields, NotYours, UnknownId
from callguard.domain.guard import Weekday
from callguard.domain.identity import IdentifierKind
from callguard.domain.permit import PermitStatus
from callguard.domain.register import RegisterKind
from callguard.domain.wish import WishKind, WishReach
from callguard.services.customer_lock import lock_customer
from callguard.services.customers import KnownAs
from callguard.services.outcomes import ReportedOutcome, record_outcome
from callguard.services.permits import settle_permit, take_permit
from callguard.services.releases import decide_release, request_release
from callguard.services.wishes import add_blackout, add_consent, add_do_not_call, revoke_wish, wishes_of
from tests.house import NOW, House
from tests.services.persons import (
    calls_of,
    case_of,
    found_as,
    merge,
    part,
    persons,
    phone,
    question,
    rung,
    somebody,
)
from tests.told import entries

HOUR = timedelta(hours=1)


@pytest.fixture
def two(house: House) -> list[Case]:
    """The cases of two customers."""
    return [case_of(house, somebody(house, number)) for number in (1, 2)]


@pytest.fixture
def three(house: House) -> list[Case]:
    """The cases of three customers."""
    return [case_of(house, somebody(house, number)) for number in (1, 2, 3)]


def test_parts_two_who_were_merged_by_mistake(house: House, two: list[Case]) -> None:
    one, other = two
    merge_id = merge(house, one.customer_id, other.customer_id)
    assert persons(house, other.customer_id) == [one.customer_id]
    part(house, other.id, merge_id, words=" 不是同一个人 ")
    assert persons(house, one.customer_id, other.customer_id) == [one.customer_id, other.customer_id]
    with house.database.reading() as session:
        undone = session.scalars(select(CustomerMerge)).one()
        assert (undone.undone_at, undone.undone_by_id, undone.undone_words) == (NOW, house.leader.id, "不是同一个人")
    with house.writing() as session:
        assert lock_customer(session, other.customer_id).id == other.customer_id


def test_calls_from_the_time_they_were_one_count_for_both(house: House, two: list[Case]) -> None:
    one, other = two
    alone = rung(house, one, NOW), rung(house, other, NOW)
    merge_id = merge(house, one.customer_id, other.customer_id, NOW + HOUR)
    together = {rung(house, one, NOW + 2 * HOUR), rung(house, other, NOW + 3 * HOUR)}
    part(house, one.id, merge_id, NOW + 4 * HOUR)
    later = rung(house, one, NOW + 5 * HOUR), rung(house, other, NOW + 5 * HOUR)
    assert calls_of(house, one.customer_id) == {alone[0], *together, later[0]}
    assert calls_of(house, other.customer_id) == {alone[1], *together, later[1]}


def test_what_was_dialled_in_the_minute_of_the_merge_or_its_undoing_counts_for_both(
    house: House, two: list[Case]
) -> None:
    one, other = two
    minute = timedelta(minutes=1)
    close = rung(house, one, NOW - minute)
    merge_id = merge(house, one.customer_id, other.customer_id)
    part(house, one.id, merge_id)
    close_after = rung(house, one, NOW + minute)
    rung(house, one, NOW + 2 * minute)
    assert calls_of(house, other.customer_id) == {close, close_after}


def test_whoever_was_merged_into_the_parted_goes_along(house: House, three: list[Case]) -> None:
    first, second, third = (case.customer_id for case in three)
    merge(house, second, third)
    merge_id = merge(house, first, second)
    assert persons(house, first, second, third) == [first] * 3
    part(house, three[0].id, merge_id)
    assert persons(house, first, second, third) == [first, second, second]


def test_parting_one_in_the_middle_leaves_the_rest_together(house: House, three: list[Case]) -> None:
    first, second, third = (case.customer_id for case in three)
    merge_id = merge(house, first, second)
    merge(house, first, third)
    part(house, three[2].id, merge_id)
    assert persons(house, first, second, third) == [first, second, first]


def test_the_oldest_of_those_left_behind_is_kept_next(house: House, three: list[Case]) -> None:
    first, second, third = (case.customer_id for case in three)
    merge_id = merge(house, third, first)
    merge(house, third, second)
    part(house, three[0].id, merge_id)
    assert persons(house, first, second, third) == [first, second, second]


def test_a_call_from_the_time_of_three_counts_for_all_three_in_whatever_order_they_part(
    house: House, three: list[Case]
) -> None:
    merges = [merge(house, three[2].customer_id, case.customer_id) for case in three[:2]]
    call = rung(house, three[1], NOW)
    for hours, merge_id in enumerate(merges):
        part(house, three[2].id, merge_id, NOW + hours * HOUR)
    assert [calls_of(house, case.customer_id) for case in three] == [{call}] * 3
    assert persons(house, *(case.customer_id for case in three)) == [case.customer_id for case in three]


def test_what_was_parted_can_be_merged_and_parted_again(house: House, two: list[Case]) -> None:
    one, other = two
    part(house, one.id, merge(house, one.customer_id, other.customer_id))
    apart = rung(house, one, NOW + HOUR)
    again = merge(house, one.customer_id, other.customer_id, NOW + 2 * HOUR)
    assert calls_of(house, other.customer_id) == {apart}
    together = rung(house, other, NOW + 3 * HOUR)
    part(house, other.id, again, NOW + 4 * HOUR)
    assert calls_of(house, one.customer_id) == {apart, together}
    assert calls_of(house, other.customer_id) == {together}


def test_what_they_asked_not_to_be_done_while_they_were_one_holds_for_both(house: House, two: list[Case]) -> None:
    one, other = two
    with house.writing() as session:
        add_do_not_call(session, other.id, house.agent, "之前说的", NOW - 2 * HOUR)
    merge_id = merge(house, one.customer_id, other.customer_id, NOW - HOUR)
    with house.writing() as session:
        add_do_not_call(session, other.id, house.agent, "别打", NOW)
        hours = {"days": [Weekday.MON], "opens_minute": 600, "closes_minute": 660}
        add_blackout(session, one.id, house.agent, "开会", NOW, **hours)  # type: ignore[arg-type]
    part(house, one.id, merge_id, NOW)
    with house.database.reading() as session:
        noted = session.execute(select(DoNotCall.customer_id, DoNotCall.words, DoNotCall.since_at))
        owners = session.scalars(select(Blackout.customer_id)).all()
    assert sorted(noted.all()) == [
        (one.customer_id, "别打", NOW),
        (other.customer_id, "之前说的", NOW - 2 * HOUR),
        (other.customer_id, "别打", NOW),
    ]
    assert sorted(owners) == [one.customer_id, other.customer_id]


def test_one_may_be_rung_again_without_the_other(house: House, two: list[Case]) -> None:
    one, other = two
    merge_id = merge(house, one.customer_id, other.customer_id)
    with house.writing() as session:
        add_do_not_call(session, other.id, house.agent, "别打", NOW)
    part(house, one.id, merge_id)
    with house.writing() as session:
        [wish] = wishes_of(session, session.get_one(Case, one.id), NOW).do_not_calls
        revoke_wish(session, one.id, house.agent, WishKind.DO_NOT_CALL, wish.id, "可以打了", NOW)
        assert not wishes_of(session, session.get_one(Case, one.id), NOW)
        assert wishes_of(session, session.get_one(Case, other.id), NOW)


def test_a_consent_holds_only_for_the_one_whose_case_it_was_given_on(house: House, two: list[Case]) -> None:
    one, other = two
    merge_id = merge(house, one.customer_id, other.customer_id)
    with house.writing() as session:
        add_consent(session, other.id, house.agent, "随时可以", NOW, reach=WishReach.COMPANY)
    part(house, one.id, merge_id)
    with house.database.reading() as session:
        assert session.scalars(select(Consent.customer_id)).all() == [other.customer_id]


def test_a_release_stays_with_its_callback(house: House) -> None:
    one, other = somebody(house, 1), somebody(house, 2)
    merge_id = merge(house, case_of(house, one).customer_id, case_of(house, other).customer_id)
    with house.writing() as session:
        release = request_release(session, other, house.agent, "今天一定要答复", NOW)
        decide_release(session, release.id, house.supervisor, granted=True, now=NOW)
    part(house, case_of(house, one).id, merge_id)
    assert question(house, other).release is not None
    assert question(house, one).release is None


def test_numbers_go_back_to_their_owner(house: House) -> None:
    one, other = somebody(house, 1), somebody(house, 2)
    merge_id = merge(house, case_of(house, one).customer_id, case_of(house, other).customer_id)
    assert question(house, one).number == question(house, other).number
    part(house, case_of(house, one).id, merge_id)
    numbers = [asked.number.e164 for asked in (question(house, one), question(house, other)) if asked.number]
    assert numbers == [phone(1).value, phone(2).value]


def test_a_case_that_came_while_they_were_one_goes_with_the_name_it_came_under(house: House, two: list[Case]) -> None:
    one, other = two
    merge_id = merge(house, one.customer_id, other.customer_id)
    order = KnownAs(IdentifierKind.ORDER, "8001", "S-1")
    assert found_as(house, order, phone(2)) == other.customer_id
    part(house, one.id, merge_id)
    assert found_as(house, order) == other.customer_id


def test_no_identifier_makes_one_again_of_those_who_were_parted(house: House, two: list[Case]) -> None:
    one, other = two
    assert found_as(house, phone(1), phone(2)) == one.customer_id
    with house.database.reading() as session:
        [found] = session.scalars(select(CustomerMerge)).all()
    assert (found.found_by, found.merged_by_id) == (IdentifierKind.PHONE, None)
    part(house, one.id, found.id)
    account = KnownAs(IdentifierKind.PLATFORM_ACCOUNT, "明月1983", "taobao")
    assert found_as(house, phone(2), account, phone(1)) == other.customer_id
    assert found_as(house, account) == other.customer_id
    assert persons(house, one.customer_id, other.customer_id) == [one.customer_id, other.customer_id]


def test_nor_does_somebody_third_bring_them_together(house: House, three: list[Case]) -> None:
    first, second, third = (case.customer_id for case in three)
    part(house, three[0].id, merge(house, first, second))
    found_as(house, phone(3), phone(2), phone(1))
    assert persons(house, first, second, third) == [first, second, second]


@pytest.mark.parametrize("settled", [CallResult.NO_ANSWER, CallResult.CONVERSATION])
def test_nobody_is_parted_while_somebody_rings_them(house: House, settled: CallResult) -> None:
    one, other = somebody(house, 1), somebody(house, 2)
    case = case_of(house, one)
    merge_id = merge(house, case.customer_id, case_of(house, other).customer_id)
    house.dialled(other)
    with pytest.raises(IllegalStep, match="illegal_step") as ringing:
        part(house, case.id, merge_id)
    assert ringing.value.params == {"reason": "customer_on_the_telephone"}
    with house.writing() as session:
        permit = session.scalars(select(DialPermit)).one()
        settle_permit(session, permit.id, house.agent, settled, NOW)
    part(house, case.id, merge_id)
    assert len(question(house, one).calls) == len(question(house, other).calls) == 1


def test_what_is_said_of_a_call_after_the_parting_is_heeded_for_everybody_it_may_have_reached(house: House) -> None:
    callbacks = [somebody(house, number) for number in (1, 2, 3)]
    cases = [case_of(house, callback_id) for callback_id in callbacks]
    merges = [merge(house, cases[0].customer_id, case.customer_id) for case in cases[1:]]
    attempt_id, _token = house.dialled(callbacks[1])
    with house.writing() as session:
        session.scalars(select(DialPermit)).one().status = PermitStatus.EXPIRED
    for merge_id in merges:
        part(house, cases[0].id, merge_id, NOW + HOUR)
    said = ReportedOutcome(CallResult.CONVERSATION, Disposition.DO_NOT_CALL, note="说别再打了")
    with house.writing() as session:
        record_outcome(session, house.vault, house.settings, attempt_id, house.agent, said, NOW + 2 * HOUR)
    for callback_id in callbacks:
        asked = question(house, callback_id, NOW + 2 * HOUR)
        assert [call.result for call in asked.calls] == ["conversation"]
        assert len(asked.customer.do_not_call) == 1


def test_a_permit_taken_before_a_merge_keeps_the_whole_persons_line(house: House) -> None:
    older, younger = somebody(house, 1), somebody(house, 2)
    token = house.prepared(older, house.colleague)
    house.dialled(younger)
    merge(house, case_of(house, older).customer_id, case_of(house, younger).customer_id)
    with house.writing() as session, pytest.raises(IllegalStep) as ringing:
        take_permit(session, house.vault, house.settings, older, house.colleague, token, NOW)
    assert ringing.value.params == {"reason": "customer_on_the_telephone"}


def test_both_acts_are_told_in_the_register(house: House, two: list[Case]) -> None:
    one, other = two
    part(house, one.id, merge(house, one.customer_id, other.customer_id), words="只是同名")
    assert [entry.case_id for entry in entries(house, RegisterKind.CUSTOMER_MERGED)] == [other.id]
    undone = entries(house, RegisterKind.CUSTOMER_UNMERGED)
    assert {entry.case_id for entry in undone} == {one.id, other.id}
    assert {(entry.actor_id, entry.note) for entry in undone} == {(house.leader.id, "只是同名")}


def test_is_refused_below_a_team_leader_without_words_twice_and_from_elsewhere(house: House, two: list[Case]) -> None:
    one, other = two
    stranger = case_of(house, somebody(house, 3))
    merge_id = merge(house, one.customer_id, other.customer_id)
    with pytest.raises(NotYours):
        part(house, one.id, merge_id, user=house.agent)
    for case_id, which, user in ((one.id, 99, house.leader), (stranger.id, merge_id, house.leader)):
        with pytest.raises(UnknownId):
            part(house, case_id, which, user=user)
    with pytest.raises(UnknownId):
        part(house, one.id, merge_id, user=house.outsider)
    with pytest.raises(InvalidFields) as wordless:
        part(house, one.id, merge_id, words="  ")
    assert [(fault.field, fault.code) for fault in wordless.value.errors] == [("words", "ground_missing")]
    part(house, one.id, merge_id)
    with pytest.raises(IllegalStep):
        part(house, one.id, merge_id)


def test_the_guard_never_counts_less_for_the_parting(house: House) -> None:
    one, other = somebody(house, 1), somebody(house, 2)
    merge_id = merge(house, case_of(house, one).customer_id, case_of(house, other).customer_id, NOW - 4 * HOUR)
    for hours in (3, 2):
        rung(house, case_of(house, other), NOW - hours * HOUR)
    part(house, case_of(house, one).id, merge_id)
    for callback_id in (one, other):
        assert guard.judge(question(house, callback_id)).verdict is guard.Verdict.NEEDS_RELEASE
    with house.database.reading() as session:
        assert session.get_one(Callback, one).case.customer_id == case_of(house, one).customer_id
        assert {attempt.customer_id for attempt in session.scalars(select(Attempt))} == {
            case_of(house, one).customer_id
        }
