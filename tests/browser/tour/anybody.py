"""What everybody sees: coming in, the bars and sheets of every page, errors, what is told and what can be looked up."""

from collections.abc import Iterator

from callguard.demo.staff import PASSWORD
from tests.browser.tour.visitor import Visitor


def coming_in(visitor: Visitor) -> Iterator[str]:
    """The door, and what stands behind none."""
    page = visitor.page
    visitor.go("/sign-in")
    yield "sign-in"
    page.locator("[name=name]").fill("lin")
    page.locator("[name=password]").fill("not the password")
    visitor.press("Enter")
    visitor.see(".notice-never")
    yield "sign-in-refused"
    visitor.sign_in("lin")
    for path, name in [("/no-such-page", "not-found"), ("/policies", "forbidden"), ("/api/v1/docs", "api-docs")]:
        visitor.go(path)
        yield name
    visitor.go("/password")
    yield "password"
    visitor.submit("form.card")
    visitor.see(".is-invalid")
    yield "password-faults"
    for field, words in (("current", PASSWORD), ("new", "a sentence of mine"), ("again", "a sentence of mine")):
        page.locator(f"[name={field}]").fill(words)
    with page.expect_navigation():
        visitor.submit("form.card")
    visitor.see("[data-toast]")
    yield "password-changed"


def bars_and_sheets(visitor: Visitor) -> Iterator[str]:
    """What lies over every page."""
    page = visitor.page
    visitor.sign_in("lin")
    visitor.go("/desk")
    visitor.press("Shift+?")
    visitor.see("#keys")
    yield "keys"
    visitor.press("Escape", "Control+k")
    visitor.see("#commands [role=option]")
    yield "commands"
    page.keyboard.type("zzzz")
    yield "commands-nothing-found"
    visitor.press("Escape")
    page.locator("details.menu summary").click()
    visitor.see(".menu-body")
    yield "menu"
    page.locator("details.menu summary").click()
    page.context.set_offline(True)
    visitor.see("#offline")
    yield "offline"
    page.context.set_offline(False)
    page.evaluate("htmx.ajax('GET', '/no-such-fragment', '#main')")
    visitor.see("[data-toast]")
    yield "toast"


def notices(visitor: Visitor) -> Iterator[str]:
    """What an agent and a senior were told."""
    visitor.sign_in("lin")
    visitor.go("/notifications")
    yield "notifications"
    with visitor.page.expect_navigation():
        visitor.press("r")
    yield "notifications-read"
    visitor.sign_in("zhao")
    visitor.go("/notifications")
    yield "notifications-leader"


def register_and_cases(visitor: Visitor) -> Iterator[str]:
    """What can be looked up."""
    page = visitor.page
    visitor.sign_in("lin")
    visitor.go("/register")
    yield "register"
    visitor.go("/register?words=没有人说过这句话")
    yield "register-nothing-found"
    visitor.go("/register?since=2026-13-45")
    yield "register-fault"
    visitor.go("/cases")
    yield "cases"
    visitor.go("/cases?number=nowhere")
    yield "cases-nothing-found"
    visitor.go("/cases?unplanned=yes")
    yield "cases-unplanned"
    visitor.go("/cases?status=closed")
    page.locator("[data-row] a").first.click()
    visitor.see(".case-columns")
    yield "case-closed"
    visitor.go("/cases?status=open")
    page.locator("[data-row] a").first.click()
    visitor.see(".case-columns")
    yield "case"
    visitor.unfold("details.unfold")
    yield "case-unfolded"
    visitor.submit("#number form")
    visitor.see(".is-invalid")
    yield "case-faults"
    page.locator("#heard-words").fill("明天晚上七点半打给我")
    visitor.see("#heard-preview *")
    yield "case-heard"


WALKS = (coming_in, bars_and_sheets, notices, register_and_cases)
