"""Deciding by keys, while the list comes in again and again."""

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from callguard.domain.compensation import Plan, PlanKind
from callguard.services.offers import make_offer
from tests.browser.conftest import EnterAs
from tests.house import NOW, House

pytestmark = pytest.mark.browser
A_POLL = 6000


def asked(house: House, phone: str) -> None:
    callback_id = house.callback(phone=phone)
    with house.writing() as session:
        agent = house.hire(session, f"agent-{callback_id}")
    token = house.claimed(callback_id, agent)
    with house.writing() as session:
        make_offer(session, house.settings, callback_id, agent, token, Plan(PlanKind.PARTIAL_REFUND, 8000), NOW)


def test_a_senior_decides_with_the_keyboard_alone(page: Page, house: House, enter: EnterAs, live_server: str) -> None:
    for phone in ("+8613800138001", "+8613800138002"):
        asked(house, phone)
    enter(page, house.leader).goto(f"{live_server}/approvals")
    first, second = page.locator("#approval-1"), page.locator("#approval-2")
    expect(first).to_be_focused()
    page.keyboard.press("j")
    expect(second).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("c")
    page.keyboard.type("80")
    page.keyboard.press("Enter")
    expect(first).to_contain_text("和申请的金额一样")
    page.wait_for_timeout(A_POLL)
    expect(page.locator("#approval-1-amount")).to_have_value("80")
    page.locator("#approval-1-amount").fill("60")
    page.keyboard.press("Enter")
    expect(first).to_contain_text("把 ¥80 改为 ¥60")
    expect(second).to_be_focused()
    expect(first).to_have_count(0, timeout=A_POLL)
    page.locator("#approval-2-words").fill("先道歉")
    asked(house, "+8613800138003")
    expect(page.locator("#approval-3")).to_be_visible(timeout=A_POLL)
    expect(page.locator("#approval-2-words")).to_be_focused()
    expect(page.locator("#approval-2-words")).to_have_value("先道歉")
    # Words decide nothing by themselves: back to the card, whose letters do.
    page.keyboard.press("Enter")
    expect(second).to_be_focused()
    page.keyboard.press("r")
    expect(second).to_contain_text("已驳回")


def test_a_list_that_was_on_its_way_meanwhile_does_not_bring_back_what_was_decided(
    page: Page, house: House, enter: EnterAs, live_server: str
) -> None:
    asked(house, "+8613800138001")
    enter(page, house.leader).goto(f"{live_server}/approvals")
    on_its_way: list[tuple[Route, APIResponse]] = []
    page.route("**/approvals/board", lambda route: on_its_way.append((route, route.fetch())), times=1)
    card = page.locator("#approval-1")
    while not on_its_way:
        page.wait_for_timeout(100)
    page.locator("#approval-1-words").fill("先道歉")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(card).to_contain_text("已驳回")
    route, before = on_its_way[0]
    page.evaluate("""addEventListener("htmx:afterRequest", (event) => { document.body.dataset.came = "yes"; })""")
    route.fulfill(response=before)
    expect(page.locator("body[data-came]")).to_be_attached()
    page.wait_for_timeout(100)
    expect(card).to_contain_text("已驳回", timeout=1)
