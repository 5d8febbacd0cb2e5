"""What is typed is underlined, explained and replaced by one key, and left alone while an input method composes."""

from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import EnterAs
from tests.house import House

pytestmark = pytest.mark.browser


@pytest.fixture
def call(page: Page, enter: EnterAs, house: House, live_server: str) -> Page:
    """A call going on."""
    callback_id = house.callback()
    house.dialled(callback_id)
    enter(page, house.agent)
    page.goto(f"{live_server}/callbacks/{callback_id}")
    return page


SAME_LETTERS = """() => {
  const [field, marks] = ["note", "note-marks"].map((id) => document.getElementById(id));
  const names = ["font", "fontFeatureSettings", "letterSpacing", "lineHeight", "padding", "textRendering"];
  const written = (one) => names.map((name) => getComputedStyle(one)[name]).join();
  const off = (side) => Math.abs(field.getBoundingClientRect()[side] - marks.getBoundingClientRect()[side]);
  return written(field) === written(marks) && ["top", "left", "width", "height"].every((side) => off(side) < 0.5);
}"""
"""Whether the marks lie under the very letters."""

COMPOSING_KEY = """(field, extra) => {
  const key = {key: "Enter", altKey: true, bubbles: true, cancelable: true, ...extra};
  field.dispatchEvent(new KeyboardEvent("keydown", key));
}"""


def marked(page: Page) -> Locator:
    return page.locator("#note-marks mark")


def test_a_phrase_is_underlined_explained_and_replaced_by_one_key(call: Page) -> None:
    note = call.get_by_label("记录")
    note.press_sequentially("😊这个沒 辦法，明天再打")
    expect(marked(call)).to_have_text("沒 辦法")
    findings = call.locator("#note-phrases")
    expect(findings.get_by_role("listitem")).to_contain_text("“沒 辦法”：只说办不到，没有下一步。")
    expect(findings.locator("strong")).to_have_text("建议改")
    expect(findings.get_by_role("button")).to_have_text(["改为“我能为您做的是”Alt+↵", "这是顾客说的Alt+Q"])
    assert "note-phrases" in (note.get_attribute("aria-describedby") or "")
    assert call.evaluate(SAME_LETTERS)
    note.press("Alt+Enter")
    expect(note).to_have_value("😊这个我能为您做的是，明天再打")
    expect(note).to_be_focused()
    expect(marked(call)).to_have_count(0)
    expect(findings).to_be_empty()
    note.press("Control+z")
    expect(note).to_have_value("😊这个沒 辦法，明天再打")
    expect(marked(call)).to_have_count(1)


def test_the_marks_move_with_what_is_typed_before_them_and_outlive_the_live_copy(call: Page) -> None:
    note = call.get_by_label("记录")
    note.fill("没办法")
    expect(marked(call)).to_have_text("没办法")
    note.press("Home")
    note.press_sequentially("唉")
    assert call.locator("#note-marks").inner_text().strip() == "唉没办法"
    assert marked(call).all_inner_texts() == ["没办法"]
    with call.expect_response("**/live**", timeout=10_000):
        pass
    expect(marked(call)).to_have_text("没办法")
    expect(call.locator("#note-phrases")).to_contain_text("没有下一步")


def test_what_is_said_goes_with_the_words_at_once(call: Page) -> None:
    note = call.get_by_label("记录")
    note.fill("没办法，办不到")
    findings = call.locator("#note-phrases li")
    expect(findings).to_have_count(2)
    call.route("**/phrases/check", lambda route: route.abort())
    note.press("Home")
    note.press("Delete")
    assert findings.count() == 1
    findings.get_by_role("button", name="改为").click()
    expect(note).to_have_value("办法，我能为您做的是")


def test_nothing_is_told_of_what_is_gone_however_fast_it_goes(call: Page) -> None:
    note, findings = call.get_by_label("记录"), call.locator("#note-phrases")
    note.fill("没办法。办不到。不归我管。爱买不买")
    expect(findings.get_by_role("listitem")).to_have_count(1)
    expect(findings.locator(".phrase-fold")).to_have_text("共 4 处")
    call.route("**/phrases/check", lambda route: route.abort())
    note.press("Alt+Enter")
    note.press("Alt+Enter")
    expect(note).to_have_value("没办法。办不到。我来联系负责的同事，给您答复。您慢慢考虑，有需要随时找我")
    expect(findings.locator("strong")).to_have_text(["建议改", "建议改"])
    note.press("Alt+Enter")
    note.press("Alt+Enter")
    expect(findings).to_be_empty()
    expect(marked(call)).to_have_count(0)


def test_what_another_tab_typed_takes_its_findings_along(call: Page) -> None:
    call.get_by_label("记录").fill("没办法")
    expect(marked(call)).to_have_count(1)
    other = call.context.new_page()
    other.goto(call.url)
    other.locator("#note").fill("已退款")
    expect(call.locator("#note")).to_have_value("已退款")
    expect(call.locator("#note-phrases")).to_be_empty()
    expect(marked(call)).to_have_count(0)


def test_the_customers_words_are_quoted_by_one_key(call: Page) -> None:
    note, findings = call.get_by_label("记录"), call.locator("#note-phrases")
    note.fill("😊，你们就是骗子，要退款")
    expect(marked(call)).to_have_count(1)
    note.press("Alt+q")
    expect(note).to_have_value("😊，顾客说「你们就是骗子」，要退款")
    expect(findings).to_be_empty()
    expect(marked(call)).to_have_count(0)
    note.press("Control+z")
    expect(note).to_have_value("😊，你们就是骗子，要退款")
    note.fill("顾客说你们就是骗子，手都烫伤了。已致歉")
    expect(findings.locator("strong")).to_have_text(["案件升级", "提示"])
    findings.get_by_role("button", name="这是顾客说的").click()
    expect(note).to_have_value("顾客说「你们就是骗子」，手都烫伤了。已致歉")
    expect(findings.locator("strong")).to_have_text(["案件升级"])


def test_what_is_typed_meanwhile_is_quoted_or_replaced_with_the_rest(call: Page) -> None:
    note = call.get_by_label("记录")
    note.fill("没办法退了，明天再打")
    expect(marked(call)).to_have_count(1)
    call.route("**/phrases/check", lambda route: route.abort())
    for _letter in "了，明天再打":
        note.press("ArrowLeft")
    note.press_sequentially("货")
    note.press("Alt+q")
    expect(note).to_have_value("顾客说「没办法退货了」，明天再打")
    call.unroute("**/phrases/check")
    note.press("Control+z")
    expect(call.locator("#note-phrases").get_by_role("button", name="改为")).to_be_visible()
    note.press("Alt+Enter")
    expect(note).to_have_value("我能为您做的是，明天再打")


IN_REACH = """() => {
  const foot = document.querySelector(".call-foot").getBoundingClientRect();
  const said = document.querySelector(".script .say").getBoundingClientRect();
  const isHit = (button) => {
    const { left, top, width, height } = button.getBoundingClientRect();
    return button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  };
  return said.bottom <= foot.top && [...document.querySelectorAll(".call-foot > .btn")].every(isHit);
}"""
"""Whether the words to say stand above the foot, and its buttons can be pressed."""

MANY = "没办法，办不到。不归我管，公司规定，难道不行，手被烫伤了，要找记者，顾客说：你们就是骗子。"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("width", "height", "at_most"), [(390, 844, 72), (1440, 900, 100)])
def test_many_findings_leave_the_call_its_room_and_unfold(
    call: Page,
    live_server: str,
    width: int,
    height: int,
    at_most: int,
    language: str,
    scheme: Literal["light", "dark"],
) -> None:
    call.set_viewport_size({"width": width, "height": height})
    call.emulate_media(color_scheme=scheme)
    call.context.add_cookies([{"name": "language", "value": language, "url": live_server}])
    call.reload()
    call.keyboard.press("1")
    expect(call.locator(".stepper [aria-current=step][value='1']")).to_be_visible()
    note, findings = call.locator("#note"), call.locator("#note-phrases")
    note.fill(MANY)
    rows = findings.locator("li").filter(visible=True)
    expect(rows).to_have_count(1)
    assert findings.evaluate("part => part.offsetHeight") <= at_most
    call.locator(".say").first.scroll_into_view_if_needed()
    assert call.evaluate(IN_REACH)
    assert violations(call) == []
    fold = findings.locator(".phrase-fold")
    expect(fold).to_have_attribute("aria-expanded", "false")
    fold.focus()
    fold.press("Enter")
    expect(fold).to_have_attribute("aria-expanded", "true")
    expect(fold).to_be_focused()
    expect(rows).to_have_count(9)
    assert findings.evaluate("part => part.offsetHeight") <= height / 4
    assert violations(call) == []
    assert call.evaluate("document.documentElement.scrollWidth") <= width
    fold.press("Enter")
    expect(rows).to_have_count(1)


def test_one_finding_is_read_to_its_end_on_a_telephone(call: Page) -> None:
    call.set_viewport_size({"width": 390, "height": 844})
    call.locator("#note").fill("您为什么不早说")
    words, take = call.locator("#note-phrases .phrase-words"), call.locator("#note-phrases .btn").first
    for part in (words, take):
        assert part.evaluate("part => part.scrollWidth <= part.offsetWidth")
    expect(call.locator(".phrase-fold")).to_be_hidden()


def test_nothing_is_looked_at_or_taken_while_an_input_method_composes(call: Page) -> None:
    asked: list[str] = []
    call.on("request", lambda request: asked.append(request.url) if "/phrases/check" in request.url else None)
    note = call.get_by_label("记录")
    note.focus()
    keyboard = call.context.new_cdp_session(call)
    keyboard.send("Input.imeSetComposition", {"text": "没办法", "selectionStart": 3, "selectionEnd": 3})
    # Longer than the field waits before it asks.
    call.wait_for_timeout(600)
    assert asked == []
    keyboard.send("Input.insertText", {"text": "没办法"})
    expect(marked(call)).to_have_text("没办法")
    assert all("%" not in url and "?" not in url for url in asked)
    for composing in ({"isComposing": True}, {"keyCode": 229}):
        note.evaluate(COMPOSING_KEY, composing)
    expect(note).to_have_value("没办法")


def test_a_long_text_scrolls_with_its_marks(call: Page) -> None:
    note = call.get_by_label("记录")
    note.fill("好的\n" * 30 + "没办法")
    expect(marked(call)).to_have_count(1)
    note.evaluate("field => { field.scrollTop = field.scrollHeight; }")
    within = """() => {
      const field = document.getElementById("note");
      const mark = document.querySelector("#note-marks mark").getBoundingClientRect();
      const box = field.getBoundingClientRect();
      return document.getElementById("note-marks").scrollTop === field.scrollTop && mark.bottom <= box.bottom + 1;
    }"""
    call.wait_for_function(within)


BREAKS_AS_THE_FIELD = """() => {
  const [field, marks] = ["note", "note-marks"].map((id) => document.getElementById(id));
  const plain = marks.cloneNode();
  plain.textContent = field.value;
  marks.after(plain);
  const tops = (part) => {
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT), range = document.createRange(), found = [];
    while (texts.nextNode()) {
      for (let at = 0; at < texts.currentNode.length; at += 1) {
        range.setStart(texts.currentNode, at);
        range.setEnd(texts.currentNode, at + 1);
        found.push(range.getBoundingClientRect().top);
      }
    }
    return found.slice(0, field.value.length).join();
  };
  return tops(marks) === tops(plain);
}"""


def test_a_line_that_just_fits_breaks_where_the_field_breaks_it(call: Page) -> None:
    call.set_viewport_size({"width": 390, "height": 844})
    call.locator("#note").press_sequentially("另外她说客服之前态度不好，说没办法，她很生气。")
    expect(marked(call)).to_have_count(1)
    room = call.locator("#note").evaluate("field => parseFloat(getComputedStyle(field).inlineSize) - 34")
    assert room == 18 * 16, "as many letters as stand before the end of the sentence"
    assert call.evaluate(BREAKS_AS_THE_FIELD)


def test_the_outcome_is_refused_at_the_field_and_taken_once_replaced(call: Page) -> None:
    note = call.get_by_label("记录")
    note.fill("客户不可理喻")
    expect(marked(call)).to_have_count(1)
    note.blur()
    for step in "1234567":
        call.keyboard.press(step)
        expect(call.locator(f".stepper [aria-current=step][value='{step}']")).to_be_visible()
    call.keyboard.press("r")
    call.wait_for_url("**view=outcome*")
    expect(marked(call)).to_have_text("不可理喻")
    call.get_by_role("radio", name="已通话").check(force=True)
    call.get_by_role("radio", name="顾客拒绝").check(force=True)
    call.get_by_role("button", name="结束并下一个").click()
    expect(call.locator("#note-fault")).to_contain_text("“不可理喻”：指责顾客")
    note = call.get_by_label("经过")
    expect(note).to_have_value("客户不可理喻")
    note.focus()
    note.press("Alt+Enter")
    expect(note).to_have_value("客户您的想法我记下了")
    call.get_by_role("button", name="结束并下一个").click()
    call.wait_for_url("**/desk")


def test_the_speakers_of_a_pasted_talk_are_named_and_put_on_the_other_side_by_a_press(
    page: Page, live_server: str, house: House, enter: EnterAs
) -> None:
    enter(page, house.agent).goto(f"{live_server}/phrases")
    speakers, told = page.locator("#test-speakers"), page.locator("#test-phrases li strong")
    expect(speakers).to_be_hidden()
    box = page.locator("#test")
    box.fill("说话人1 00:01\n你们有病吧\n说话人2 00:05\n没办法\n说话人1 00:09\n我要找记者")
    expect(speakers.get_by_role("button")).to_have_text(["说话人1：分不清，2 句", "说话人2：分不清，1 句"])
    expect(speakers).to_contain_text("请点出谁是客服")
    expect(told).to_have_text(["不能说", "案件升级", "建议改"])
    speakers.get_by_role("button", name="说话人2").press("Enter")
    expect(speakers.get_by_role("button")).to_have_text(["说话人1：顾客，2 句", "说话人2：客服，1 句"])
    expect(speakers).not_to_contain_text("请点出谁是客服", use_inner_text=True)
    expect(speakers.get_by_role("button", name="说话人2")).to_be_focused()
    expect(told).to_have_text(["案件升级", "建议改", "提示"])
    expect(page.locator("#test-phrases")).to_contain_text("说话人2（第 4 行）“没办法”")
    assert violations(page) == []
    box.fill("")
    expect(speakers).to_be_hidden()
    box.fill("说话人1 00:01\n没办法\n说话人2 00:05\n你们有病吧")
    expect(speakers.get_by_role("button")).to_have_text(["说话人1：分不清，1 句", "说话人2：分不清，1 句"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/phrases", "/phrases/new", "/phrases/edit?key=没办法", "/cases/1"])
def test_can_be_used_without_good_eyes_or_a_mouse(
    page: Page,
    live_server: str,
    house: House,
    enter: EnterAs,
    path: str,
    scheme: Literal["light", "dark"],
) -> None:
    house.callback()
    page.emulate_media(color_scheme=scheme)
    enter(page, house.manager).goto(live_server + path)
    field = page.locator("textarea[data-phrases]")
    if field.count():
        field.fill("顾客说你们有病。不归我管，没办法，手受伤了，消消气")
        expect(page.locator(".phrase-findings li")).to_have_count(5)
    assert violations(page) == []
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
