"""During the call: the steps, the ladder of plans, a senior's decision."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from callguard.db.models import Attempt, Callback, DialPermit, StepEntry
from callguard.domain.approval import Decision
from callguard.domain.attempt import CallResult
from callguard.domain.case import IssueType
from callguard.domain.offer import OfferStatus
from callguard.services.approvals import decide, pending_approvals
from callguard.services.permits import settle_permit
from tests.application import SettableClock
from tests.house import NOW, House
from tests.web.calls import Call, on_one_line


@pytest.fixture
def call(agent_client: FlaskClient, house: House) -> Call:
    """A call being made: the permit is taken, plans are a coupon of ¥5 and ¥10 back."""
    return Call(agent_client, house, house.callback()).dial()


def said(page: str) -> str:
    """The words to say, without what lies around them."""
    return page[page.index('class="say"') : page.index("advice-columns")]


def test_a_step_shows_its_words_with_the_blanks_filled(call: Call) -> None:
    page = call.post("/step", step="1").text
    assert "请问是王先生或女士吗" in page
    assert "晨光家居的售后专员小林" in page
    assert "〔" not in page


def test_every_step_has_its_words(call: Call) -> None:
    for step in range(1, 8):
        page = call.post("/step", step=str(step))
        assert page.status_code == 200
        assert f'value="{step}" data-key="{step}" aria-current="step"' in on_one_line(page.text)
        assert page.text.count('class="step-at"') == step
        assert "〔" not in page.text


def test_after_a_call_that_nobody_answered_the_matter_is_told_as_in_a_first_one(
    agent_client: FlaskClient, house: House
) -> None:
    call = Call(agent_client, house, house.callback())
    house.attempted(call.callback_id, CallResult.NO_ANSWER, NOW - timedelta(hours=4), house.supervisor)
    call.prepare().post("/permit")
    with house.database.reading() as session:
        call.attempt = session.query(Attempt).filter_by(agent_id=house.agent.id).one().id
    assert "之前给您来过电话" in said(call.post("/step", step="1").text)
    reason = said(call.post("/step", step="2").text)
    assert "您跟我说说" in reason
    assert "不用从头再说" not in reason


def test_steps_are_recorded(call: Call, house: House) -> None:
    call.post("/step", step="1")
    call.post("/step", step="3")
    with house.database.reading() as session:
        assert [int(entry.step) for entry in session.query(StepEntry)] == [1, 3]


@pytest.mark.parametrize("step", ["0", "8", "x", ""])
def test_there_is_no_other_step(call: Call, step: str) -> None:
    assert call.post("/step", step=step).status_code == 409


def test_listening_puts_the_offers_away_until_a_key_asks_for_them(call: Call) -> None:
    assert 'id="put-away"' not in call.post("/step", step="2").text
    listening = on_one_line(call.post("/step", step="3").text)
    before, away = listening.split('<details class="put-away" id="put-away"> <summary data-key="v">')
    assert 'id="ladder"' not in before
    assert 'id="ladder"' in away
    assert "听顾客说完" in before
    assert 'id="put-away"' not in call.post("/step", step="4").text


def test_the_quiet_timer_runs_since_the_listening_began(call: Call, clock: SettableClock) -> None:
    call.walk(1, 2, 3)
    clock.advance(timedelta(seconds=42))
    assert 'role="timer" data-seconds-since="42"' in on_one_line(call.get("/live").text)


def test_a_jump_asks_for_its_reason_without_being_in_the_way(call: Call) -> None:
    assert 'id="skips"' not in call.walk(1, 2).get().text
    page = call.post("/step", step="5").text
    assert "没走第 3、4 步：" in page
    assert 'value="4" data-key="4" class="skipped"' in on_one_line(page)
    assert "努力协商" in page
    assert call.post("/skips", reason="customer_led").status_code == 200
    assert 'id="skips"' not in call.get().text


def test_a_reason_of_ones_own_is_put_in_words(call: Call) -> None:
    call.walk(1, 4)
    for form, told in (({"reason": "other", "why": " "}, "请用一句话写明原因"), ({"reason": "x"}, "")):
        answer = call.post("/skips", **form)
        assert (answer.status_code, told in answer.text) == (422, True)
    assert 'id="skips"' not in call.post("/skips", reason="other", why="孩子在旁边哭").text
    assert "说明了为什么没走第 2、3 步：其他原因" in call.get().text


def test_a_reason_belongs_to_a_call(call: Call) -> None:
    assert call.post("/skips", reason="no_time", attempt="").status_code == 409
    assert call.post("/skips", reason="no_time", attempt="999").status_code == 404


def test_what_is_written_is_kept_for_whoever_takes_over(call: Call) -> None:
    kept = call.post("/note", note="杯子碎了两只")
    assert (kept.status_code, "HX-Trigger" in kept.headers) == (204, False)
    assert "杯子碎了两只</textarea>" in call.get().text
    assert "杯子碎了两只</textarea>" in call.get(view="outcome").text
    assert call.post("/note", note="长" * 2001).status_code == 422


def test_a_note_that_raises_the_case_has_the_page_and_the_list_asked_for_again_once(call: Call) -> None:
    for told in ("list-changed, refresh", None):
        assert call.post("/note", note="顾客说孩子烫伤了").headers.get("HX-Trigger") == told


def test_once_the_case_is_raised_to_safety_the_call_speaks_of_the_person_and_not_of_plans(call: Call) -> None:
    assert "5 元的优惠券" in call.walk(1, 2, 3, 4).get().text
    call.post("/note", note="孩子烫伤去了急诊")
    page = on_one_line(call.get().text)
    assert "优惠券" not in said(page)
    assert "让您受苦了" in said(page)
    assert "再请赵姐（客服组长）。不先谈钱。" in page
    before, away = page.split('<details class="put-away" id="put-away"> <summary data-key="v">')
    assert "人身安全为先，方案收着" in away
    assert 'id="ladder"' not in before
    assert "我们主管亲自给您答复" in call.post("/step", step="7").text


def test_the_senior_named_before_the_call_is_the_one_to_bring_in(agent_client: FlaskClient, house: House) -> None:
    call = Call(agent_client, house, house.callback(issue_type=IssueType.PERSONAL_SAFETY)).claim()
    call.post("/preparation", senior_on_duty=str(house.supervisor.id))
    assert "再请老陈（客服主管）。不先谈钱。" in call.take().walk(1).get().text


def test_where_nobody_is_hurt_nobody_is_brought_in(call: Call) -> None:
    assert "不先谈钱" not in call.walk(1).get().text


def test_a_note_belongs_to_a_call(agent_client: FlaskClient, house: House) -> None:
    call = Call(agent_client, house, house.callback()).prepare()
    assert call.post("/note", note="x").status_code == 409


def test_after_a_yes_the_next_step_is_the_close(call: Call) -> None:
    call.walk(1, 2, 3, 4)
    call.post("/offers", kind="coupon", amount="5")
    page = call.post(f"/offers/{call.offers()[0].id}/answer", answer="accepted").text
    assert "下一步：最后致歉" in page


def test_each_step_speaks_of_its_own_rung(call: Call) -> None:
    assert "5 元的优惠券" in call.walk(1, 2, 3, 4).get().text
    assert "给您退 10 元" in call.post("/step", step="6").text
    call.post("/offers", kind="partial_refund", amount="10")
    assert "给您退 10 元" in call.get().text


def test_an_apology_once_said_is_not_said_again_with_the_next_plan(call: Call) -> None:
    assert "对不起" in call.walk(1, 2, 3, 4).get().text
    call.post("/offers", kind="coupon", amount="5")
    page = said(call.post(f"/offers/{call.offers()[0].id}/answer", answer="refused").text)
    assert "给您退 10 元" in page
    assert "对不起" not in page
    assert "对不起" not in said(call.walk(5, 4).get().text)


def test_the_script_never_speaks_of_less_than_was_offered(call: Call) -> None:
    call.walk(1, 2, 3, 4)
    call.post("/offers", kind="partial_refund", amount="10")
    page = said(call.post(f"/offers/{call.offers()[0].id}/answer", answer="refused").text)
    assert "优惠券" not in page
    assert "请主管来定" in page


def test_while_a_senior_is_asked_no_other_plan_is_spoken_of(call: Call) -> None:
    call.walk(1, 2, 3, 4)
    page = call.post("/offers", kind="partial_refund", amount="80").text
    assert "正在替您申请" in said(page)
    assert "优惠券" not in said(page)
    # Said once: by the step where it is about plans, beside the request where it is not.
    assert "先这样说" not in page
    assert "先这样说" in call.post("/step", step="3").text


def test_past_the_last_rung_the_supervisor_decides(call: Call) -> None:
    call.walk(1, 2, 3, 4)
    for offer, (kind, amount) in enumerate((("coupon", "5"), ("partial_refund", "10"))):
        call.post("/offers", kind=kind, amount=amount)
        call.post(f"/offers/{call.offers()[offer].id}/answer", answer="refused")
    assert "请主管来定" in said(call.post("/step", step="6").text)
    assert "给您退 10 元" in call.post("/step", step="7").text


def test_before_a_plan_was_heard_the_close_knows_who_has_no_time(call: Call) -> None:
    early = call.walk(1, 7).get().text
    assert "改时间再打" in early
    assert "顾客要考虑" not in early
    late = call.walk(4, 7).get().text
    assert "顾客要考虑" in late
    assert "改时间再打" not in late


def test_an_offer_below_an_earlier_one_is_warned_of_and_made_all_the_same(call: Call) -> None:
    call.post("/offers", kind="partial_refund", amount="10")
    lower = call.post("/offers", kind="partial_refund", amount="8")
    assert (lower.status_code, "已经听过 ¥10 的方案" in lower.text) == (409, True)
    assert 'name="lower" value="8"' in on_one_line(lower.text)
    assert len(call.offers()) == 1
    still = call.post("/offers", kind="partial_refund", amount="7", lower="8")
    assert still.status_code == 409
    assert call.post("/offers", kind="partial_refund", amount="8", lower="8").status_code == 200
    assert len(call.offers()) == 2


def test_a_rung_below_an_earlier_offer_says_so_before_the_key_is_pressed(call: Call) -> None:
    call.post("/offers", kind="partial_refund", amount="10")
    page = on_one_line(call.get().text)
    assert "低于已提过的 ¥10" in page
    assert call.post("/offers", kind="coupon", amount="5", lower="5").status_code == 200


def test_a_plan_refused_twice_has_no_button_any_more(call: Call) -> None:
    for offer in range(2):
        call.post("/offers", kind="coupon", amount="5", lower="5")
        page = call.post(f"/offers/{call.offers()[offer].id}/answer", answer="refused").text
    rung = page[page.index('id="rung-1"') : page.index('id="rung-2"')]
    assert "拒绝了两次，不再提" in rung
    assert "<button" not in rung


def test_the_register_beside_the_call_names_the_amounts(call: Call) -> None:
    call.post("/offers", kind="partial_refund", amount="180")
    excerpt = call.get().text
    excerpt = excerpt[excerpt.index('class="register"') :]
    assert "向客服主管申请：部分退款 ¥180" in excerpt


def test_a_later_call_is_told_how_far_the_last_one_came(agent_client: FlaskClient, house: House) -> None:
    first = Call(agent_client, house, house.callback()).dial().walk(1, 2, 3, 4)
    first.post("/offers", kind="coupon", amount="5")
    first.post(f"/offers/{first.offers()[0].id}/answer", answer="refused")
    first.walk(5, 7).post("/skips", reason="not_needed")
    wants_time = {"result": "conversation", "disposition": "wants_time", "note": "要跟家里商量"}
    assert first.post("/outcome", **wants_time, next_due_at="2026-11-20T17:00").status_code == 200
    with house.database.reading() as session:
        following = max(session.scalars(select(Callback.id)))
    page = Call(agent_client, house, following).prepare().get().text
    assert "上次谈到第 5 步“努力协商”，小林" in page
    assert "顾客拒绝过：优惠券 ¥5" in page
    assert "要跟家里商量" in page


def test_a_plan_is_offered_refused_and_struck(call: Call) -> None:
    offered = call.post("/offers", kind="coupon", amount="5").text
    assert "正在谈" in offered
    struck = call.post(f"/offers/{call.offers()[0].id}/answer", answer="refused").text
    assert 'class="rung-refused" id="rung-1"' in struck
    assert "再提一次" in struck


def test_a_plan_refused_twice_is_not_offered_again(call: Call) -> None:
    for _ in range(2):
        call.post("/offers", kind="coupon", amount="5")
        call.post(f"/offers/{call.offers()[-1].id}/answer", answer="refused")
    third = call.post("/offers", kind="coupon", amount="5")
    assert third.status_code == 409
    assert "已经拒绝过这个方案 2 次" in third.text


def test_the_next_plan_sets_the_open_one_aside_and_bars_nothing(call: Call) -> None:
    for _ in range(3):
        call.post("/offers", kind="partial_refund", amount="10")
        page = call.post("/offers", kind="coupon", amount="5", lower="5").text
    rung = page[page.index('class="rung-fresh" id="rung-2"') :]
    assert 'aria-label="提出 部分退款 ¥10"' in on_one_line(rung)
    assert "改提别的方案，收起：部分退款 ¥10" in page
    assert "记下顾客拒绝" not in page


def test_a_yes_noted_by_mistake_is_taken_back_with_one_key(call: Call) -> None:
    call.post("/offers", kind="coupon", amount="5")
    address = f"/offers/{call.offers()[0].id}"
    assert 'data-key="Shift+y"' in call.post(f"{address}/answer", answer="accepted").text
    page = call.post(f"{address}/reopen").text
    assert "正在谈 <strong>优惠券 ¥5" in on_one_line(page)
    assert "已给 ¥5" not in page
    assert "记下顾客接受：优惠券 ¥5" in page
    assert "撤回误记的“顾客接受”：优惠券 ¥5" in page
    assert 'data-key="Shift+y"' not in page
    call.post(f"{address}/answer", answer="refused")
    assert call.post(f"{address}/reopen").status_code == 409


def taken_over(call: Call, house: House) -> None:
    call.post("/note", note="要全额退")
    call.post("/offers", kind="partial_refund", amount="180")
    with house.writing() as session:
        (approval,) = pending_approvals(session, house.supervisor)
        decide(session, house.settings, approval.id, house.supervisor, Decision.TAKE_OVER, NOW)


def test_who_is_taken_over_from_is_told_by_whom_and_what_to_do_now(call: Call, house: House) -> None:
    taken_over(call, house)
    page = call.get("/live").text
    for told in ("老陈（客服主管）接手了这通电话", "我请客服主管亲自跟您谈", "请把电话交过去", 'data-key="n"'):
        assert told in page
    assert "没有改动任何内容" not in page
    assert f'data-kept="callback-{call.callback_id}-note"' in page


def test_who_takes_over_is_told_what_to_ask_the_agent(call: Call, house: House) -> None:
    taken_over(call, house)
    with call.client.session_transaction() as session:
        session["user"] = house.supervisor.fs_uniquifier
    page = call.get().text
    assert "请小林把电话交给你，先问三件事" in page
    assert "approval-never" not in page
    assert "要全额退</textarea>" in page


def test_whose_call_was_over_already_hears_of_the_take_over_and_records_it(call: Call, house: House) -> None:
    with house.writing() as session:
        settle_permit(session, session.query(DialPermit).one().id, house.agent, CallResult.CONVERSATION, NOW)
    taken_over(call, house)
    page = call.get("/live").text
    assert "老陈（客服主管）接手了这通电话" in page
    assert "请直接登记你这通电话的结果" in page


def test_an_accepted_plan_is_in_the_closing_words_and_in_the_meter(call: Call) -> None:
    call.post("/offers", kind="partial_refund", amount="10")
    call.post(f"/offers/{call.offers()[0].id}/answer", answer="accepted")
    page = call.post("/step", step="7").text
    assert "给您退 10 元" in page
    assert "已给 ¥10" in page


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("", "请填金额"),
        ("abc", "这不是金额"),
        ("0", "金额要大于 0"),
        ("300", "退款不能超过订单金额"),
        ("1.234", "最多两位小数"),
    ],
)
def test_an_amount_of_ones_own_is_checked(call: Call, amount: str, told: str) -> None:
    answer = call.post("/offers", kind="partial_refund", amount=amount)
    assert (answer.status_code, told in answer.text) == (422, True)
    assert call.offers() == []


def test_above_the_shops_ceiling_nobody_may_go(call: Call) -> None:
    answer = call.post("/offers", kind="reimbursement", amount="9000")
    assert answer.status_code == 409
    assert "谁都不能批" in answer.text


def test_above_authority_the_supervisor_is_asked_and_the_talk_goes_on(call: Call) -> None:
    page = call.post("/offers", kind="partial_refund", amount="180").text
    assert "等待客服主管" in page
    assert "还有 10 分钟" in page
    assert "您稍等一下" in page
    assert "客服主管答复前先不提新方案" in page
    assert "申请中" in page
    assert "正在谈" not in page
    assert call.post("/step", step="5").status_code == 200
    waiting = call.post("/offers", kind="coupon", amount="5")
    assert (waiting.status_code, "还在等审批" in waiting.text) == (409, True)


@pytest.mark.parametrize(
    ("decision", "amount", "told"),
    [
        (Decision.APPROVE, None, "老陈（客服主管）批准了"),
        (Decision.COUNTER, 12000, "老陈（客服主管）改为 ¥120"),
        (Decision.REJECT, None, "老陈（客服主管）没有批准"),
    ],
)
def test_the_decision_slides_in(call: Call, house: House, decision: Decision, amount: int | None, told: str) -> None:
    call.post("/offers", kind="partial_refund", amount="180")
    with house.writing() as session:
        (approval,) = pending_approvals(session, house.supervisor)
        decide(session, house.settings, approval.id, house.supervisor, decision, NOW, amount=amount, words="老顾客")
    page = call.get("/live").text
    assert told in page
    assert "老顾客" in page


def test_a_team_leader_is_not_called_the_supervisor(call: Call, house: House) -> None:
    call.post("/offers", kind="partial_refund", amount="80")
    with house.writing() as session:
        (approval,) = pending_approvals(session, house.leader)
        decide(session, house.settings, approval.id, house.leader, Decision.COUNTER, NOW, amount=6000, words="老顾客")
    page = call.get("/live").text
    assert "赵姐（客服组长）改为 ¥60" in page
    assert "主管说" not in page


def test_the_steps_do_not_push_the_history_out_of_the_register(call: Call) -> None:
    for step in (1, 2, 3, 4, 5, 6, 7) * 2:
        page = call.post("/step", step=str(step)).text
    excerpt = page[page.index('class="register"') :]
    assert "进入话术步骤" not in excerpt
    assert "领取拨打许可" in excerpt


def test_saying_the_answer_twice_changes_nothing(call: Call) -> None:
    call.post("/offers", kind="coupon", amount="5")
    answer = f"/offers/{call.offers()[0].id}/answer"
    assert [call.post(answer, answer="accepted").status_code for _ in range(2)] == [200, 200]
    contradiction = call.post(answer, answer="refused")
    assert (contradiction.status_code, "不能答复" in contradiction.text) == (409, True)
    assert [offer.status for offer in call.offers()] == [OfferStatus.ACCEPTED]


def test_what_raises_the_case_is_seen_at_once_on_the_call_and_in_the_list(call: Call) -> None:
    call.walk(1)
    assert "监管或舆情" not in call.get("/live").text
    call.post("/note", note="顾客说要打12315")
    head = on_one_line(call.get("/live").text)
    head = head[head.index('class="call-title"') : head.index("</header>")]
    assert "badge-never" in head
    assert "监管或舆情" in head
    assert "<span>破损</span> · <span>监管或舆情</span>" in on_one_line(call.client.get("/desk/pane").text)
    assert "<span>破损</span> · <span>监管或舆情</span>" in on_one_line(call.client.get("/desk").text)
