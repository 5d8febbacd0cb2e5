"""A call ends in abuse, and the agent takes a breath: by keys alone."""

import pytest
from playwright.sync_api import Page, expect

from callguard.domain.attempt import CallResult
from callguard.domain.disposition import Disposition
from tests.browser.axe import violations
from tests.browser.conftest import EnterAs
from tests.house import House

pytestmark = pytest.mark.browser


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f"[name={name}][value={value}]").check()


def test_an_agent_pauses_after_abuse_and_comes_back_when_they_want(
    page: Page, house: House, enter: EnterAs, live_server: str
) -> None:
    callback_id = house.callback()
    house.dialled(callback_id)
    waiting = house.callback(phone="+8613800138009")
    enter(page, house.agent).goto(f"{live_server}/callbacks/{callback_id}?view=outcome")
    choose(page, "result", CallResult.CONVERSATION)
    choose(page, "disposition", Disposition.ABUSIVE)
    page.locator("#note").fill("接通就骂人")
    page.keyboard.press("Shift+Enter")
    pause = page.locator("#pause")
    expect(pause).to_contain_text("先休息 15 分钟？")
    assert violations(page) == []

    page.keyboard.press("p")
    expect(pause).to_contain_text("休息到今天 14:20")
    expect(page.get_by_role("button", name="下一个")).to_be_disabled()
    page.keyboard.press("n")
    expect(page.locator("[data-barred]")).to_contain_text("这段时间不会分到回电")
    assert violations(page) == []

    page.keyboard.press("p")
    expect(pause).to_have_count(0)
    page.keyboard.press("n")
    page.wait_for_url(f"{live_server}/callbacks/{waiting}")
