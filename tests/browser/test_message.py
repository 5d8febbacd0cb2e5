"""The message to copy after a call: it follows the form, can be changed, and goes to the clipboard by one key."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import EnterAs
from tests.house import House

pytestmark = pytest.mark.browser


@pytest.fixture
def outcome(page: Page, enter: EnterAs, house: House, live_server: str) -> Page:
    """A call that is wrapped up."""
    callback_id = house.callback()
    house.dialled(callback_id)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server)
    enter(page, house.agent)
    page.goto(f"{live_server}/callbacks/{callback_id}?view=outcome")
    return page


def written(page: Page) -> Locator:
    return page.get_by_label("发给顾客的消息")


def choose(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_role("radio", name=name, exact=True).check()


def test_it_follows_the_form_and_one_key_copies_it(outcome: Page) -> None:
    expect(written(outcome)).to_be_hidden()
    choose(outcome, "占线")
    expect(written(outcome)).to_have_value(re.compile("没能联系上.*11月20日 15:05我再打给您"))
    outcome.locator("[name=next_due_at]").fill("2026-11-21T11:00")
    outcome.locator("[name=next_due_at]").blur()
    expect(written(outcome)).to_have_value(re.compile("11月21日 11:00我再打给您"))
    outcome.keyboard.press("c")
    expect(outcome.get_by_role("button", name="已复制")).to_be_visible()
    copied = outcome.evaluate("navigator.clipboard.readText()")
    assert copied == written(outcome).input_value()
    # What can be chosen now is another, and nothing to be said yet; the options stay where they are.
    choose(outcome, "已通话")
    expect(written(outcome)).to_have_value("")
    expect(outcome.get_by_role("button", name="复制消息")).to_be_disabled()
    written(outcome).fill("您好")
    expect(outcome.get_by_role("button", name="复制消息")).to_be_enabled()
    choose(outcome, "顾客拒绝")
    expect(written(outcome)).to_have_value(re.compile("这件事没有结束"))
    expect(outcome.get_by_role("button", name="复制消息")).to_be_visible()


def test_what_was_written_in_it_stands_until_another_disposition(outcome: Page) -> None:
    choose(outcome, "占线")
    expect(written(outcome)).to_have_value(re.compile("没能联系上"))
    written(outcome).fill("您好，稍后再联系您。")
    outcome.locator("[name=next_due_at]").fill("2026-11-21T11:00")
    outcome.locator("[name=next_due_at]").blur()
    outcome.locator("#next-time-verdict p").wait_for()
    expect(written(outcome)).to_have_value("您好，稍后再联系您。")
    choose(outcome, "已通话", "要求不再来电")
    expect(written(outcome)).to_have_value(re.compile("以后不再给您打电话"))


def test_what_must_not_be_said_is_not_copied(outcome: Page) -> None:
    choose(outcome, "占线")
    expect(written(outcome)).to_have_value(re.compile("没能联系上"))
    outcome.evaluate("navigator.clipboard.writeText('before')")
    written(outcome).fill("等着吧")
    expect(outcome.locator("#message-text-phrases .phrase-block")).to_be_visible()
    written(outcome).blur()
    outcome.keyboard.press("c")
    expect(outcome.get_by_role("button", name="先改掉标出的话")).to_be_visible()
    expect(written(outcome)).to_be_focused()
    assert outcome.evaluate("navigator.clipboard.readText()") == "before"


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_is_wider_than_the_window(outcome: Page, width: int) -> None:
    outcome.set_viewport_size({"width": width, "height": 844})
    choose(outcome, "占线")
    expect(written(outcome)).to_be_visible()
    written(outcome).scroll_into_view_if_needed()
    assert outcome.evaluate("document.documentElement.scrollWidth") <= width
    assert outcome.locator(".pane-call").evaluate("pane => pane.scrollWidth - pane.clientWidth") <= 0
