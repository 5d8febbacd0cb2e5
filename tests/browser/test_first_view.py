"""What the first view of a page weighs, and that nothing on it jumps."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import EnterAs
from tests.house import House

pytestmark = pytest.mark.browser

KB = 1024
NOTES_SHIFTS = """new PerformanceObserver((list) => {
  const moved = list.getEntries().filter((entry) => !entry.hadRecentInput);
  window.shifted = moved.reduce((sum, entry) => sum + entry.value, window.shifted ?? 0);
}).observe({ type: "layout-shift", buffered: true })"""
BYTES = """[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .reduce((sum, one) => sum + one.transferSize, 0)"""


@pytest.mark.parametrize("path", ["/desk", "/callbacks/{claimed}", "/callbacks/{free}", "/cases", "/register"])
def test_is_light_and_stands_still(page: Page, house: House, enter: EnterAs, live_server: str, path: str) -> None:
    claimed, free = house.callback(), house.callback(phone="+8613800138001")
    enter(page, house.agent)
    house.claimed(claimed)
    page.goto("about:blank")
    page.context.add_init_script(NOTES_SHIFTS)
    # Nothing of it is in the browser yet.
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.goto(live_server + path.format(claimed=claimed, free=free), wait_until="networkidle")
    assert page.evaluate(BYTES) < 200 * KB
    assert page.evaluate("window.shifted ?? 0") < 0.02
