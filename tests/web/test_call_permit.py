"""The guard's line, the permit, the number and the release."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from callguard.db.models import Callback, GuardDecision
from callguard.domain.attempt import CallResult
from callguard.domain.guard import Verdict
from callguard.domain.register import RegisterKind
from callguard.services.releases import decide_release, waiting_releases
from tests.application import SettableClock, SignIn
from tests.house import NOW, House
from tests.told import entries
from tests.web.calls import HTMX, Call

HOUR = timedelta(hours=1)
IN_CLEAR = ("138 0013 8000", "13800138000")


@pytest.fixture
def call(agent_client: FlaskClient, house: House) -> Call:
    """A callback in the agent's browser."""
    return Call(agent_client, house, house.callback())


@pytest.fixture
def last_call(agent_client: FlaskClient, house: House) -> Call:
    """A prepared callback whose customer was rung twice today."""
    call = Call(agent_client, house, house.callback())
    for hours in (4, 3):
        house.attempted(call.callback_id, CallResult.CONVERSATION, NOW - hours * HOUR, house.colleague)
    return call.prepare()


def test_the_guard_says_how_many_calls_are_left(call: Call) -> None:
    page = call.prepare().get().text
    assert "可以拨打：今天已打 0 次，还可以打 2 次，之后的 1 次需主管放行。" in page


def test_the_number_shows_only_once_the_permit_is_taken(call: Call) -> None:
    before = call.prepare().get().text
    assert not any(number in before for number in IN_CLEAR)
    after = call.post("/permit").text
    assert all(number in after for number in IN_CLEAR)
    assert "请用话机拨打" in after
    assert ">120 秒后号码隐藏<" in after
    assert "call-number" not in after
    assert "这通电话算今天第 1 次" in after


def test_the_number_hides_when_the_permit_runs_out(call: Call, clock: SettableClock) -> None:
    call.dial()
    clock.advance(timedelta(minutes=2))
    page = call.get().text
    assert not any(number in page for number in IN_CLEAR)
    assert "号码已隐藏" in page


def test_nobody_but_the_holder_sees_the_number(call: Call, app: Flask, house: House, sign_in: SignIn) -> None:
    call.dial()
    for user in (house.colleague, house.supervisor, house.manager):
        other = Call(sign_in(app.test_client(), user), house, call.callback_id)
        for page in (other.get(), other.get("/live")):
            assert not any(number in page.text for number in IN_CLEAR)


def test_taking_the_permit_twice_dials_once(call: Call, house: House) -> None:
    call.dial()
    assert call.post("/permit").status_code == 200
    assert "算今天第 1 次" in call.get().text


def test_without_a_preparation_there_is_no_permit(call: Call) -> None:
    refused = call.claim().post("/permit")
    assert refused.status_code == 409
    assert "还没有做拨打准备" in refused.text


def test_after_closing_the_guard_says_from_when_on(call: Call, clock: SettableClock) -> None:
    clock.at = NOW + 4 * HOUR
    page = call.prepare().post("/permit")
    assert page.status_code == 409
    assert "现在不能拨打" in page.text
    assert "明天 10:00" in page.text


def test_a_refused_permit_stands_in_the_register(call: Call, house: House, clock: SettableClock) -> None:
    clock.at = NOW + 4 * HOUR
    call.prepare()
    for _ in range(2):
        call.post("/permit")
    (line,) = entries(house, RegisterKind.DIAL_REFUSED)
    assert line.facts["zh"] == "现在不在可拨打时段内。"
    with house.database.reading() as session:
        assert session.scalar(select(GuardDecision.verdict)) is Verdict.REFUSE


def test_a_customer_without_a_number_gets_one_on_the_page(agent_client: FlaskClient, house: House) -> None:
    call = Call(agent_client, house, house.callback(phone=None)).prepare()
    assert "没有可用的号码" in call.get().text
    wrong = call.post("/number", number="12")
    assert (wrong.status_code, "没有这样的号码" in wrong.text) == (422, True)
    assert "可以拨打" in call.post("/number", number="17012345678-4821").text
    assert "4821" in call.post("/permit").text


def test_the_last_call_needs_a_release_with_a_reason(last_call: Call) -> None:
    assert "需要主管放行" in last_call.get().text
    assert last_call.post("/permit").status_code == 409
    empty = last_call.post("/release", reason=" ")
    assert (empty.status_code, "请写明为什么" in empty.text) == (422, True)
    assert "已申请放行，等主管决定" in last_call.post("/release", reason="顾客要今天的答复").text


@pytest.mark.parametrize(
    ("granted", "told"), [(True, "老陈（客服主管）已放行，今天 16:05 前有效"), (False, "老陈（客服主管）没有放行")]
)
def test_the_supervisors_decision_shows_without_reload(last_call: Call, house: House, granted: bool, told: str) -> None:
    last_call.post("/release", reason="顾客要今天的答复")
    before = last_call.client.get(f"/callbacks/{last_call.callback_id}/live", headers=HTMX)
    with house.writing() as session:
        (waiting,) = waiting_releases(session, house.supervisor)
        decide_release(session, waiting.id, house.supervisor, granted, NOW)
    seen = {"If-None-Match": before.headers["ETag"]}
    after = last_call.client.get(f"/callbacks/{last_call.callback_id}/live", headers=HTMX | seen)
    assert (after.status_code, told in after.text) == (200, True)
    assert ("最早" not in after.text) is granted
    assert (last_call.post("/permit").status_code == 200) is granted


def test_times_name_the_customers_zone_where_it_differs(call: Call, house: House, clock: SettableClock) -> None:
    with house.writing() as session:
        session.get_one(Callback, call.callback_id).case.customer.time_zone = "Europe/Berlin"
    clock.at = NOW - 2 * HOUR
    assert "今天 17:00（顾客当地 10:00）" in call.prepare().get().text


def test_the_customers_date_is_named_where_it_is_another_day(call: Call, house: House) -> None:
    with house.writing() as session:
        session.get_one(Callback, call.callback_id).case.customer.time_zone = "America/Los_Angeles"
    assert "明天 02:00（顾客当地 11月20日 10:00）" in call.prepare().get().text


@pytest.mark.parametrize(
    ("typed", "link"), [("13800138000", "tel:+8613800138000"), ("17012345678-4821", "tel:+8617012345678,4821")]
)
def test_the_revealed_number_dials_by_itself(agent_client: FlaskClient, house: House, typed: str, link: str) -> None:
    call = Call(agent_client, house, house.callback(phone=None)).prepare()
    call.post("/number", number=typed)
    assert link not in call.get().text
    assert f'href="{link}"' in call.post("/permit").text


def test_nothing_new_is_answered_by_304(call: Call) -> None:
    call.claim()
    address = f"/callbacks/{call.callback_id}/live"
    first = call.client.get(address, headers=HTMX)
    again = call.client.get(address, headers=HTMX | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.text) == (304, "")
