"""The same for a shop with people in which nothing has happened yet."""

from collections.abc import Iterator

import pytest

from tests.application import settings  # noqa: F401 - no company in its database
from tests.browser.tour.looks import LOOKS, Look, faults_on
from tests.browser.tour.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("house")]

PAGES = {
    "xiaolin": ("desk", "notifications", "register", "team", "cases", "cases?unplanned=yes", "practice", "phrasebook"),
    "laochen": ("approvals", "notifications", "register", "team", "plan", "practice", "imports"),
    "wuzong": ("policies", "phrases"),
}


def first_morning(visitor: Visitor) -> Iterator[str]:
    """All pages, empty."""
    for name, pages in PAGES.items():
        visitor.sign_in(name)
        for page in pages:
            visitor.go(f"/{page}")
            yield f"{page} of {name}"


@pytest.mark.parametrize(("locale", "look"), LOOKS)
def test_nothing_is_lost_on_those_who_begin(visitor: Visitor, locale: str, look: Look) -> None:
    assert not faults_on(visitor, first_morning, look)
