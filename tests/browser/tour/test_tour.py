"""Every state of every page, in both languages: for any eyes, on any screen, by light and by night."""

from itertools import chain
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.tour import anybody, calls, seniors
from tests.browser.tour.visitor import DESK, Visitor, Walk

pytestmark = pytest.mark.browser

WALKS = tuple(chain(anybody.WALKS, calls.WALKS, seniors.WALKS))
# A telephone, and the desk's screen at 200 %.
NARROW: tuple[ViewportSize, ...] = ({"width": 390, "height": 844}, {"width": 720, "height": 450})
COLOURS = "color-contrast"
# What passes is of no interest, and handing it over takes longer than looking.
VIOLATIONS: dict[str, Any] = {"resultTypes": ["violations"]}
# What lies over the page moves with it, a frame later.
CUT_OFF = """async () => {
    for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
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
    # Colours speak no language, and looking at them takes longest.
    faults = _faults_and_colours if locale == "zh-CN" else _faults
    found = [f"{state}: {fault}" for state in walk(visitor) for fault in faults(visitor.page)]
    assert not found, "\n".join(found)


def _faults_and_colours(page: Page) -> list[str]:
    found = [*_faults(page), *_violations(page, runOnly=[COLOURS])]
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    found += _violations(page, runOnly=[COLOURS])
    page.emulate_media(color_scheme="light")
    return found


def _faults(page: Page) -> list[str]:
    found = _violations(page, rules={COLOURS: {"enabled": False}})
    for narrow in NARROW:
        page.set_viewport_size(narrow)
        if page.evaluate("document.documentElement.scrollWidth") > narrow["width"]:
            found.append(f"{narrow['width']} wide: scrolls sideways")
        found += [f"{narrow['width']} wide: cut off: {one}" for one in page.evaluate(CUT_OFF)]
    page.set_viewport_size(DESK)
    return found


def _violations(page: Page, **options: Any) -> list[str]:
    violations = Axe().run(page, options=VIOLATIONS | options).response["violations"]
    return [f"{one['id']}: {node['html']}: {node['failureSummary']}" for one in violations for node in one["nodes"]]
