"""Every state of every page: at a glance, and as a tour in both languages, on any screen, by light and by night."""

from collections.abc import Callable
from itertools import chain
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.axe import violations
from tests.browser.tour import anybody, calls, seniors
from tests.browser.tour.visitor import DESK, Visitor, Walk

pytestmark = pytest.mark.browser

Look = Callable[[Page], list[str]]
"""Tells what is wrong with what is on the page."""

WALKS = tuple(chain(anybody.WALKS, calls.WALKS, seniors.WALKS))
# A telephone, and the desk's screen at 200 %.
NARROW: tuple[ViewportSize, ...] = ({"width": 390, "height": 844}, {"width": 720, "height": 450})
COLOURS = "color-contrast"
NO_COLOURS: dict[str, Any] = {"rules": {COLOURS: {"enabled": False}}}
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


def _at_a_glance(page: Page) -> list[str]:
    return violations(page, **NO_COLOURS)


def _in_any_light(page: Page) -> list[str]:
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    found += violations(page, runOnly=[COLOURS])
    page.emulate_media(color_scheme="light")
    return found + _lost(page)


def _whatever_the_colours(page: Page) -> list[str]:
    return [*violations(page, **NO_COLOURS), *_lost(page)]


# Colours speak no language, and looking at them takes longest.
LOOKS = [
    pytest.param("zh-CN", _at_a_glance, id="at-a-glance"),
    pytest.param("zh-CN", _in_any_light, id="zh-CN", marks=pytest.mark.tour),
    pytest.param("en-GB", _whatever_the_colours, id="en-GB", marks=pytest.mark.tour),
]


@pytest.mark.parametrize(("locale", "faults"), LOOKS)
@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_nothing_is_lost_on_anybody(visitor: Visitor, walk: Walk, locale: str, faults: Look) -> None:
    found = [f"{state}: {fault}" for state in walk(visitor) for fault in faults(visitor.page)]
    assert not found, "\n".join(found)


def _lost(page: Page) -> list[str]:
    found = []
    for screen in NARROW:
        page.set_viewport_size(screen)
        if page.evaluate("document.documentElement.scrollWidth") > screen["width"]:
            found.append(f"{screen['width']} wide: scrolls sideways")
        found += [f"{screen['width']} wide: cut off: {one}" for one in page.evaluate(CUT_OFF)]
    page.set_viewport_size(DESK)
    return found
