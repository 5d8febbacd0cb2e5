"""Every state of every page: at a glance, and as a tour in both languages, on any screen, by light and by night."""

from itertools import chain

import pytest

from tests.browser.tour import anybody, calls, seniors, waiting
from tests.browser.tour.looks import LOOKS, Look, faults_on
from tests.browser.tour.visitor import Visitor, Walk

pytestmark = pytest.mark.browser

WALKS = tuple(chain(anybody.WALKS, calls.WALKS, waiting.WALKS, seniors.WALKS))


@pytest.mark.parametrize(("locale", "look"), LOOKS)
@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_nothing_is_lost_on_anybody(visitor: Visitor, walk: Walk, locale: str, look: Look) -> None:
    assert not faults_on(visitor, walk, look)
