"""During the call: the steps, the ladder of plans, a senior's decision."""

import pytest
from flask.testing import FlaskClient

from callguard.db.models import StepEntry
from callguard.domain.approval import Decision
from callguard.domain.offer import OfferStatus
from callguard.services.approvals import decide, pending_approvals
from tests.house import NOW, House
from tests.web.calls import Call, on_one_line


@pytest.fixture
def call(agent_client: FlaskClient, house: House) -> Call:
    """A call being made: the permit is taken, plans are a coupon of ¥5 and ¥10 back."""
    return Call(agent_client, house, house.callback()).dial()


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
        assert "〔" not in page.text


def test_steps_are_recorded(call: Call, house: House) -> None:
    call.post("/step", step="1")
    call.post("/step", step="3")
    with house.database.reading() as session:
        assert [int(entry.step) for entry in session.query(StepEntry)] == [1, 3]


@pytest.mark.parametrize("step", ["0", "8", "x", ""])
def test_there_is_no_other_step(call: Call, step: str) -> None:
    assert call.post("/step", step=step).status_code == 409


def test_listening_hides_the_offers(call: Call) -> None:
    assert 'id="ladder"' in call.post("/step", step="2").text
    listening = call.post("/step", step="3").text
    assert 'id="ladder"' not in listening
    assert "听顾客说完" in listening


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
    assert "领取许可" in excerpt


def test_saying_the_answer_twice_changes_nothing(call: Call) -> None:
    call.post("/offers", kind="coupon", amount="5")
    answer = f"/offers/{call.offers()[0].id}/answer"
    assert [call.post(answer, answer="accepted").status_code for _ in range(2)] == [200, 200]
    contradiction = call.post(answer, answer="refused")
    assert (contradiction.status_code, "不能答复" in contradiction.text) == (409, True)
    assert [offer.status for offer in call.offers()] == [OfferStatus.ACCEPTED]
