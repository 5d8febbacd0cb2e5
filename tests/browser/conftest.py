"""Chromium in front of the live application."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from callguard.db.models import User
from tests.house import PASSWORD

EnterAs = Callable[[Page, User], Page]


@pytest.fixture(autouse=True)
def nothing_goes_wrong_unseen(context: BrowserContext) -> Iterator[None]:
    """No page breaks the content security policy or stumbles over its own scripts, in whichever test."""
    told: list[str] = []
    context.on("console", lambda said: told.append(said.text) if "Content Security Policy" in said.text else None)
    context.on("weberror", lambda error: told.append(str(error.error)))
    yield
    assert told == []


@pytest.fixture
def enter(live_server: str) -> EnterAs:
    """Signs a user in through the form and waits for the page behind it."""

    def enter(page: Page, user: User) -> Page:
        page.goto(f"{live_server}/sign-in")
        page.get_by_label("用户名").fill(user.name)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page.locator("details.menu summary")).to_contain_text(user.display_name)
        return page

    return enter
