"""What axe finds on a page, in words."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# What passes is of no interest, and handing it over takes longer than looking. None of the rules reads style sheets,
# which axe would fetch and take apart anew for each look.
VIOLATIONS: dict[str, Any] = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}}
# A button that turns into another passes through colours that nobody can read, for a seventh of a second.
# None of ours lasts five seconds; one that never ends must not keep the look waiting for ever.
AT_REST = """() => Promise.race([
    Promise.allSettled(document.getAnimations()
        .filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime))
        .map((one) => one.finished)),
    new Promise((done) => setTimeout(done, 5000)),
])"""
FOUND = "([part, options]) => axe.run(part ?? document, options).then((seen) => seen.violations)"


def violations(page: Page, part: str | None = None, **options: Any) -> list[str]:
    """What is wrong with the page, or with the part of it that a selector names, once nothing moves any more."""
    if page.evaluate("!window.axe"):  # longer to hand over than a look takes
        page.evaluate(AXE_SCRIPT)
    page.evaluate(AT_REST)
    found = page.evaluate(FOUND, [part, VIOLATIONS | options])
    return [f"{one['id']}: {node['html']}: {node['failureSummary']}" for one in found for node in one["nodes"]]
