"""The phrasebook by keyboard: "/" in a note, "/" outside of any field, and never while an input method composes."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from callguard.services.phrasebook import phrasebook_of
from tests.browser.axe import violations
from tests.browser.conftest import EnterAs
from tests.house import House

pytestmark = pytest.mark.browser

SETTLED = "已致歉。顾客接受：给您一张 5 元的优惠券。明天 17:00前办妥，办妥后告知顾客。"


@pytest.fixture
def call(page: Page, enter: EnterAs, house: House, live_server: str) -> Page:
    """A call going on."""
    callback_id = house.callback()
    house.dialled(callback_id)
    enter(page, house.agent)
    page.goto(f"{live_server}/callbacks/{callback_id}")
    return page


def options(page: Page) -> Locator:
    return page.locator("#phrases [role=option]")


def answered(page: Page, count: int) -> None:
    """Waits until the last letter has its answer."""
    expect(page.locator("#phrases-list:not(.htmx-request) [role=option]")).to_have_count(count)


def active(page: Page, box: str = "#phrases") -> Locator:
    return page.locator(f"{box} [role=option][aria-selected=true]")


def test_a_slash_in_a_note_offers_what_fits_and_enter_takes_it(call: Page) -> None:
    note = call.locator("#note")
    note.press_sequentially("已通话 /")
    expect(active(call)).to_contain_text("备注：照片已收")
    expect(note).to_be_focused()
    expect(note).to_have_attribute("aria-activedescendant", "phrases-list-0")
    note.press_sequentially("ytt")
    answered(call, 1)
    note.press("Backspace")
    note.press("Backspace")
    note.press("Backspace")
    note.press_sequentially("beizhu")
    call.keyboard.press("ArrowDown")
    call.keyboard.press("ArrowDown")
    expect(active(call)).to_contain_text("备注：已谈妥")
    call.keyboard.press("Enter")
    expect(note).to_have_value(f"已通话 {SETTLED}")
    expect(call.locator("#phrases")).to_be_hidden()
    note.press_sequentially("好")
    expect(note).to_have_value(f"已通话 {SETTLED}好")
    call.keyboard.press("Control+z")
    call.keyboard.press("Control+z")
    expect(note).to_have_value(re.compile("^已通话 /"))


def test_who_types_quickly_gets_what_the_last_letter_found(call: Page) -> None:
    note = call.locator("#note")
    note.press_sequentially("/ytt")
    call.keyboard.press("Tab")
    note.press_sequentially("好的")
    expect(note).to_have_value(f"{SETTLED}好的")
    note.press_sequentially("！")
    expect(note).to_have_value(f"{SETTLED}好的！")


def test_escape_leaves_the_slash_and_a_slash_in_a_word_asks_for_nothing(call: Page) -> None:
    note = call.locator("#note")
    note.press_sequentially("/zq")
    expect(call.locator("#phrases")).to_be_visible()
    call.keyboard.press("Escape")
    expect(call.locator("#phrases")).to_be_hidden()
    note.press_sequentially("x")
    call.keyboard.press("Enter")
    note.press_sequentially("1/2 and/or https://")
    expect(note).to_have_value("/zqx\n1/2 and/or https://")
    expect(call.locator("#phrases")).to_be_hidden()
    note.press_sequentially(" /")
    expect(call.locator("#phrases")).to_be_visible()
    note.press_sequentially(" ")
    expect(call.locator("#phrases")).to_be_hidden()


def test_what_only_the_writer_knows_is_marked_to_be_typed_over(call: Page) -> None:
    note = call.locator("#note")
    note.press_sequentially("/jiaojie")
    answered(call, 1)
    call.keyboard.press("Enter")
    note.press_sequentially("退款已提交")
    expect(note).to_have_value(re.compile("^交接：已办退款已提交；还差〔没办的〕"))


def test_nothing_opens_filters_or_is_taken_while_an_input_method_composes(call: Page) -> None:
    note = call.locator("#note")
    note.focus()
    keyboard = call.context.new_cdp_session(call)

    def compose(text: str) -> None:
        keyboard.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})

    compose("/")
    expect(call.locator("#phrases")).to_be_hidden()
    keyboard.send("Input.insertText", {"text": "、"})
    expect(call.locator("#phrases")).to_be_visible()
    expect(active(call)).to_contain_text("备注：照片已收")
    compose("zhi'qian")
    prevented = """field => ["Enter", "ArrowDown", "*", "Escape"].map(key => !field.dispatchEvent(
      new KeyboardEvent("keydown", {key, isComposing: true, bubbles: true, cancelable: true})))"""
    assert note.evaluate(prevented) == [False, False, False, False]
    expect(active(call)).to_contain_text("备注：照片已收")
    keyboard.send("Input.insertText", {"text": "致歉"})
    expect(active(call)).to_contain_text("致歉：我们的责任")
    call.keyboard.press("Enter")
    expect(note).to_have_value("对不起，这次是我们没做好，让您白操心了。我现在就给您办。")


def test_a_slash_outside_of_any_field_opens_the_phrases_to_read_and_copy(call: Page, house: House) -> None:
    call.context.grant_permissions(["clipboard-read", "clipboard-write"])
    call.keyboard.press("1")
    expect(call.locator(".stepper [aria-current=step]")).to_contain_text("自报家门")
    call.keyboard.press("/")
    search = call.get_by_role("combobox", name="找常用语")
    expect(search).to_be_focused()
    expect(search).to_have_attribute("aria-expanded", "true")
    expect(active(call, "#phrase-sheet")).to_contain_text("核对本人")
    search.press_sequentially("gxtl")
    expect(active(call, "#phrase-sheet")).to_contain_text("感谢体谅")
    call.keyboard.press("*")
    expect(active(call, "#phrase-sheet")).to_have_attribute("data-favourite", "")
    expect(call.locator("#phrase-sheet [data-status]")).to_have_text("1 条")
    with house.database.reading() as session:
        assert phrasebook_of(session, house.agent).favourites == {"close-thanks"}
    call.keyboard.press("Enter")
    expect(call.locator("#phrase-sheet [data-status]")).to_have_text("已复制：感谢体谅")
    assert call.evaluate("navigator.clipboard.readText()") == "谢谢您的体谅。哪里还做得不周到，您随时告诉我。"
    call.keyboard.press("Escape")
    expect(search).to_be_hidden()
    call.keyboard.press("/")
    expect(search).to_have_value("")
    expect(active(call, "#phrase-sheet")).to_contain_text("感谢体谅")


def test_a_slash_opens_the_phrases_again_before_the_hidden_field_has_lost_the_focus(call: Page) -> None:
    call.keyboard.press("/")
    search = call.get_by_role("combobox", name="找常用语")
    expect(search).to_be_focused()
    search.evaluate("""(field) => {
        field.closest("[popover]").hidePopover();
        field.dispatchEvent(new KeyboardEvent("keydown", {key: "/", code: "Slash", bubbles: true, cancelable: true}));
    }""")
    expect(search).to_be_visible()


def test_phrases_that_do_not_come_are_told_once_and_nothing_stumbles(call: Page) -> None:
    call.route("**/phrasebook?q=*", lambda route: route.abort())
    call.keyboard.press("/")
    expect(call.locator("[data-toast]")).to_contain_text("没有连上服务器")
    expect(call.get_by_role("combobox", name="找常用语")).to_be_focused()


def test_a_mark_leaves_the_list_and_its_active_phrase_where_they_are(call: Page) -> None:
    note = call.locator("#note")
    note.press_sequentially("/")
    call.keyboard.press("ArrowDown")
    expect(active(call)).to_have_id("phrases-list-1")
    titles = call.locator("#phrases .phrase-title").all_text_contents()
    for _ in range(2):
        with call.expect_response("**/phrasebook/favourites/**"):
            call.keyboard.press("*")
        expect(active(call)).to_have_id("phrases-list-1")
    expect(call.locator("#phrases [data-favourite]")).to_have_count(0)
    with call.expect_response("**/phrasebook/favourites/**"):
        options(call).nth(3).locator("[data-star]").click()
    expect(options(call).nth(3)).to_have_attribute("data-favourite", "")
    expect(note).to_be_focused()
    expect(note).to_have_value("/")
    assert call.locator("#phrases .phrase-title").all_text_contents() == titles


def test_the_note_on_a_case_has_it_too(call: Page, live_server: str) -> None:
    call.goto(f"{live_server}/cases/1")
    note = call.get_by_label("进展")
    note.press_sequentially("/zq")
    expect(options(call).first).to_be_visible()
    note.press_sequentially("ls")
    answered(call, 1)
    options(call).first.click()
    expect(note).to_have_value(re.compile("^对不起，东西没有完好交到您手里"))
    expect(note).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_can_be_used_without_good_eyes_at_any_width(
    call: Page, live_server: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    call.emulate_media(color_scheme=scheme)
    call.set_viewport_size({"width": width, "height": 844})

    def look(at: str) -> None:
        assert call.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(call, at) == []

    call.locator("#note").press_sequentially("/")
    expect(options(call).first).to_be_visible()
    expect(call.locator("#phrases")).to_be_in_viewport(ratio=1)
    look("#phrases")
    call.keyboard.press("Escape")
    call.locator("#note").blur()
    call.keyboard.press("/")
    expect(active(call, "#phrase-sheet")).to_be_visible()
    look("#phrase-sheet")
    call.goto(f"{live_server}/phrasebook")
    call.locator("#star-close-thanks").click()
    expect(call.locator("#star-close-thanks")).to_have_attribute("aria-pressed", "true")
    look("html")


def test_a_blank_goes_to_where_one_writes(page: Page, enter: EnterAs, house: House, live_server: str) -> None:
    enter(page, house.agent)
    page.goto(f"{live_server}/phrasebook")
    text = page.get_by_label("正文")
    text.fill("您好，请稍等")
    for _ in "请稍等":
        text.press("ArrowLeft")
    page.get_by_role("button", name="〔顾客称呼〕").click()
    expect(text).to_have_value("您好，〔顾客称呼〕请稍等")
    expect(text).to_be_focused()
    text.press("Control+z")
    expect(text).to_have_value("您好，请稍等")
