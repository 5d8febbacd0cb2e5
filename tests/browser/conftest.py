"""Chromium in front of the live application."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, expect

from callguard.db.models import User

# A page that is slow on a busy machine is no fault; one that never shows what it should, still is.
expect.set_options(timeout=20_000)

# A refused form, a server that is gone, and a request that another took the place of are told as errors too.
NO_FAULT = re.compile(r"status|net::ERR_|htmx:(sendError|sendAbort|afterRequest)", re.IGNORECASE)

EnterAs = Callable[[Page, User], Page]


@pytest.fixture
def questions() -> list[str]:
    """What the browser itself asked, by kind; all answered with yes."""
    return []


@pytest.fixture
def gone_wrong() -> list[str]:
    """What the browser found wrong with a page: its policy broken, a script that stumbled or said so."""
    return []


@pytest.fixture(autouse=True)
def nothing_goes_wrong_unseen(browser: Browser, questions: list[str], gone_wrong: list[str]) -> Iterator[None]:
    """No page breaks the content security policy, stumbles over its own scripts or asks before it is left.

    In whichever test and context; one that expects a question or a complaint takes it out of its list.
    """

    def answer(dialog: Dialog) -> None:
        questions.append(dialog.type)
        dialog.accept()

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error" and not NO_FAULT.search(said.text):
            gone_wrong.append(said.text)

    def watch(context: BrowserContext) -> None:
        context.on("dialog", answer)
        context.on("console", hear)
        context.on("weberror", lambda error: gone_wrong.append(f"{error.error}\n{error.error.stack}"))

    browser.on("context", watch)
    yield
    browser.remove_listener("context", watch)
    assert gone_wrong == []
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
