"""Hints go at one click, stay away through live updates and reloads, and come back by the menu."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import EnterAs
from tests.house import House

pytestmark = pytest.mark.browser
A_POLL = 6000


def test_a_hint_is_read_put_away_and_wanted_back(page: Page, house: House, enter: EnterAs, live_server: str) -> None:
    callback_id = house.callback()
    house.claimed(callback_id)
    enter(page, house.agent).goto(f"{live_server}/callbacks/{callback_id}")
    hint = page.locator("#hint-prepare")
    expect(hint).to_contain_text("想好了再拨")
    assert violations(page) == []
    page.locator("#demands").fill("要求全额退款，还要道歉")
    hint.get_by_role("button", name="知道了").click()
    expect(hint).to_have_count(0)
    page.wait_for_timeout(A_POLL)
    expect(hint).to_have_count(0)
    expect(page.locator("#demands")).to_have_value("要求全额退款，还要道歉")

    page.locator("details.menu summary").click()
    page.get_by_role("button", name="重新显示提示").click()
    expect(hint).to_be_visible()
    expect(page.locator("#demands")).to_have_value("要求全额退款，还要道歉")
    page.locator("#demands").press("Escape")
    page.keyboard.press("f")
    expect(hint).to_have_count(0)
