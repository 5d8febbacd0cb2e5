"""The whole call in Chromium, by keyboard alone."""

import re

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from callguard.db.models import Attempt, Callback, Offer, Outcome, StepEntry
from callguard.domain.approval import Decision
from callguard.domain.disposition import Disposition
from callguard.domain.offer import OfferStatus
from callguard.services.approvals import decide, pending_approvals
from tests.browser.conftest import EnterAs
from tests.house import NOW, House

pytestmark = pytest.mark.browser


@pytest.fixture
def violations(page: Page) -> list[str]:
    """What the page's scripts and its content policy complained about."""
    told: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # htmx reports every 4xx answer, and here they are answers like any other.
        if message.type == "error" and "status" not in message.text.lower():
            told.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: told.append(str(error)))
    return told


@pytest.fixture
def desk(page: Page, enter: EnterAs, house: House, live_server: str) -> Page:
    """The agent's list with two callbacks on it."""
    house.callback(phone="+8613800138000")
    house.callback(phone="+8613800138001")
    enter(page, house.agent)
    page.goto(f"{live_server}/desk")
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def start_call(page: Page) -> None:
    press(page, "n")
    # Keys are heard once the scripts run: wait_for_url waits for the page to be loaded.
    page.wait_for_url("**/callbacks/*")
    expect(page.get_by_role("heading", name="拨打前准备")).to_be_visible()
    press(page, "Shift+Enter")
    expect(page.get_by_role("heading", name="准备就绪")).to_be_visible()
    press(page, "d")
    expect(page.locator(".revealed-number")).to_have_text("138 0013 8000")


def wrap_up(page: Page) -> None:
    press(page, "r")
    page.wait_for_url("**/callbacks/*view=outcome*")


def at_step(page: Page, name: str) -> None:
    expect(page.locator(".stepper [aria-current=step]")).to_contain_text(name)


def offer_own(page: Page, amount: str) -> None:
    page.locator(".own-offer > summary").click()
    page.locator("#own-offer [name=kind]").select_option("partial_refund")
    page.locator("#own-offer [name=amount]").fill(amount)
    press(page, "Enter")


def choose_by_arrows(page: Page, disposition: str) -> None:
    for _ in range(10):
        if page.locator(f"[name=disposition][value={disposition}]:checked").count():
            break
        press(page, "ArrowRight")


FIELDS_BEYOND_THE_CHOICE = """() => [...document.querySelectorAll("#outcome-form :is(input, select, textarea)")]
  .filter((one) => one.checkVisibility() && !one.disabled && !["hidden", "radio"].includes(one.type))
  .map((one) => one.name)"""
COUNTS_KEYS = """addEventListener("keydown", ({ key }) => {
  if (key !== "Shift") sessionStorage.keys = Number(sessionStorage.keys ?? 0) + 1;
}, true)"""


def test_the_whole_call_is_made_by_keyboard_and_twelve_keys_are_enough(
    desk: Page, house: House, violations: list[str]
) -> None:
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
    assert violations == []


def test_moving_between_plans_refuses_none_of_them(desk: Page, house: House, violations: list[str]) -> None:
    start_call(desk)
    press(desk, "4")
    at_step(desk, "提出方案")
    for rung in ("2", "1") * 3:
        press(desk, f"Shift+Digit{rung}")
        expect(desk.locator(f"#rung-{rung}")).to_have_class("rung-open")
    expect(desk.locator("#rung-2")).to_have_class("rung-fresh")
    expect(desk.locator("#rung-2 button")).to_be_enabled()
    with house.database.reading() as session:
        made = [offer.status for offer in session.query(Offer).order_by(Offer.id)]
        assert made == [OfferStatus.SET_ASIDE] * 5 + [OfferStatus.OPEN]
    assert violations == []


def test_a_yes_pressed_by_mistake_is_taken_back_by_a_key(desk: Page, house: House, violations: list[str]) -> None:
    start_call(desk)
    press(desk, "4")
    at_step(desk, "提出方案")
    press(desk, "Shift+Digit2")
    expect(desk.get_by_role("button", name="顾客接受")).to_be_visible()
    press(desk, "y")
    expect(desk.locator(".agreed")).to_contain_text("顾客已接受：部分退款 ¥25")
    press(desk, "Shift+Y")
    expect(desk.locator(".agreed")).to_have_count(0)
    expect(desk.locator(".on-table")).to_contain_text("部分退款 ¥25")
    press(desk, "x")
    expect(desk.locator("#rung-2")).to_contain_text("已拒绝")
    with house.database.reading() as session:
        assert session.query(Offer).one().status is OfferStatus.REFUSED
    assert violations == []


def test_a_number_typed_into_the_notes_is_no_step(desk: Page, house: House) -> None:
    start_call(desk)
    desk.locator("#note").focus()
    desk.keyboard.type("12 r")
    expect(desk.locator("#note")).to_have_value("12 r")
    desk.locator("#note").blur()
    # What an input method composes reaches the page as keys too.
    desk.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: '1', isComposing: true, bubbles: true}))")
    press(desk, "2")
    at_step(desk, "来电原因")
    with house.database.reading() as session:
        assert [int(entry.step) for entry in session.query(StepEntry)] == [2]


def test_the_note_is_one_key_away_and_escape_leads_back_to_the_keys(desk: Page, house: House) -> None:
    start_call(desk)
    press(desk, "1")
    at_step(desk, "自报家门")
    press(desk, "i")
    expect(desk.locator("#note")).to_be_focused()
    desk.keyboard.type("杯子碎了 /")
    expect(desk.locator("#phrases [role=option]").first).to_be_visible()
    press(desk, "Escape")
    expect(desk.locator("#note")).to_be_focused()
    press(desk, "Backspace", "Escape", "2")
    at_step(desk, "来电原因")
    expect(desk.locator("#note")).to_have_value("杯子碎了 ")
    wrap_up(desk)
    press(desk, "i")
    expect(desk.get_by_label("经过")).to_be_focused()
    desk.keyboard.type("两只")
    expect(desk.locator("#note")).to_have_value("杯子碎了 两只")


def test_the_plans_are_seen_without_scrolling_when_they_are_proposed(desk: Page) -> None:
    desk.set_viewport_size({"width": 1440, "height": 900})
    start_call(desk)
    press(desk, "4")
    at_step(desk, "提出方案")
    expect(desk.locator("#rung-1")).to_be_in_viewport(ratio=1)
    foot = desk.locator(".call-foot").bounding_box()
    rung = desk.locator("#rung-1").bounding_box()
    assert foot is not None
    assert rung is not None
    assert rung["y"] + rung["height"] <= foot["y"]


def test_an_outcome_of_any_kind_is_recorded_by_keyboard_and_leaves_without_a_question(desk: Page, house: House) -> None:
    start_call(desk)
    press(desk, "1")
    at_step(desk, "自报家门")
    press(desk, "7")
    at_step(desk, "最后致歉")
    press(desk, "q")
    expect(desk.locator("#skips")).to_have_count(0)
    press(desk, "i")
    desk.keyboard.type("顾客说要考虑")
    press(desk, "Escape")
    wrap_up(desk)
    expect(desk.locator("[name=disposition]:focus")).to_have_count(1)
    choose_by_arrows(desk, "wants_time")
    press(desk, "Shift+Enter")
    desk.wait_for_url(lambda url: "view=outcome" not in url)
    with house.database.reading() as session:
        outcome = session.query(Outcome).one()
        assert (outcome.disposition, outcome.note) == (Disposition.WANTS_TIME, "顾客说要考虑")


def test_who_is_not_reached_takes_two_keys_and_a_refusal_loses_no_key(desk: Page, house: House) -> None:
    start_call(desk)
    press(desk, "w")
    desk.wait_for_url("**/callbacks/*result=no_answer*")
    expect(desk.locator("[name=disposition][value=no_answer]")).to_be_checked()
    desk.locator("[name=disposition][value=no_answer]").evaluate("one => { one.checked = false; }")
    press(desk, "Shift+Enter")
    expect(desk.locator(".invalid-feedback").first).to_be_visible()
    expect(desk.locator("[name=disposition][value=no_answer]")).to_be_focused()
    press(desk, "Space", "Shift+Enter")
    desk.wait_for_url(lambda url: "view=outcome" not in url)
    with house.database.reading() as session:
        assert session.query(Outcome).one().disposition is Disposition.NO_ANSWER


def test_the_answer_that_the_closing_words_promise_is_written_down(desk: Page) -> None:
    start_call(desk)
    press(desk, "1")
    at_step(desk, "自报家门")
    wrap_up(desk)
    promised = desk.locator("[name='promises.0.words']")
    choose_by_arrows(desk, "refused")
    expect(promised).to_have_value("主管答复顾客提的要求")
    choose_by_arrows(desk, "do_not_call")
    expect(promised).to_have_value("")
    promised.fill("寄回执")
    desk.locator("[name=disposition]:checked").focus()
    choose_by_arrows(desk, "refused")
    expect(promised).to_have_value("寄回执")


def test_the_promised_answer_stays_away_once_the_agent_has_deleted_it(desk: Page) -> None:
    start_call(desk)
    press(desk, "1")
    at_step(desk, "自报家门")
    wrap_up(desk)
    promised = desk.locator("[name='promises.0.words']")
    choose_by_arrows(desk, "refused")
    expect(promised).to_have_value("主管答复顾客提的要求")
    promised.focus()
    press(desk, "Control+a", "Delete")
    for disposition in ("do_not_call", "refused"):
        desk.locator("[name=disposition]:checked").focus()
        choose_by_arrows(desk, disposition)
        expect(promised).to_have_value("")


def test_what_the_telephone_did_and_how_the_call_ended_are_found_in_the_command_bar(desk: Page) -> None:
    start_call(desk)
    wrap_up(desk)
    field = desk.get_by_role("dialog", name="命令栏").get_by_role("combobox")
    for choice, value in (("话机结果 · 已通话", "conversation"), ("结论 · 顾客拒绝", "refused")):
        press(desk, "Control+k")
        field.fill(choice)
        press(desk, "Enter")
        expect(desk.locator(f"input[value={value}]")).to_be_checked()


def test_every_field_of_every_disposition_is_reached_by_keyboard(desk: Page) -> None:
    start_call(desk)
    press(desk, "1")
    at_step(desk, "自报家门")
    press(desk, "7")
    at_step(desk, "最后致歉")
    press(desk, "q")
    expect(desk.locator("#skips")).to_have_count(0)
    wrap_up(desk)
    dispositions = desk.locator("[name=disposition]:enabled:visible")
    expect(dispositions.first).to_be_focused()
    looked_at: list[str | None] = []
    for _ in range(dispositions.count()):
        press(desk, "ArrowRight")
        chosen = desk.locator("[name=disposition]:checked")
        expect(chosen).to_be_focused()
        looked_at.append(chosen.get_attribute("value"))
        there = set(desk.evaluate(FIELDS_BEYOND_THE_CHOICE))
        reached = set[str]()
        while there - reached and len(reached) < 40:
            press(desk, "Tab")
            reached.add(desk.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))
        assert there <= reached
        chosen.focus()
    assert {"settled", "wants_time", "refused", "call_later", "do_not_call", "abusive"} <= set(looked_at)


def test_the_skip_link_leads_past_the_list(desk: Page) -> None:
    press(desk, "n")
    desk.wait_for_url("**/callbacks/*")
    expect(desk.locator("#pane-list a")).to_have_count(2)
    desk.locator(".skip-link").focus()
    press(desk, "Enter", "Tab")
    assert desk.evaluate("document.activeElement.closest('#call') !== null")


def test_what_is_refused_is_put_right_where_it_is_wrong(desk: Page) -> None:
    start_call(desk)
    press(desk, "1")
    at_step(desk, "自报家门")
    wrap_up(desk)
    choose_by_arrows(desk, "wants_time")
    press(desk, "Shift+Enter")
    expect(desk.locator(".invalid-feedback").first).to_be_visible()
    expect(desk.locator("[name=disposition][value=wants_time]")).to_be_focused()


def test_who_has_offered_an_amount_of_their_own_is_heard_again(desk: Page) -> None:
    start_call(desk)
    press(desk, "4")
    at_step(desk, "提出方案")
    offer_own(desk, "180")
    expect(desk.locator("#approval")).to_contain_text("等待")
    expect(desk.locator(".say")).to_contain_text("这个要求我正在替您申请")
    expect(desk.locator("#own-offer [name=amount]")).to_have_value("")
    press(desk, "i")
    desk.keyboard.type("顾客要退180")
    expect(desk.locator("#note")).to_have_value("顾客要退180")


@pytest.mark.parametrize("height", [900, 450])
@pytest.mark.parametrize("width", [1440, 720, 390])
def test_the_note_is_in_sight_whatever_the_step_shows(desk: Page, width: int, height: int) -> None:
    start_call(desk)
    desk.set_viewport_size({"width": width, "height": height})
    for key, name in (("4", "提出方案"), ("7", "最后致歉")):
        press(desk, key)
        at_step(desk, name)
        expect(desk.locator("#note")).to_be_in_viewport(ratio=1)
    press(desk, "i")
    desk.keyboard.type("顾客说：\n" * 40)
    for part in (desk.locator("#note"), desk.locator(".call-foot .btn-primary")):
        expect(part).to_be_in_viewport(ratio=1)


def test_what_lies_far_from_the_first_field_is_a_key_away(desk: Page, house: House) -> None:
    press(desk, "n")
    desk.wait_for_url("**/callbacks/*")
    expect(desk.get_by_role("heading", name="拨打前准备")).to_be_visible()
    press(desk, "e")
    expect(desk.locator("[name='plans.0.kind']")).to_be_focused()
    press(desk, "Escape", "Shift+Enter")
    expect(desk.get_by_role("heading", name="准备就绪")).to_be_visible()
    press(desk, "e")
    desk.wait_for_url("**/callbacks/*view=prepare")
    press(desk, "Shift+Enter")
    expect(desk.get_by_role("heading", name="准备就绪")).to_be_visible()
    press(desk, "d")
    expect(desk.locator(".revealed-number")).to_be_visible()
    press(desk, "1")
    at_step(desk, "自报家门")
    press(desk, "4")
    at_step(desk, "提出方案")
    press(desk, "a")
    expect(desk.locator("#answers dt").last).to_be_in_viewport(ratio=1)
    press(desk, "z")
    expect(desk.get_by_label("其他原因")).to_be_focused()
    desk.keyboard.type("顾客赶时间")
    press(desk, "Enter")
    expect(desk.locator("#skips")).to_have_count(0)
    press(desk, "o")
    expect(desk.locator("#own-offer [name=kind]")).to_be_focused()
    expect(desk.locator("#own-offer [name=kind]")).to_be_in_viewport(ratio=1)
    press(desk, "Tab")
    desk.keyboard.type("12")
    press(desk, "Enter")
    expect(desk.locator(".on-table")).to_contain_text("¥12")


def test_while_the_customer_talks_no_key_offers_a_plan(desk: Page, house: House, violations: list[str]) -> None:
    start_call(desk)
    press(desk, "3")
    at_step(desk, "倾听不满")
    expect(desk.locator(".quiet-timer")).to_have_text(re.compile(r"^0:0\d$"))
    expect(desk.locator("#rung-1")).to_be_hidden()
    press(desk, "Shift+Digit1", "v")
    expect(desk.locator("#rung-1")).to_be_visible()
    with house.database.reading() as session:
        assert session.query(Offer).count() == 0
    press(desk, "Shift+Digit1")
    expect(desk.get_by_role("button", name="顾客接受")).to_be_visible()
    assert violations == []


def test_a_jump_is_explained_in_one_key_and_the_close_comes_before_the_outcome(desk: Page, house: House) -> None:
    start_call(desk)
    press(desk, "2")
    at_step(desk, "来电原因")
    press(desk, "4")
    expect(desk.locator("#skips")).to_contain_text("没走第 1、3 步：")
    press(desk, "q")
    expect(desk.locator("#skips")).to_have_count(0)
    wrap_up(desk)
    desk.get_by_role("radio", name="顾客要考虑").check(force=True)
    desk.locator("#note").fill("要跟家里商量")
    desk.locator("#note").blur()
    press(desk, "Shift+Enter")
    expect(desk.locator(".invalid-feedback")).to_contain_text("要说完第 7 步的致歉")
    press(desk, "7")
    at_step(desk, "最后致歉")
    press(desk, "e")
    expect(desk.locator("#skips")).to_have_count(0)
    wrap_up(desk)
    expect(desk.get_by_label("经过")).to_have_value("要跟家里商量")
    desk.get_by_role("radio", name="顾客要考虑").check(force=True)
    press(desk, "Shift+Enter")
    desk.wait_for_url(re.compile("/callbacks/2$"))
    with house.database.reading() as session:
        assert session.query(Outcome).one().disposition is Disposition.WANTS_TIME


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


def test_a_request_is_taken_back_by_a_key_when_the_customer_wants_something_else(desk: Page) -> None:
    start_call(desk)
    press(desk, "1")
    at_step(desk, "自报家门")
    press(desk, "4")
    at_step(desk, "提出方案")
    offer_own(desk, "180")
    expect(desk.locator("#rung-2 button")).to_be_disabled()
    press(desk, "Shift+Digit2")
    expect(desk.locator("[data-toast]")).to_contain_text("客服主管答复前先不提新方案")
    press(desk, "x")
    expect(desk.locator("#approval")).to_be_empty()
    press(desk, "Shift+Digit2")
    expect(desk.locator("#rung-2")).to_contain_text("正在谈")


def test_a_plan_refused_twice_says_so_when_its_key_is_pressed_again(desk: Page) -> None:
    start_call(desk)
    press(desk, "4")
    at_step(desk, "提出方案")
    for _ in range(2):
        press(desk, "Shift+Digit2")
        expect(desk.locator("#rung-2")).to_contain_text("正在谈")
        press(desk, "x")
        expect(desk.locator("#rung-2")).to_contain_text("拒绝")
    for _ in range(2):
        press(desk, "Shift+Digit2")
        expect(desk.locator("[data-toast]")).to_contain_text("拒绝了两次，不再提")


def test_the_reasons_for_what_was_left_out_are_in_sight(desk: Page) -> None:
    desk.set_viewport_size({"width": 1440, "height": 700})
    start_call(desk)
    press(desk, "7")
    at_step(desk, "最后致歉")
    expect(desk.locator("#skips").get_by_role("button").first).to_be_in_viewport(ratio=1)


def test_the_decision_arrives_while_the_agent_writes(desk: Page, house: House) -> None:
    start_call(desk)
    press(desk, "4")
    at_step(desk, "提出方案")
    offer_own(desk, "180")
    expect(desk.locator("#approval")).to_contain_text("等待客服主管")
    desk.locator("#note").fill("正在等")
    with house.writing() as session:
        (approval,) = pending_approvals(session, house.supervisor)
        decide(session, house.settings, approval.id, house.supervisor, Decision.COUNTER, NOW, amount=12000)
    expect(desk.locator("#approval")).to_contain_text("老陈（客服主管）改为 ¥120", timeout=10_000)
    expect(desk.locator("#note")).to_have_value("正在等")
    expect(desk.locator("#note")).to_be_focused()


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


def test_a_word_of_danger_is_seen_in_the_list_at_once(desk: Page) -> None:
    start_call(desk)
    here = desk.locator("#pane-list [aria-current]")
    expect(here).not_to_contain_text("人身安全")
    press(desk, "i")
    desk.keyboard.type("顾客说孩子烫伤了")
    # The list asks by itself every 20 seconds only.
    expect(here).to_contain_text("人身安全", timeout=8_000)
    expect(desk.locator(".call-head")).to_contain_text("人身安全", timeout=1_500)


def test_once_somebody_is_hurt_the_call_is_about_the_person_and_ends_with_a_promised_answer(
    desk: Page, house: House
) -> None:
    start_call(desk)
    press(desk, "4")
    at_step(desk, "提出方案")
    ladder = desk.locator("#ladder")
    expect(ladder).to_be_visible()
    press(desk, "i")
    desk.keyboard.type("孩子烫伤去了急诊")
    expect(desk.locator(".talk > .notice")).to_contain_text("再请赵姐（客服组长）", timeout=8_000)
    expect(desk.locator(".say")).to_contain_text("让您受苦了")
    expect(ladder).to_be_hidden()
    press(desk, "Escape", "v")
    expect(ladder).to_be_visible()
    press(desk, "7")
    at_step(desk, "最后致歉")
    wrap_up(desk)
    choose_by_arrows(desk, "settled")
    expect(desk.locator("[name='promises.0.words']")).to_have_value("主管答复顾客提的要求")


def test_what_is_said_against_an_offer_is_seen_without_scrolling(desk: Page) -> None:
    desk.set_viewport_size({"width": 1440, "height": 700})
    start_call(desk)
    press(desk, "4")
    at_step(desk, "提出方案")
    desk.locator(".own-offer > summary").click()
    desk.locator("#own-offer [name=amount]").fill("abc")
    press(desk, "Enter")
    fault = desk.locator("#amount-fault")
    expect(fault).to_contain_text("这不是金额")
    foot = desk.locator(".call-foot")
    desk.wait_for_function(
        "([fault, foot]) => fault.getBoundingClientRect().bottom <= foot.getBoundingClientRect().top",
        arg=[fault.element_handle(), foot.element_handle()],
    )


def looked_after(page: Page) -> None:
    """Lets the page ask for itself again, as it does every few seconds, and get an answer that differs."""
    page.evaluate("document.querySelector('.call-title').dataset.old = ''")
    with page.expect_response("**/live**"):
        page.evaluate("htmx.trigger('#call', 'refresh')")
    expect(page.locator("[data-old]")).to_have_count(0)


def test_what_is_said_against_a_step_stands_until_the_next_one(desk: Page, house: House) -> None:
    start_call(desk)
    press(desk, "4")
    at_step(desk, "提出方案")
    desk.locator(".own-offer > summary").click()
    desk.locator("#own-offer [name=amount]").fill("abc")
    press(desk, "Enter")
    expect(desk.locator("#amount-fault")).to_be_visible()
    looked_after(desk)
    expect(desk.locator("#amount-fault")).to_be_visible()
    desk.locator("#own-offer [name=amount]").blur()
    press(desk, "5")
    at_step(desk, "努力协商")
    expect(desk.locator("#amount-fault")).to_have_count(0)
    desk.locator("#own-offer [name=amount]").fill("8")
    press(desk, "Enter")
    expect(desk.get_by_role("button", name="顾客接受")).to_be_visible()

    # The lease has run out meanwhile.
    with house.writing() as session:
        session.query(Callback).filter(Callback.lease_agent_id.is_not(None)).one().lease_expires_at = NOW
    desk.locator("#own-offer [name=amount]").blur()
    press(desk, "6")
    expect(desk.locator("#problem")).to_be_visible()
    looked_after(desk)
    expect(desk.locator("#problem")).to_be_visible()


def test_on_a_telephone_each_step_begins_with_its_words(desk: Page) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    start_call(desk)
    press(desk, "2")
    at_step(desk, "来电原因")
    expect(desk.locator(".say")).to_be_in_viewport(ratio=1)


def test_the_callback_looked_at_is_seen_in_the_list(desk: Page, house: House, live_server: str) -> None:
    desk.set_viewport_size({"width": 1440, "height": 700})
    last = [house.callback(phone=f"+86138001381{n:02}") for n in range(20)][-1]
    desk.goto(f"{live_server}/callbacks/{last}")
    expect(desk.locator("#pane-list [aria-current]")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("step", ["3", "4"])
def test_the_decision_is_seen_without_scrolling(desk: Page, house: House, step: str) -> None:
    desk.set_viewport_size({"width": 1440, "height": 900})
    start_call(desk)
    press(desk, "4")
    at_step(desk, "提出方案")
    offer_own(desk, "180")
    expect(desk.locator("#approval")).to_be_in_viewport(ratio=1)
    desk.locator("#note").focus()
    desk.locator("#note").blur()
    press(desk, step)
    with house.writing() as session:
        (approval,) = pending_approvals(session, house.supervisor)
        decide(session, house.settings, approval.id, house.supervisor, Decision.COUNTER, NOW, amount=12000)
    desk.locator("#note").scroll_into_view_if_needed()
    expect(desk.locator("#approval")).to_contain_text("改为 ¥120", timeout=10_000)
    for answer in (desk.locator("#approval"), desk.get_by_role("button", name="顾客接受")):
        expect(answer).to_be_in_viewport(ratio=1)
    assert desk.locator("#approval .changed").evaluate("part => part.getAnimations().length") == 1


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


def test_the_outcome_shows_only_what_goes_together(desk: Page) -> None:
    start_call(desk)
    wrap_up(desk)
    desk.get_by_role("radio", name="占线").check(force=True)
    expect(desk.locator("[data-results]:visible")).to_have_text(["占线"])
    expect(desk.get_by_text("按规则最早能打的时间已填好")).to_be_visible()
    expect(desk.get_by_text("答应顾客的事")).to_be_hidden()
    desk.get_by_role("radio", name="已通话").check(force=True)
    expect(desk.get_by_text("答应顾客的事")).to_be_visible()


def test_what_the_guard_says_of_the_next_time_outlives_a_refused_outcome(desk: Page) -> None:
    start_call(desk)
    wrap_up(desk)
    desk.get_by_role("radio", name="已通话").check(force=True)
    desk.locator("[name=disposition][value=call_later]").check(force=True)
    desk.get_by_label("下次拨打时间").fill("2026-11-23T15:30")
    expect(desk.locator("#next-time-verdict")).to_contain_text("规则允许这个时间拨打")
    press(desk, "Shift+Enter")
    expect(desk.locator("#note-fault")).to_be_visible()
    expect(desk.locator("#next-time-verdict")).to_contain_text("规则允许这个时间拨打")


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
def test_nothing_is_wider_than_the_window(browser: Browser, desk: Page, width: int) -> None:
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
