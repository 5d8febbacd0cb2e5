"""Every state of every page, in both languages: for any eyes, on any screen, by light and by night."""

from itertools import chain
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.tour import anybody, calls, seniors
from tests.browser.tour.visitor import DESK, Visitor, Walk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("tour")]

WALKS = tuple(chain(anybody.WALKS, calls.WALKS, seniors.WALKS))
# A telephone, and the desk's screen at 200 %.
NARROW: tuple[ViewportSize, ...] = ({"width": 390, "height": 844}, {"width": 720, "height": 450})
EVERYTHING = {"resultTypes": ["violations"]}
COLOURS = EVERYTHING | {"runOnly": ["color-contrast"]}
CUT_OFF = """() => {
    const held = (element) => {
        for (let one = element.parentElement; one; one = one.parentElement) {
            if (/auto|scroll/.test(getComputedStyle(one).overflowX)) return true;
        }
        return false;
    };
    return [...document.querySelectorAll("a, button, input, select, textarea, summary, h1, h2, p")]
        .filter((one) => one.checkVisibility({visibilityProperty: true, opacityProperty: true}))
        .filter((one) => !one.closest(".visually-hidden, .skip-link") && !held(one))
        .filter((one) => { const {left, right, width} = one.getBoundingClientRect();
                           return width > 1 && (left < -1 || right > innerWidth + 1); })
        .map((one) => one.outerHTML.slice(0, 200));
}"""


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_nothing_is_lost_on_anybody(visitor: Visitor, walk: Walk, locale: str) -> None:
    faults = [f"{state}: {fault}" for state in walk(visitor) for fault in _faults(visitor.page)]
    assert not faults, "\n".join(faults)


def _faults(page: Page) -> list[str]:
    found = _unreadable(page, EVERYTHING)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    found += _unreadable(page, COLOURS)
    page.emulate_media(color_scheme="light")
    for narrow in NARROW:
        page.set_viewport_size(narrow)
        if page.evaluate("document.documentElement.scrollWidth") > narrow["width"]:
            found.append(f"{narrow['width']} wide: scrolls sideways")
        found += [f"{narrow['width']} wide: cut off: {one}" for one in page.evaluate(CUT_OFF)]
    page.set_viewport_size(DESK)
    return found


def _unreadable(page: Page, options: dict[str, Any]) -> list[str]:
    violations = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['html']}: {node['failureSummary']}" for one in violations for node in one["nodes"]]
