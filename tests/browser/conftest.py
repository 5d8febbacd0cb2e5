"""Chromium in front of the live application."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from callguard.db.models import User

# A page that is slow on a busy machine is no fault; one that never shows what it should, still is.
expect.set_options(timeout=20_000)

EnterAs = Callable[[Page, User], Page]


@pytest.fixture
def questions(context: BrowserContext) -> list[str]:
    """What the browser itself asked, by kind; all answered with yes."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    context.on("dialog", answer)
    return asked


@pytest.fixture(autouse=True)
def nothing_goes_wrong_unseen(context: BrowserContext, questions: list[str]) -> Iterator[None]:
    """No page breaks the content security policy, stumbles over its own scripts or asks before it is left.

    In whichever test; one that expects a question takes it out of the list.
    """
    told: list[str] = []
    context.on("console", lambda said: told.append(said.text) if "Content Security Policy" in said.text else None)
    context.on("weberror", lambda error: told.append(f"{error.error}\n{error.error.stack}"))
    yield
    assert told == []
    assert questions == []


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
