"""How a state of a page is looked at, in which language and light."""

from collections.abc import Callable
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.axe import violations
from tests.browser.tour.visitor import DESK, Visitor, Walk

Look = Callable[[Page], list[str]]
"""Tells what is wrong with what is on the page."""

# A telephone, and the desk's screen at 200 %.
NARROW: tuple[ViewportSize, ...] = ({"width": 390, "height": 844}, {"width": 720, "height": 450})
# Looking at colours takes longest.
NO_COLOURS: dict[str, Any] = {"rules": {"color-contrast": {"enabled": False}}}
# The one that the next state begins in is the last.
LIGHTS: tuple[Literal["dark", "light"], ...] = ("dark", "light")
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


def faults_on(visitor: Visitor, walk: Walk, look: Look) -> str:
    """Every state of the walk in which the look finds something, with what it found."""
    return "\n".join(f"{state}: {fault}" for state in walk(visitor) for fault in look(visitor.page))


def _at_a_glance(page: Page) -> list[str]:
    return violations(page, **NO_COLOURS)


def _in_any_light(page: Page) -> list[str]:
    found = []
    for light in LIGHTS:
        page.emulate_media(color_scheme=light)
        expect(page.locator("html")).to_have_attribute("data-bs-theme", light)
        found += [f"{light}: {fault}" for fault in violations(page)]
    return found + _lost(page)


def _lost(page: Page) -> list[str]:
    found = []
    for screen in NARROW:
        page.set_viewport_size(screen)
        if page.evaluate("document.documentElement.scrollWidth") > screen["width"]:
            found.append(f"{screen['width']} wide: scrolls sideways")
        found += [f"{screen['width']} wide: cut off: {one}" for one in page.evaluate(CUT_OFF)]
    page.set_viewport_size(DESK)
    return found


LOOKS = [
    pytest.param("zh-CN", _at_a_glance, id="at-a-glance"),
    pytest.param("zh-CN", _in_any_light, id="zh-CN", marks=pytest.mark.tour),
    pytest.param("en-GB", _in_any_light, id="en-GB", marks=pytest.mark.tour),
]
"""The browser's language and the look; all but the first for `make tour` only."""
