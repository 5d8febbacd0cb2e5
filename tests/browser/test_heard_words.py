"""What the customer says, in one field: read while it is typed, noted by Enter, and in force on the page at once."""

import pytest
from playwright.sync_api import Page, expect

from callguard.db.models import DoNotCall
from tests.browser.conftest import EnterAs
from tests.house import House

pytestmark = pytest.mark.browser


@pytest.fixture
def call(page: Page, enter: EnterAs, house: House, live_server: str) -> Page:
    """A call going on, on a telephone's screen."""
    callback_id = house.callback()
    house.dialled(callback_id)
    page.set_viewport_size({"width": 390, "height": 844})
    enter(page, house.agent)
    page.goto(f"{live_server}/callbacks/{callback_id}")
    return page


def noted(house: House) -> int:
    with house.database.reading() as session:
        return session.query(DoNotCall).count()


def test_words_are_read_while_typed_noted_by_enter_and_taken_back(call: Page, house: House) -> None:
    words = call.get_by_label("顾客对来电的要求")
    words.press_sequentially("今天别打了")
    expect(call.locator("#heard-preview")).to_contain_text("记为：明天 00:00 前不打（公司所有店铺）")
    assert noted(house) == 0
    expect(call.locator(".guard-sentence")).to_have_text(
        "这通电话算今天第 1 次。还可以打 1 次，之后的 1 次需主管放行。"
    )
    words.press("Enter")
    expect(call.locator(".wish")).to_contain_text("明天 00:00 前不打（公司所有店铺）")
    expect(call.locator(".guard-sentence")).to_have_text(
        "这通电话算今天第 1 次。这通之后暂不能再拨：顾客要求不要来电。"
    )
    expect(words).to_have_value("")
    expect(call.locator("#heard-preview")).to_be_empty()
    assert noted(house) == 1
    assert call.evaluate("document.documentElement.scrollWidth") <= 390
    call.locator(".wish summary").click()
    call.get_by_label("顾客撤回时的原话").fill("打错了")
    call.get_by_role("button", name="撤回，立即生效").click()
    expect(call.locator(".wish")).to_have_count(0)


def test_what_is_not_understood_stays_in_the_field(call: Page, house: House) -> None:
    words = call.get_by_label("顾客对来电的要求")
    words.fill("看情况吧")
    expect(call.locator("#heard-preview")).to_contain_text("听不准")
    words.press("Enter")
    expect(call.locator("#heard-preview")).to_contain_text("没有记下")
    expect(words).to_have_value("看情况吧")
    assert noted(house) == 0


def test_nothing_is_read_or_noted_while_an_input_method_composes(call: Page, house: House) -> None:
    asked: list[str] = []
    call.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    words = call.get_by_label("顾客对来电的要求")
    words.focus()
    keyboard = call.context.new_cdp_session(call)
    composing = {"selectionStart": 4, "selectionEnd": 4}
    keyboard.send("Input.imeSetComposition", {"text": "别再打了", **composing})
    enter = {"type": "rawKeyDown", "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
    keyboard.send("Input.dispatchKeyEvent", enter)
    prevented = """field => {
      const enter = new KeyboardEvent("keydown", {key: "Enter", isComposing: true, bubbles: true, cancelable: true});
      return !field.dispatchEvent(enter);
    }"""
    assert words.evaluate(prevented)
    # Longer than the field waits before it asks.
    call.wait_for_timeout(600)
    assert asked == []
    keyboard.send("Input.insertText", {"text": "别再打了"})
    expect(call.locator("#heard-preview")).to_contain_text("记为：不再打电话（公司所有店铺），一直有效")
    assert all("words" not in url for url in asked)
    assert noted(house) == 0


def test_the_case_page_has_the_same_field(call: Page, house: House, live_server: str) -> None:
    call.goto(f"{live_server}/cases/1")
    words = call.get_by_label("顾客对来电的要求")
    words.fill("明天晚上七点半打给我")
    preview = call.locator("#heard-preview")
    expect(preview).to_contain_text("记为：明天 19:30–20:00 可以打（约定回电，须主管放行，因为在 18:00 以后）")
    words.press("Enter")
    expect(call.locator("[data-toast]")).to_contain_text("已记下，立即生效：明天 19:30–20:00 可以打")
    expect(call.locator(".wishes")).to_contain_text("明天 19:30 起")
