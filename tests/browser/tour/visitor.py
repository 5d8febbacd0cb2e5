"""Somebody who walks through the product in a browser and stops wherever there is something to look at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from flask import Flask
from playwright.sync_api import Page, ViewportSize, expect
from sqlalchemy import ColumnElement, select

from callguard.db.models import Callback, Case, User
from callguard.db.session import Database
from tests.application import SettableClock
from tests.browser.conftest import EnterAs

DESK: ViewportSize = {"width": 1440, "height": 900}
"""An agent's screen."""


@dataclass
class Visitor:
    """A browser in front of the demo's company."""

    page: Page
    address: str
    app: Flask
    enter: EnterAs
    clock: SettableClock

    @property
    def database(self) -> Database:
        """The company's."""
        return cast("Database", self.app.extensions["callguard"].database)

    def sign_in(self, name: str) -> None:
        """As one of the demo's employees."""
        self.enter(self.page, self.user(name))

    def user(self, name: str) -> User:
        """One of the demo's employees."""
        with self.database.reading() as session:
            return session.scalars(select(User).filter_by(name=name)).one()

    def go(self, path: str) -> None:
        """To a page of the product."""
        self.page.goto(self.address + path)

    def press(self, *keys: str) -> None:
        """One after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def see(self, selector: str) -> None:
        """Waits for it."""
        expect(self.page.locator(selector).first).to_be_visible()

    def submit(self, selector: str) -> None:
        """Sends a form with whatever stands in it, past what the browser itself would complain about."""
        form = self.page.locator(selector).first
        form.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
        self.page.wait_for_load_state()

    def choose(self, selector: str) -> None:
        """Picks every option like this, on a narrow screen too, where the foot of the page may lie over it."""
        self.page.locator(selector).evaluate_all("options => options.forEach((option) => option.click())")

    def unfold(self, selector: str) -> None:
        """Opens every part like this."""
        self.page.locator(selector).evaluate_all("parts => parts.forEach((part) => { part.open = true; })")

    def lines(self, group: str) -> list[int]:
        """The ids of the callbacks in a group of the daily call list, which is on the page."""
        lines = self.page.locator(f"#group-{group} .line").all()
        return [int((line.get_attribute("id") or "").removeprefix("line-")) for line in lines]

    def take(self, *conditions: ColumnElement[bool]) -> None:
        """Claims a callback that may be called, from the daily call list."""
        self.go("/desk")
        self.go(f"/callbacks/{self.callback(Callback.id.in_(self.lines('callable')), *conditions)}")
        self.press("n")
        self.see("#prepare-form")

    def callback(self, *conditions: ColumnElement[bool]) -> int:
        """The id of a callback of the company's."""
        with self.database.reading() as session:
            found = select(Callback.id).join(Case, Callback.case_id == Case.id).where(*conditions)
            return session.scalars(found.order_by(Callback.id.desc()).limit(1)).one()

    def case(self, *conditions: ColumnElement[bool]) -> int:
        """The id of a case of the company's."""
        with self.database.reading() as session:
            return session.scalars(select(Case.id).where(*conditions).order_by(Case.id.desc()).limit(1)).one()


Walk = Callable[[Visitor], Iterator[str]]
"""Yields the name of each state it has brought a page into."""
