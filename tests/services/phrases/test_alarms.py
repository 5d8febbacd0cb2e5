"""A word of danger, of a regulator or the press raises the case at once, once, and calls the senior on duty."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from callguard.db.models import (
    Callback,
    Case,
    CaseTrigger,
    DayOff,
    Notification,
    Offer,
    QueueEntry,
    RegisterEntry,
)
from callguard.domain.attempt import CallResult
from callguard.domain.case import CaseClass, Escalation, IssueType, Liability
from callguard.domain.compensation import Plan, PlanKind
from callguard.domain.disposition import Disposition
from callguard.domain.identity import IdentifierKind
from callguard.domain.notification import NotificationKind
from callguard.domain.register import RegisterKind
from callguard.domain.wish import WishKind
from callguard.services.case_opening import ToldCase, ToldIdentifier, open_case
from callguard.services.cases import add_note
from callguard.services.offers import make_offer
from callguard.services.outcomes import ReportedOutcome, record_outcome
from callguard.services.releases import request_release
from callguard.services.wishes import add_do_not_call, revoke_wish
from tests.house import NOW, House


def case_id_of(house: House, callback_id: int) -> int:
    with house.database.reading() as session:
        return session.get_one(Callback, callback_id).case_id


def note(house: House, case_id: int, text: str) -> None:
    with house.writing() as session:
        add_note(session, case_id, house.agent, text, NOW)


def told(house: House) -> list[tuple[int, str]]:
    with house.database.reading() as session:
        kind = NotificationKind.CASE_RAISED
        sent = session.scalars(select(Notification).where(Notification.kind == kind).order_by(Notification.id))
        return [(one.user_id, one.facts["category"]) for one in sent]


def raised(house: House) -> list[Escalation]:
    with house.database.reading() as session:
        return list(session.scalars(select(Case.escalation).order_by(Case.id)))


@pytest.mark.parametrize(
    ("text", "escalation", "case_class"),
    [
        ("客户说手被割伤了，流血", Escalation.SAFETY, CaseClass.SAFETY),
        ("客户没有受伤", Escalation.SAFETY, CaseClass.SAFETY),
        ("客戶說要打 1 2 3 1 5", Escalation.REGULATOR, CaseClass.REGULATOR),
        ("客户「要找记 者」", Escalation.REGULATOR, CaseClass.REGULATOR),
    ],
)
def test_raises_the_case_and_its_place_in_the_queue_in_the_same_transaction(
    house: House, text: str, escalation: Escalation, case_class: CaseClass
) -> None:
    callback_id = house.callback()
    note(house, case_id_of(house, callback_id), text)
    assert raised(house) == [escalation]
    with house.database.reading() as session:
        assert session.get_one(QueueEntry, callback_id).case_class == case_class
        entry = session.scalars(select(RegisterEntry).where(RegisterEntry.kind == RegisterKind.CASE_RAISED)).one()
        assert entry.actor_id == house.agent.id
        sent = session.scalars(select(Notification)).one()
        assert (sent.user_id, sent.callback_id) == (house.leader.id, callback_id)
        assert sent.facts["word"] == entry.facts["word"]


def test_each_kind_is_raised_once_a_case(house: House) -> None:
    case_id, other = (case_id_of(house, house.callback(phone=f"+861380013800{n}")) for n in range(2))
    note(house, case_id, "客户过敏，要找记者，还要打12315")
    note(house, case_id, "客户过敏好了，记者没来")
    note(house, other, "客户过敏")
    assert raised(house) == [Escalation.SAFETY, Escalation.SAFETY]
    with house.database.reading() as session:
        assert session.query(CaseTrigger).count() == 4
        assert session.query(RegisterEntry).filter_by(kind=RegisterKind.CASE_RAISED).count() == 4
    assert len(told(house)) == 4


def test_a_case_never_grows_quieter(house: House) -> None:
    case_id = case_id_of(house, house.callback())
    note(house, case_id, "客户过敏")
    note(house, case_id, "客户要找记者")
    assert raised(house) == [Escalation.SAFETY]
    assert [category for _user, category in told(house)] == ["safety", "press"]


def test_an_ordinary_note_raises_nothing(house: House) -> None:
    note(house, case_id_of(house, house.callback()), "客户要求换货，已催仓库")
    assert (raised(house), told(house)) == ([Escalation.NONE], [])


@pytest.mark.parametrize(
    ("away", "called"), [([], ["zhaojie"]), (["zhaojie"], ["laochen"]), (["zhaojie", "laochen"], ["wuzong"])]
)
def test_calls_the_nearest_seniors_who_are_there(house: House, away: list[str], called: list[str]) -> None:
    seniors = {one.name: one for one in (house.leader, house.supervisor, house.manager)}
    with house.writing() as session:
        session.add_all([DayOff(user_id=seniors[name].id, on=NOW.date()) for name in away])
    note(house, case_id_of(house, house.callback()), "客户过敏")
    assert [user for user, _category in told(house)] == [seniors[name].id for name in called]


def test_where_nobody_is_there_all_are_called(house: House) -> None:
    seniors = [house.leader, house.supervisor, house.manager]
    with house.writing() as session:
        session.add_all([DayOff(user_id=one.id, on=NOW.date()) for one in seniors])
    note(house, case_id_of(house, house.callback()), "客户过敏")
    assert [user for user, _category in told(house)] == [one.id for one in seniors]


def test_heeds_what_an_outcome_says(house: House) -> None:
    attempt_id, _token = house.dialled(house.callback())
    reported = ReportedOutcome(CallResult.CONVERSATION, Disposition.REFUSED, "客户说孩子过敏，不接受")
    with house.writing() as session:
        record_outcome(session, house.vault, house.settings, attempt_id, house.agent, reported, NOW)
    assert raised(house) == [Escalation.SAFETY]


def test_heeds_what_an_offer_says(house: House) -> None:
    callback_id = house.callback()
    _attempt_id, token = house.dialled(callback_id)
    plan = Plan(PlanKind.COUPON, 500, "客户提到记者")
    with house.writing() as session:
        assert isinstance(make_offer(session, house.settings, callback_id, house.agent, token, plan, NOW), Offer)
    assert raised(house) == [Escalation.REGULATOR]


def test_heeds_what_the_customer_wishes_and_takes_back(house: House) -> None:
    case_id = case_id_of(house, house.callback())
    with house.writing() as session:
        wish = add_do_not_call(session, case_id, house.agent, "再打就找记者", NOW)
    assert raised(house) == [Escalation.REGULATOR]
    with house.writing() as session:
        later = NOW + timedelta(minutes=1)
        revoke_wish(session, case_id, house.agent, WishKind.DO_NOT_CALL, wish.id, "我过敏了，快打给我", later)
    assert raised(house) == [Escalation.SAFETY]


def test_heeds_why_a_last_call_is_asked_for(house: House) -> None:
    callback_id = house.callback()
    with house.writing() as session:
        request_release(session, callback_id, house.agent, "客户说要打12315，想再解释一次", NOW)
    assert raised(house) == [Escalation.REGULATOR]


def test_heeds_what_a_new_case_is_about(house: House) -> None:
    identifier = ToldIdentifier(IdentifierKind.PHONE, "13800138000")
    about = ToldCase(
        "20261120999", IssueType.DAMAGE, Liability.SHOP, [identifier], "Asia/Shanghai", summary="杯子碎了，手被割伤"
    )
    with house.writing() as session:
        open_case(session, house.vault, house.shop, house.agent, about, NOW)
    assert raised(house) == [Escalation.SAFETY]
    assert told(house) == [(house.leader.id, "safety")]
