"""The customer's words become rows in one transaction, and count at once."""

from datetime import UTC, datetime, timedelta

import pytest

from callguard.db.models import Blackout, Callback, Case, Consent, DoNotCall
from callguard.domain.callback import CallbackKind
from callguard.domain.case import CaseStatus, IssueType
from callguard.domain.errors import IllegalStep, InvalidFields, UnknownId
from callguard.domain.guard import Answer, Rule, Verdict, Weekday
from callguard.domain.register import RegisterKind
from callguard.domain.wish import WishKind, WishReach
from callguard.services.heard_words import Hearing, hear_customer, note_heard
from callguard.services.permits import take_permit
from callguard.services.wishes import revoke_wish
from tests.house import NOW, House
from tests.told import entries


@pytest.fixture
def callback_id(house: House) -> int:
    return house.callback()


@pytest.fixture
def case_id(house: House, callback_id: int) -> int:
    with house.database.reading() as session:
        return session.get_one(Callback, callback_id).case_id


def preview(house: House, case_id: int, words: str) -> Hearing | None:
    with house.database.reading() as session:
        return hear_customer(session, house.vault, house.settings, case_id, house.agent, words, NOW)


def note(house: House, case_id: int, words: str, **who: object) -> Hearing:
    user = who.get("user", house.colleague)
    with house.writing() as session:
        return note_heard(session, house.vault, house.settings, case_id, user, words, NOW)  # type: ignore[arg-type]


def ask(house: House, callback_id: int, token: str) -> Answer:
    with house.writing() as session:
        answer = take_permit(session, house.vault, house.settings, callback_id, house.agent, token, NOW)
        assert isinstance(answer, Answer)
        return answer


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("别再打了", Rule.DO_NOT_CALL),
        ("今天别打了", Rule.DO_NOT_CALL),
        ("三点以后再打", Rule.BLACKOUTS),
        ("两点到四点别打(在开会)", Rule.BLACKOUTS),
        ("这家店别再打了", Rule.DO_NOT_CALL),
        ("这个订单不要再打了", Rule.DO_NOT_CALL),
    ],
)
def test_said_to_a_colleague_between_preparation_and_dial_it_refuses_the_dial(
    house: House, callback_id: int, case_id: int, words: str, rule: Rule
) -> None:
    token = house.prepared(callback_id)
    foreseen = preview(house, case_id, words)
    noted = note(house, case_id, words)
    refused = ask(house, callback_id, token)
    assert [refusal.rule for refusal in refused.refusals] == [rule]
    assert foreseen is not None
    assert foreseen.answer.next_allowed_at == noted.answer.next_allowed_at == refused.next_allowed_at


def test_a_preview_writes_nothing(house: House, case_id: int) -> None:
    assert preview(house, case_id, "明天晚上七点半打给我") is not None
    with house.database.reading() as session:
        assert [session.query(table).count() for table in (DoNotCall, Blackout, Consent)] == [0, 0, 0]
        assert session.query(Callback).count() == 1


def test_a_promised_call_is_agreed_to_and_planned_for_who_heard_it(house: House, case_id: int) -> None:
    hearing = note(house, case_id, "明天晚上七点半打给我")
    at = datetime(2026, 11, 21, 11, 30, tzinfo=UTC)
    with house.database.reading() as session:
        consent = session.query(Consent).one()
        planned = session.query(Callback).filter_by(kind=CallbackKind.PROMISED).one()
        assert (consent.case_id, consent.from_at, consent.until_at) == (case_id, at, at + timedelta(minutes=30))
        assert (consent.words, consent.heard_by_id) == ("明天晚上七点半打给我", house.colleague.id)
        assert (planned.case_id, planned.due_at, planned.agent_id) == (case_id, at, house.colleague.id)
    assert hearing.answer.verdict is Verdict.NEEDS_RELEASE
    assert [entry.facts["due_at"] for entry in entries(house, RegisterKind.CALLBACK_PLANNED)] == [at.isoformat()]


def test_a_promise_heard_by_who_may_not_call_is_for_anybody(house: House) -> None:
    callback_id = house.callback(issue_type=IssueType.BAD_REVIEW)
    with house.database.reading() as session:
        case_id = session.get_one(Callback, callback_id).case_id
    note(house, case_id, "明天上午十点打给我")
    with house.database.reading() as session:
        assert session.query(Callback).filter_by(kind=CallbackKind.PROMISED).one().agent_id is None


def test_all_that_was_said_in_one_breath_is_noted(house: House, case_id: int) -> None:
    note(house, case_id, "今天没空，明天下午三点打给我")
    note(house, case_id, "明天别打，周末别打")
    with house.database.reading() as session:
        assert session.query(DoNotCall).one().until_at == datetime(2026, 11, 20, 16, tzinfo=UTC)
        assert session.query(Consent).count() == 1
        tomorrow, weekend = session.query(Blackout).order_by(Blackout.id)
        assert (tomorrow.days, str(tomorrow.last_day_on)) == (Weekday.SAT, "2026-11-21")
        assert (weekend.days, weekend.last_day_on) == ("sat,sun", None)
    assert [entry.facts.get("last_day_on") for entry in entries(house, RegisterKind.BLACKOUT)] == ["2026-11-21", None]


def test_reaches_as_far_as_it_was_said(house: House, case_id: int) -> None:
    note(house, case_id, "这个订单不要再打了")
    note(house, case_id, "这家店别再打了")
    note(house, case_id, "别再打了")
    with house.database.reading() as session:
        reaches = [(one.case_id, one.shop_id) for one in session.query(DoNotCall).order_by(DoNotCall.id)]
    assert reaches == [(case_id, None), (None, house.shop.id), (None, None)]
    assert [entry.facts["reach"] for entry in entries(house, RegisterKind.DO_NOT_CALL)] == list(WishReach)[::-1]


def test_taken_back_the_customer_may_be_rung_again(house: House, callback_id: int, case_id: int) -> None:
    note(house, case_id, "别再打了")
    with house.writing() as session:
        wish_id = session.query(DoNotCall).one().id
        revoke_wish(session, case_id, house.agent, WishKind.DO_NOT_CALL, wish_id, "打错了", NOW)
    hearing = preview(house, case_id, "周末不要打")
    assert hearing is not None
    assert hearing.answer.verdict is Verdict.ALLOW


@pytest.mark.parametrize(("words", "code"), [("可能吧", "words_not_understood"), ("  ", "words_missing")])
def test_what_nobody_can_tell_is_refused(house: House, case_id: int, words: str, code: str) -> None:
    assert preview(house, case_id, words) is None
    with pytest.raises(InvalidFields) as refused:
        note(house, case_id, words)
    assert [(error.field, error.code) for error in refused.value.errors] == [("words", code)]
    assert entries(house, RegisterKind.DO_NOT_CALL) == []


def test_a_promise_about_a_closed_case_keeps_nothing(house: House, case_id: int) -> None:
    with house.writing() as session:
        session.get_one(Case, case_id).status = CaseStatus.CLOSED
    with pytest.raises(IllegalStep):
        note(house, case_id, "明天上午十点打给我")
    with house.database.reading() as session:
        assert session.query(Consent).count() == 0


def test_is_not_there_for_outsiders(house: House, case_id: int) -> None:
    with pytest.raises(UnknownId):
        note(house, case_id, "别再打了", user=house.outsider)
