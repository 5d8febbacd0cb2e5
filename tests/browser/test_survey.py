"""A survey wanted in a wrap-up, and one made from beginning to end, by keyboard alone."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from callguard.db.models import Callback
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.case import CaseStatus
from callguard.domain.register import RegisterKind
from tests.browser.conftest import EnterAs
from tests.house import NOW, House
from tests.told import entries, stored

pytestmark = pytest.mark.browser


@pytest.fixture
def survey(house: House) -> int:
    """One that is due, about a case that is closed."""
    callback_id = house.callback(kind=CallbackKind.SURVEY, due_at=NOW - timedelta(hours=1))
    with house.writing() as session:
        case = session.get_one(Callback, callback_id).case
        case.status, case.closed_at = CaseStatus.CLOSED, NOW - timedelta(days=2)
        case.summary = "玻璃杯到货时碎了两只"
    return callback_id


def ask(page: Page, live_server: str) -> None:
    """The survey as far as its outcome: nine keys."""
    page.goto(f"{live_server}/desk")
    page.keyboard.press("n")
    page.wait_for_url("**/callbacks/*")
    expect(page.get_by_text("只问一句话")).to_be_visible()
    page.keyboard.press("Shift+Enter")
    expect(page.get_by_role("heading", name="准备就绪")).to_be_visible()
    page.keyboard.press("d")
    expect(page.locator(".revealed-number")).to_be_visible()
    for key, name in [("1", "自报家门"), ("2", "来电原因"), ("3", "倾听不满"), ("7", "最后致歉")]:
        page.keyboard.press(key)
        expect(page.locator(".stepper [aria-current=step]")).to_contain_text(name)
    page.keyboard.press("r")
    page.wait_for_url("**/callbacks/*view=outcome*")
    expect(page.get_by_role("radio", name="已评分")).to_be_checked()


def test_it_is_made_in_eleven_keys(page: Page, enter: EnterAs, house: House, live_server: str, survey: int) -> None:
    enter(page, house.agent)
    ask(page, live_server)
    page.keyboard.press("5")
    expect(page.get_by_role("radio", name="5 最好")).to_be_checked()
    page.keyboard.press("Shift+Enter")
    page.wait_for_url("**/desk")
    assert stored(house, survey).status is CallbackStatus.DONE
    assert [one.facts["rating"] for one in entries(house, RegisterKind.OUTCOME)] == [5]


def test_who_is_dissatisfied_has_the_case_opened_again_by_keyboard(
    page: Page, enter: EnterAs, house: House, live_server: str, survey: int
) -> None:
    enter(page, house.agent)
    ask(page, live_server)
    again = page.get_by_role("checkbox", name="重新打开案件")
    page.keyboard.press("5")
    expect(again).not_to_be_checked()
    page.keyboard.press("1")
    expect(again).to_be_checked()
    page.get_by_label("顾客怎么说").focus()
    page.keyboard.type("退款还没到")
    expect(page.get_by_label("下次拨打时间")).to_be_visible()
    page.keyboard.press("Shift+Enter")
    page.wait_for_url("**/desk")
    with house.database.reading() as session:
        assert session.get_one(Callback, survey).case.status is CaseStatus.OPEN
    assert len(entries(house, RegisterKind.CASE_REOPENED)) == 1


def test_one_check_after_a_settled_call_plans_one(page: Page, enter: EnterAs, house: House, live_server: str) -> None:
    callback_id = house.callback()
    house.dialled(callback_id)
    enter(page, house.agent)
    page.goto(f"{live_server}/callbacks/{callback_id}?view=outcome")
    wanted = page.get_by_role("checkbox", name="过几天问问满不满意")
    expect(wanted).to_be_hidden()
    page.get_by_role("radio", name="已通话").check()
    page.get_by_role("radio", name="已达成一致").check()
    expect(wanted).not_to_be_checked()
    expect(page.get_by_label("回访时间")).to_be_hidden()
    wanted.press("Space")
    expect(page.get_by_label("回访时间")).to_have_value("2026-11-22T14:05")
    page.get_by_role("checkbox", name="还要再打一次").check()
    expect(wanted).to_be_hidden()
