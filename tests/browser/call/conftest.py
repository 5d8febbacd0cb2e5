"""An agent in front of their list."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import EnterAs
from tests.house import House


@pytest.fixture
def desk(page: Page, enter: EnterAs, house: House, live_server: str) -> Page:
    """The agent's list with two callbacks on it."""
    house.callback(phone="+8613800138000")
    house.callback(phone="+8613800138001")
    enter(page, house.agent)
    page.goto(f"{live_server}/desk")
    return page
