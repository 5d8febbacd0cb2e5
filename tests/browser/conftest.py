"""Chromium in front of the live application."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import BrowserContext, Page, expect

from callguard.db.models import User

# A page that is slow on a busy machine is no fault; one that never shows what it should, still is.
expect.set_options(timeout=20_000)

EnterAs = Callable[[Page, User], Page]


@pytest.fixture(autouse=True)
def nothing_goes_wrong_unseen(context: BrowserContext) -> Iterator[None]:
    """No page breaks the content security policy or stumbles over its own scripts, in whichever test."""
    told: list[str] = []
    context.on("console", lambda said: told.append(said.text) if "Content Security Policy" in said.text else None)
    context.on("weberror", lambda error: told.append(f"{error.error}\n{error.error.stack}"))
    yield
    assert told == []


@pytest.fixture
def enter(live_server: str, live_app: Flask) -> EnterAs:
    """Signs a user in, past the form, and shows the page they start on."""
    signs = SecureCookieSessionInterface().get_signing_serializer(live_app)
    assert signs is not None

    def enter(page: Page, user: User) -> Page:
        value = signs.dumps({"user": user.fs_uniquifier})
        page.context.add_cookies([{"name": live_app.config["SESSION_COOKIE_NAME"], "value": value, "url": live_server}])
        page.goto(live_server)
        expect(page.locator("details.menu summary")).to_contain_text(user.display_name)
        return page

    return enter
