"""The whole call in Chromium, by keyboard alone; what is typed is kept, and the panes fit."""

import re

import pytest
from playwright.sync_api import Page, expect

from callguard.db.models import Attempt, Outcome, StepEntry
from callguard.domain.disposition import Disposition
from tests.browser.call.keys import at_step, press, start_call, wrap_up
from tests.house import House

pytestmark = pytest.mark.browser

COUNTS_KEYS = """addEventListener("keydown", ({ key }) => {
  if (key !== "Shift") sessionStorage.keys = Number(sessionStorage.keys ?? 0) + 1;
}, true)"""


def test_the_whole_call_is_made_by_keyboard_and_twelve_keys_are_enough(desk: Page, house: House) -> None:
    desk.add_init_script(COUNTS_KEYS)
    desk.reload()
    start_call(desk)
    for key, name in [("1", "自报家门"), ("2", "来电原因"), ("3", "倾听不满"), ("4", "提出方案")]:
        press(desk, key)
        at_step(desk, name)
    press(desk, "Shift+Digit2")
    expect(desk.get_by_role("button", name="顾客接受")).to_be_visible()
    press(desk, "y")
    expect(desk.locator(".agreed")).to_contain_text("顾客已接受：部分退款 ¥25")
    press(desk, "7")
    at_step(desk, "最后致歉")
    wrap_up(desk)
    expect(desk.get_by_role("heading", name="登记结果")).to_be_visible()
    press(desk, "Shift+Enter")
    desk.wait_for_url(re.compile("/callbacks/2$"))
    with house.database.reading() as session:
        assert session.query(Outcome).one().disposition is Disposition.SETTLED
    assert desk.evaluate("Number(sessionStorage.keys)") == 12


def test_the_skip_link_leads_past_the_list(desk: Page) -> None:
    press(desk, "n")
    desk.wait_for_url("**/callbacks/*")
    expect(desk.locator("#pane-list a")).to_have_count(2)
    desk.locator(".skip-link").focus()
    press(desk, "Enter", "Tab")
    assert desk.evaluate("document.activeElement.closest('#call') !== null")


def test_what_is_written_is_kept_without_a_key(desk: Page, house: House) -> None:
    start_call(desk)
    press(desk, "3")
    at_step(desk, "倾听不满")
    with desk.expect_response("**/note") as kept:
        desk.locator("#note").press_sequentially("杯子碎了")
    assert kept.value.status == 204
    expect(desk.locator("#note")).to_be_focused()
    expect(desk.locator("#note")).to_have_value("杯子碎了")
    with house.database.reading() as session:
        assert session.query(Attempt).one().note == "杯子碎了"


def test_a_reload_loses_nothing_that_was_typed(desk: Page, questions: list[str]) -> None:
    start_call(desk)
    press(desk, "1")
    at_step(desk, "自报家门")
    desk.locator("#note").press_sequentially("杯子碎了两只")
    desk.reload()
    assert questions.pop() == "beforeunload"
    expect(desk.locator("#note")).to_have_value("杯子碎了两只")
    wrap_up(desk)
    expect(desk.get_by_label("经过")).to_have_value("杯子碎了两只")


def test_two_tabs_of_a_call_show_the_same_and_what_was_chosen_outlives_a_crash(desk: Page) -> None:
    start_call(desk)
    press(desk, "1")
    at_step(desk, "自报家门")
    wrap_up(desk)
    other = desk.context.new_page()
    other.goto(desk.url)
    desk.get_by_role("radio", name="已通话").check(force=True)
    desk.get_by_role("radio", name="要考虑").check(force=True)
    desk.get_by_label("经过").fill("杯子碎了两只")
    expect(other.get_by_label("经过")).to_have_value("杯子碎了两只")
    expect(other.get_by_role("radio", name="要考虑")).to_be_checked()
    address = desk.url
    desk.close(run_before_unload=False)
    other.close(run_before_unload=False)
    again = desk.context.new_page()
    again.goto(address)
    expect(again.get_by_label("经过")).to_have_value("杯子碎了两只")
    expect(again.get_by_role("radio", name="要考虑")).to_be_checked()


def test_what_was_typed_is_gone_once_it_is_recorded_or_the_agent_signs_out(desk: Page) -> None:
    drafts = "Object.keys(localStorage).filter((key) => key.startsWith('draft/')).length"
    start_call(desk)
    press(desk, "1")
    at_step(desk, "自报家门")
    desk.locator("#note").fill("杯子碎了两只")
    assert desk.evaluate(drafts) == 1
    desk.locator("#note").blur()
    wrap_up(desk)
    desk.get_by_role("radio", name="占线").check(force=True)
    press(desk, "Shift+Enter")
    expect(desk.get_by_role("heading", name="拨打前准备")).to_be_visible()
    assert desk.evaluate(drafts) == 0
    desk.locator("[name=demands]").fill("要求退款")
    assert desk.evaluate(drafts) == 1
    desk.locator("details.menu summary").click()
    desk.get_by_role("button", name="退出登录").click()
    expect(desk.get_by_role("heading", name="登录 callguard")).to_be_visible()
    assert desk.evaluate(drafts) == 0


def test_the_primary_button_leads_through_the_whole_call_by_mouse(desk: Page, house: House) -> None:
    start_call(desk)
    primary = desk.locator(".call-foot .btn-primary")
    for name in ["自报家门", "来电原因", "倾听不满", "提出方案", "协商", "调整", "最后致歉"]:
        primary.click()
        at_step(desk, name)
    primary.click()
    desk.wait_for_url("**/callbacks/*view=outcome*")
    with house.database.reading() as session:
        assert [int(entry.step) for entry in session.query(StepEntry)] == [1, 2, 3, 4, 5, 6, 7]


def test_the_list_beside_the_call_says_at_once_that_it_is_being_made(desk: Page) -> None:
    start_call(desk)
    expect(desk.locator("#pane-list [aria-current]")).to_contain_text("通话中")


def test_the_callback_looked_at_is_seen_in_the_list(desk: Page, house: House, live_server: str) -> None:
    desk.set_viewport_size({"width": 1440, "height": 700})
    last = [house.callback(phone=f"+86138001381{n:02}") for n in range(20)][-1]
    desk.goto(f"{live_server}/callbacks/{last}")
    expect(desk.locator("#pane-list [aria-current]")).to_be_in_viewport(ratio=1)


def test_a_notice_does_not_cover_the_primary_button(desk: Page) -> None:
    start_call(desk)
    desk.goto(desk.url.replace("callbacks/1", "callbacks/2"))
    desk.get_by_role("button", name="领取这一条").click()
    expect(desk.locator(".toast-needs")).to_contain_text("手上还有一条没有结束")
    for width in (1440, 390):
        desk.set_viewport_size({"width": width, "height": 844})
        desk.locator(".call-foot .btn-primary").click(trial=True, timeout=2_000)


def test_at_390_the_primary_buttons_words_fit_it(desk: Page) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    start_call(desk)
    expect(desk.locator(".key-hint:visible")).to_have_count(0)
    within = """button => {
      const words = document.createRange();
      words.selectNodeContents(button);
      const [inner, outer] = [words.getBoundingClientRect(), button.getBoundingClientRect()];
      return inner.left >= outer.left + 4 && inner.right <= outer.right - 4;
    }"""
    for key in "1234567":
        assert desk.locator(".call-foot .btn-primary").evaluate(within)
        press(desk, key)
        expect(desk.locator(f".stepper [aria-current=step][value='{key}']")).to_be_visible()


def test_the_sheet_of_keys_opens_by_its_key(desk: Page) -> None:
    start_call(desk)
    press(desk, "Shift+?")
    expect(desk.get_by_role("heading", name="快捷键")).to_be_visible()
    expect(desk.locator("#keys").get_by_role("button", name="关闭")).to_be_focused()
    press(desk, "Tab", "Space")
    expect(desk.locator("[data-letter-keys]")).not_to_be_checked()
    press(desk, "Escape", "1")
    expect(desk.locator(".stepper [aria-current=step]")).to_have_count(0)


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_nothing_is_wider_than_the_window(desk: Page, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 844})
    assert desk.evaluate("document.documentElement.scrollWidth") <= width
    start_call(desk)
    press(desk, "4")
    at_step(desk, "提出方案")
    assert desk.evaluate("document.documentElement.scrollWidth") <= width
    assert (
        desk.evaluate("Math.max(...[...document.querySelectorAll('.pane')].map(p => p.scrollWidth - p.clientWidth))")
        <= 0
    )


def test_at_390_the_panes_are_tabs(desk: Page) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    start_call(desk)
    expect(desk.locator(".pane-customer")).to_be_hidden()
    desk.locator("label[for=tab-customer]").click()
    expect(desk.locator(".pane-customer")).to_be_visible()
    expect(desk.locator(".pane-call")).to_be_hidden()
