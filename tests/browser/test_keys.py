"""Keys on every page: to other pages, along lists, the command bar, the sheet that tells them, and none at all."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import EnterAs
from tests.house import House

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(page: Page, house: House, enter: EnterAs, live_server: str) -> Page:
    """The list of an agent with two callbacks that may be made."""
    for phone in ("+8613800138001", "+8613800138002"):
        house.callback(phone=phone)
    enter(page, house.agent).goto(f"{live_server}/desk")
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_g_and_a_letter_lead_to_another_page(desk: Page) -> None:
    press(desk, "g", "c")
    expect(desk).to_have_url(re.compile("/cases$"))
    # The search field has the focus there: what is typed is what is looked for.
    expect(desk.get_by_label("案件号或订单号")).to_be_focused()
    press(desk, "g", "r")
    expect(desk.get_by_label("案件号或订单号")).to_have_value("gr")


def test_j_and_k_move_along_the_list_and_enter_takes_what_has_the_focus(desk: Page) -> None:
    lines = desk.locator("#group-callable .line")
    press(desk, "j", "j")
    expect(lines.nth(1).get_by_role("button")).to_be_focused()
    press(desk, "j", "k")
    expect(lines.nth(0).get_by_role("button")).to_be_focused()
    press(desk, "Enter")
    expect(desk.get_by_role("heading", name="拨打前准备")).to_be_visible()
    expect(desk.locator("#pane-list a")).to_have_count(2)
    press(desk, "k")
    expect(desk.locator("#pane-list a").last).to_be_focused()


def test_the_command_bar_finds_what_can_be_done_and_where_to_go(desk: Page) -> None:
    bar = desk.get_by_role("dialog", name="命令栏")
    press(desk, "Control+k")
    field = bar.get_by_role("combobox")
    expect(field).to_be_focused()
    expect(bar.get_by_role("option").first).to_have_text("下一个N")
    # The page beneath has no keys meanwhile.
    desk.keyboard.type("案件")
    expect(bar.get_by_role("option")).to_have_count(1)
    press(desk, "Escape", "Control+k")
    expect(field).to_have_value("")
    desk.keyboard.type("没有这个")
    expect(bar.get_by_text("没有找到。可以输入功能名称或订单号。")).to_be_visible()
    field.fill("登记簿")
    press(desk, "Enter")
    expect(desk).to_have_url(re.compile("/register"))


def test_the_command_bar_begins_with_what_the_page_is_for_and_ends_with_the_list(desk: Page) -> None:
    press(desk, "n")
    desk.wait_for_url("**/callbacks/*")
    expect(desk.locator("#pane-list a")).to_have_count(2)
    press(desk, "Control+k")
    bar = desk.get_by_role("dialog", name="命令栏")
    options = bar.get_by_role("option")
    expect(options.filter(has_text="准备好了").first).to_be_visible()
    labels = options.all_inner_texts()
    there = [next(at for at, label in enumerate(labels) if word in label) for word in ("准备好了", "登记簿", "王**")]
    assert there == sorted(there)
    assert [label.startswith("王**") for label in labels[there[-1] :]] == [True, True]
    for word in ("退回名单", "补号码", "更改密码", "快捷键"):
        bar.get_by_role("combobox").fill(word)
        expect(options).to_have_count(1)


def test_the_command_bar_is_found_by_pinyin_initials_too(desk: Page) -> None:
    press(desk, "Control+k")
    options = desk.get_by_role("dialog", name="命令栏").get_by_role("option")
    field = desk.get_by_role("dialog", name="命令栏").get_by_role("combobox")
    for letters, found in (("djb", "登记簿"), ("cxxs", "重新显示提示"), ("ggmm", "更改密码")):
        field.fill(letters)
        expect(options).to_have_count(1)
        expect(options).to_contain_text(found)
    field.fill("djbx")
    expect(options).to_have_count(0)


def test_what_the_command_bar_unfolds_is_written_in_at_once(desk: Page) -> None:
    press(desk, "n")
    desk.wait_for_url("**/callbacks/*")
    expect(desk.get_by_role("heading", name="拨打前准备")).to_be_visible()
    press(desk, "Control+k")
    desk.keyboard.insert_text("补号码")
    press(desk, "Enter")
    expect(desk.get_by_label("电话号码")).to_be_focused()


def test_a_finger_gets_to_every_page_and_command(desk: Page) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.locator("#group-callable .line").first.get_by_role("button").click()
    expect(desk.get_by_role("heading", name="拨打前准备")).to_be_visible()
    desk.get_by_role("button", name="命令栏").click()
    bar = desk.get_by_role("dialog", name="命令栏")
    expect(bar.get_by_role("option", name="快捷键")).to_have_count(1)
    bar.get_by_role("option", name=re.compile("^登记簿")).click()
    expect(desk).to_have_url(re.compile("/register"))


def test_the_command_bar_looks_for_numbers_and_never_puts_a_name_into_an_address(desk: Page) -> None:
    bar = desk.get_by_role("dialog", name="命令栏")
    press(desk, "Control+k")
    bar.get_by_role("combobox").fill("王小姐2")
    expect(bar.get_by_role("option")).to_have_count(0)
    bar.get_by_role("combobox").fill("7714")
    press(desk, "Enter")
    expect(desk).to_have_url(re.compile(r"/cases\?number=7714$"))


def test_the_command_bar_moves_by_arrows_and_stands_still_while_an_input_method_composes(desk: Page) -> None:
    bar = desk.get_by_role("dialog", name="命令栏")
    press(desk, "Control+k")
    options = bar.get_by_role("option")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    press(desk, "ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    press(desk, "ArrowDown", "ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    composing = (
        "(field) => field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    bar.get_by_role("combobox").evaluate(composing)
    expect(bar).to_be_visible()


def test_initials_that_come_late_leave_chosen_what_was_chosen(desk: Page) -> None:
    bar = desk.get_by_role("dialog", name="命令栏")
    held: list[Route] = []
    desk.route("**/commands/initials", lambda route: held.append(route))
    press(desk, "Control+k")
    options = bar.get_by_role("option")
    press(desk, "ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    with desk.expect_response("**/commands/initials") as answered:
        held[0].continue_()
    answered.value.finished()
    desk.evaluate("new Promise(requestAnimationFrame)")
    expect(options.last).to_have_attribute("aria-selected", "true")
    expect(bar.locator("[aria-selected=true]")).to_have_count(1)


def test_no_key_acts_beneath_the_sheet_of_keys(desk: Page) -> None:
    press(desk, "Shift+?")
    expect(desk.locator("#keys")).to_be_visible()
    press(desk, "n", "g", "c", "j")
    expect(desk).to_have_url(re.compile("/desk$"))
    press(desk, "Escape")
    expect(desk.locator("#keys")).to_be_hidden()
    press(desk, "n")
    expect(desk.get_by_role("heading", name="拨打前准备")).to_be_visible()


def test_single_letters_can_be_switched_off_for_good(desk: Page) -> None:
    press(desk, "Shift+?")
    sheet = desk.locator("#keys")
    expect(sheet.locator("dl div", has_text="案件")).to_contain_text("G C")
    sheet.get_by_role("checkbox").uncheck()
    desk.reload()
    press(desk, "g", "r", "n", "j")
    expect(desk).to_have_url(re.compile("/desk$"))
    press(desk, "Control+k")
    expect(desk.get_by_role("dialog", name="命令栏")).to_be_visible()
    press(desk, "Escape")
    desk.get_by_role("button", name="快捷键").click()
    sheet.get_by_role("checkbox").check()
    press(desk, "Escape", "n")
    expect(desk.get_by_role("heading", name="拨打前准备")).to_be_visible()


def test_keys_pressed_before_the_page_is_ready_are_heard_as_soon_as_it_is(desk: Page) -> None:
    late: list[Route] = []
    desk.route("**/htmx.min.js*", lambda route: late.append(route))
    desk.goto(desk.url, wait_until="commit")
    expect(desk.locator("#group-callable .line").nth(1)).to_be_visible()
    press(desk, "j", "j")
    assert desk.evaluate("document.readyState") != "complete"
    late[0].continue_()
    expect(desk.locator("#group-callable .line").nth(1).get_by_role("button")).to_be_focused()
