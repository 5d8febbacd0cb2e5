"""All there is about a case, for whoever takes it up next."""

from datetime import datetime, timedelta

import pytest

from callguard.db.models import Offer, User
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind
from callguard.domain.commitment import Department
from callguard.domain.compensation import Plan, PlanKind
from callguard.domain.disposition import Disposition
from callguard.domain.errors import UnknownId
from callguard.domain.register import RegisterKind
from callguard.services.case_file import CaseFile, case_file
from callguard.services.cases import add_note
from callguard.services.offers import answer_offer, make_offer
from callguard.services.outcome_effects import PromisedThing
from callguard.services.outcomes import ReportedOutcome, record_outcome
from callguard.services.wishes import add_consent
from tests.house import NOW, House
from tests.services.persons import case_of, merge
from tests.services.test_surveys import RATED, dialled, ends, survey

HOUR, TOMORROW = timedelta(hours=1), NOW + timedelta(days=1)


def file_of(house: House, callback_id: int, user: User | None = None, now: datetime = NOW) -> CaseFile:
    case_id = case_of(house, callback_id).id
    with house.database.reading() as session:
        return case_file(session, house.settings, case_id, user or house.agent, now)


def test_is_for_the_people_of_its_shop(house: House) -> None:
    callback_id = house.callback()
    with pytest.raises(UnknownId):
        file_of(house, callback_id, house.outsider)


def test_has_every_call_about_the_case_the_latest_first_with_what_it_came_to(house: House) -> None:
    callback_id, beside = house.callback(), house.callback()
    house.attempted(beside, CallResult.BUSY, NOW - 30 * HOUR)
    for hours in (28, 26):
        house.attempted(callback_id, CallResult.NO_ANSWER, NOW - hours * HOUR)
    attempt_id, _token = house.dialled(callback_id)
    reported = ReportedOutcome(CallResult.CONVERSATION, Disposition.WANTS_TIME, "要和家人商量", TOMORROW)
    with house.writing() as session:
        record_outcome(session, house.vault, house.settings, attempt_id, house.agent, reported, NOW)
    file = file_of(house, callback_id)
    assert [one.placed_at for one in file.attempts] == [NOW, NOW - 26 * HOUR, NOW - 28 * HOUR]
    assert {one.identifier.value_masked for one in file.attempts} == {"138 **** 8000"}
    assert {attempt: outcome.note for attempt, outcome in file.outcomes.items()} == {attempt_id: "要和家人商量"}
    assert [(one.kind, one.due_at) for one in file.callbacks] == [(CallbackKind.PROMISED, TOMORROW)]


def test_has_what_was_offered_and_promised_the_latest_offer_first(house: House) -> None:
    callback_id = house.callback()
    attempt_id, token = house.dialled(callback_id)
    with house.writing() as session:
        for plan in (Plan(PlanKind.COUPON, 500), Plan(PlanKind.PARTIAL_REFUND, 8000)):
            offered = make_offer(session, house.settings, callback_id, house.agent, token, plan, NOW)
            assert isinstance(offered, Offer)
            if offered.approval is None:
                answer_offer(session, offered.id, house.agent, True, NOW)
    promise = PromisedThing(Department.OPERATIONS, "优惠券", TOMORROW, 500)
    settled = ReportedOutcome(CallResult.CONVERSATION, Disposition.SETTLED, "", promises=(promise,))
    with house.writing() as session:
        record_outcome(session, house.vault, house.settings, attempt_id, house.agent, settled, NOW)
    file = file_of(house, callback_id)
    assert [(one.amount, one.approval is not None) for one in file.offers] == [(8000, True), (500, False)]
    assert [one.words for one in file.commitments] == ["优惠券"]


def test_has_the_register_the_latest_line_first_and_who_wrote_it(house: House) -> None:
    callback_id = house.callback()
    case_id = case_of(house, callback_id).id
    for user, at in ((house.leader, NOW), (house.agent, NOW), (house.colleague, NOW - HOUR)):
        with house.writing() as session:
            add_note(session, case_id, user, "客户来过消息", at)
    file = file_of(house, callback_id)
    assert [one.actor.name for one in file.entries if one.actor] == ["xiaolin", "zhaojie", "xiaozhou"]
    assert {one.kind for one in file.entries} == {RegisterKind.NOTE}
    assert file.names[house.colleague.id] == "小周"


def test_has_what_customers_answered_in_surveys_by_the_call(house: House) -> None:
    callback_id = survey(house)
    assert file_of(house, callback_id).ratings == {}
    attempt_id, _token = dialled(house, callback_id)
    ends(house, attempt_id, RATED)
    assert file_of(house, callback_id).ratings == {attempt_id: 5}


def test_has_all_the_person_is_known_by_and_wishes_under_whatever_name(house: House) -> None:
    callback_id, twin = house.callback(), house.callback(phone="+8613900139000")
    stranger = house.callback(phone="+8613700137000")
    twins_case = case_of(house, twin)
    merge(house, case_of(house, callback_id).customer_id, twins_case.customer_id)
    with house.writing() as session:
        add_consent(session, twins_case.id, house.agent, "可以打", NOW, until_at=TOMORROW)
    file = file_of(house, callback_id)
    numbers = [one.value_masked for one in file.identifiers if one.kind == "phone"]
    assert numbers == ["139 **** 9000", "138 **** 8000"]
    assert [one.customer.id for one in file.companions] == [twins_case.customer_id]
    assert [one.words for one in file.wishes.consents] == ["可以打"]
    assert not file_of(house, callback_id, now=TOMORROW).wishes
    assert not file_of(house, stranger).companions


def test_names_who_may_be_asked_to_call(house: House) -> None:
    callers = {user.name for user in file_of(house, house.callback()).callers}
    assert house.colleague.name in callers
    assert house.outsider.name not in callers
