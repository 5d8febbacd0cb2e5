"""After the call: what is recorded, and what is asked for."""

import pytest
from playwright.sync_api import Page, expect

from callguard.db.models import Outcome
from callguard.domain.disposition import Disposition
from tests.browser.call.keys import at_step, choose_by_arrows, press, start_call, wrap_up
from tests.house import House

pytestmark = pytest.mark.browser

FIELDS_BEYOND_THE_CHOICE = """() => [...document.querySelectorAll("#outcome-form :is(input, select, textarea)")]
  .filter((one) => one.checkVisibility() && !one.disabled && !["hidden", "radio"].includes(one.type))
  .map((one) => one.name)"""


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
    # Whatever comes in has the form choose again what is plain: the list beside it is the last to come.
    expect(desk.locator("#pane-list[data-live]")).to_be_attached()
    desk.wait_for_load_state("networkidle")
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


def test_what_is_refused_is_put_right_where_it_is_wrong(desk: Page) -> None:
    start_call(desk)
    press(desk, "1")
    at_step(desk, "自报家门")
    wrap_up(desk)
    choose_by_arrows(desk, "wants_time")
    press(desk, "Shift+Enter")
    expect(desk.locator(".invalid-feedback").first).to_be_visible()
    expect(desk.locator("[name=disposition][value=wants_time]")).to_be_focused()


def test_what_was_missing_is_no_fault_any_more_once_it_is_chosen(desk: Page) -> None:
    start_call(desk)
    wrap_up(desk)
    faults = desk.locator("fieldset > .invalid-feedback")
    desk.get_by_role("radio", name="已通话").check(force=True)
    press(desk, "Shift+Enter")
    expect(faults).to_have_text(["请选一项。"])
    desk.get_by_role("radio", name="占线").check(force=True)
    expect(desk.locator("[name=disposition][value=busy]")).to_be_checked()
    expect(faults).to_have_count(0)


def test_what_is_sent_back_never_shows_what_does_not_go_together(desk: Page) -> None:
    start_call(desk)
    wrap_up(desk)
    shown = "document.querySelectorAll('[data-results]:not([hidden])').length"
    desk.evaluate(f"most = 0, look = () => (most = Math.max(most, {shown}), requestAnimationFrame(look))")
    desk.get_by_role("radio", name="已通话").check(force=True)
    fitting = desk.evaluate(f"look(), {shown}")
    press(desk, "Shift+Enter")
    expect(desk.locator(".invalid-feedback").first).to_be_visible()
    assert desk.evaluate("most") == fitting


def test_a_number_that_is_nobodys_is_not_said_to_be_rung_again(desk: Page) -> None:
    start_call(desk)
    wrap_up(desk)
    proposed, other = desk.get_by_text("按规则最早能打的时间已填好"), desk.get_by_text("这个号码不再拨打")
    desk.get_by_role("radio", name="占线").check(force=True)
    expect(proposed).to_be_visible()
    expect(other).to_be_hidden()
    desk.get_by_role("radio", name="号码无效").check(force=True)
    expect(desk.locator("[name=disposition][value=wrong_number]")).to_be_checked()
    expect(proposed).to_be_hidden()
    expect(other).to_be_visible()


def test_a_word_of_danger_raises_the_case_before_the_outcome_is_saved(desk: Page) -> None:
    start_call(desk)
    press(desk, "1")
    at_step(desk, "自报家门")
    wrap_up(desk)
    choose_by_arrows(desk, "refused")
    press(desk, "i")
    desk.keyboard.type("顾客说孩子烫伤了")
    expect(desk.locator(".call-head")).to_contain_text("人身安全", timeout=8_000)
    expect(desk.locator("#note")).to_have_value("顾客说孩子烫伤了")
    expect(desk.locator("#note-phrases strong")).to_have_text(["已升级"])
    expect(desk.locator("[name=disposition][value=refused]")).to_be_checked()


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
