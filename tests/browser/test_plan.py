"""The day's plan in Chromium: nothing hidden, nothing cut off, and a line that is dealt with goes away."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from callguard.domain.attempt import CallResult
from tests.browser.conftest import EnterAs
from tests.house import NOW, House

pytestmark = pytest.mark.browser
HOUR = timedelta(hours=1)


def test_a_leader_fills_in_a_number_and_asks_for_a_release(
    page: Page, house: House, enter: EnterAs, live_server: str
) -> None:
    house.callback(phone=None)
    released = house.callback()
    for hours in (4, 3):
        house.attempted(released, CallResult.CONVERSATION, NOW - hours * HOUR)
    enter(page, house.leader)
    page.get_by_role("link", name="今日计划").click()
    expect(page.locator(".sums")).to_contain_text("今天打不了")
    numbers = page.locator("#obstacle-no_number")
    numbers.get_by_role("textbox").fill("13900139000")
    numbers.get_by_role("textbox").press("Enter")
    expect(page.locator("#toasts")).to_contain_text("号码已补上")
    expect(numbers).to_have_count(0)
    release = page.locator("#obstacle-needs_release")
    release.get_by_role("textbox").fill("今天要给答复")
    release.get_by_role("button", name="申请放行").click()
    expect(release).to_contain_text("已申请，等主管决定")
