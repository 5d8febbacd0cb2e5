"""While the customer is on the line: steps, notes, plans, and what a senior decided."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from callguard.db.models import Callback, Offer, Outcome, StepEntry
from callguard.domain.approval import Decision
from callguard.domain.disposition import Disposition
from callguard.domain.offer import OfferStatus
from callguard.services.approvals import decide, pending_approvals
from tests.browser.call.keys import at_step, choose_by_arrows, offer_own, press, start_call, wrap_up
from tests.house import NOW, House

pytestmark = pytest.mark.browser


def top(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["y"]


def bottom(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def test_moving_between_plans_refuses_none_of_them(desk: Page, house: House) -> None:
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


def test_a_yes_pressed_by_mistake_is_taken_back_by_a_key(desk: Page, house: House) -> None:
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


def test_writing_a_note_leaves_the_words_to_say_where_they_are(desk: Page) -> None:
    desk.set_viewport_size({"width": 1440, "height": 900})
    start_call(desk)
    press(desk, "1")
    at_step(desk, "自报家门")
    words = desk.locator(".say")
    before = words.bounding_box()
    press(desk, "i")
    expect(desk.locator("#note")).to_be_focused()
    desk.keyboard.type("说要打12315，还要找记者")
    expect(desk.locator("#note-phrases")).to_contain_text("12315")
    assert words.bounding_box() == before


def test_what_is_asked_for_below_is_spoken_of_beside_the_step(desk: Page) -> None:
    desk.set_viewport_size({"width": 1440, "height": 700})
    start_call(desk)
    press(desk, "6")
    at_step(desk, "调整方案")
    press(desk, "q")
    expect(desk.locator("#skips")).to_have_count(0)
    press(desk, "o")
    desk.locator("#own-offer [name=kind]").select_option("partial_refund")
    desk.locator("#own-offer [name=amount]").fill("90")
    press(desk, "Enter")
    asked, words = desk.locator(".at-hand"), desk.locator(".say")
    expect(asked).to_contain_text("等待")
    expect(desk.locator("#stepper")).to_be_in_viewport()
    assert bottom(asked) <= top(words)


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


def test_the_plans_are_seen_too_where_the_step_came_with_a_page_of_its_own(desk: Page) -> None:
    desk.set_viewport_size({"width": 1440, "height": 900})
    start_call(desk)
    press(desk, "4")
    at_step(desk, "提出方案")
    desk.reload()
    expect(desk.locator("#skips")).to_be_visible()
    assert bottom(desk.locator("#rung-1")) <= top(desk.locator(".call-foot"))


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


def test_a_key_quicker_than_the_eye_keeps_what_it_brought_into_sight(desk: Page) -> None:
    start_call(desk)
    press(desk, "1")
    at_step(desk, "自报家门")
    desk.evaluate(
        "addEventListener('htmx:afterSwap', () => setTimeout("
        "() => document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'a', bubbles: true}))), {once: true})"
    )
    press(desk, "4")
    at_step(desk, "提出方案")
    expect(desk.locator("#answers dt").last).to_be_in_viewport(ratio=1)


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


def test_while_the_customer_talks_no_key_offers_a_plan(desk: Page, house: House) -> None:
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
    names = "part => part.getAnimations().map((one) => one.animationName)"
    assert "changed" in desk.locator("#approval .changed").evaluate(names)
