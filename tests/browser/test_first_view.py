"""What the first view of a page weighs on a full day, and that nothing on it jumps."""

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


WAITING = 80
"""As many as a team has to call in a day."""


@pytest.mark.parametrize(
    "path",
    [
        "/desk",
        "/callbacks/{free}",
        "/callbacks/{claimed}",
        "/callbacks/{dialled}",
        "/callbacks/{dialled}?view=outcome",
        "/cases",
        "/register",
        "/phrasebook",
        "/phrases",
        "/practice",
    ],
)
def test_is_light_and_stands_still(page: Page, house: House, enter: EnterAs, live_server: str, path: str) -> None:
    free, held, *_ = [house.callback(phone=f"+8613800138{number:03}") for number in range(WAITING)]
    enter(page, house.agent)
    if "claimed" in path:
        house.claimed(held)
    elif "dialled" in path:
        house.dialled(held)
    page.goto("about:blank")
    page.context.add_init_script(NOTES_SHIFTS)
    # Nothing of it is in the browser yet.
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.goto(live_server + path.format(free=free, claimed=held, dialled=held), wait_until="networkidle")
    assert page.evaluate(BYTES) < 200 * KB
    assert page.evaluate("window.shifted ?? 0") < 0.02
