"""The talk of a practice call: asked for the same as a call to a customer, and followed live by the senior."""

from collections.abc import Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from callguard.db.models import PracticeCall, PracticeOffer
from callguard.domain.offer import OfferStatus
from callguard.domain.practice import AttitudeRule, PracticeState
from tests.application import SignIn
from tests.house import House
from tests.web.calls import HTMX, on_one_line

PREPARED = {
    "plans.0.kind": "resend",
    "plans.1.kind": "partial_refund",
    "plans.1.amount": "60",
    "demands": "要换货",
}


class Practice:
    """A practice call about bedding in the wrong colour: a new one may be sent, ¥60 need a leader."""

    def __init__(
        self,
        agent: FlaskClient,
        leader: FlaskClient,
        house: House,
        scenario: str = "bedding",
        *,
        prepared: Mapping[str, str] = PREPARED,
    ) -> None:
        self.agent, self.leader, self.house = agent, leader, house
        data = {"user_id": str(house.agent.id), "scenario": scenario}
        self.address = leader.post("/practice", data=data).headers["Location"]
        if prepared:
            self.post("/preparation", **prepared)

    def walk(self, *steps: int) -> "Practice":
        for step in steps:
            self.post("/step", step=str(step))
        return self

    def post(self, path: str, **form: str) -> TestResponse:
        return self.agent.post(self.address + path, data=form, headers=HTMX)

    def offer(self, kind: str = "resend", amount: str = "", **form: str) -> TestResponse:
        return self.post("/offers", kind=kind, amount=amount, **form)

    def decide(self, decision: str, amount: str = "") -> TestResponse:
        deciding = f"{self.address}/offers/{self.offers()[-1].id}/decision"
        return self.leader.post(deciding, data={"decision": decision, "amount": amount}, headers=HTMX)

    def score(self) -> TestResponse:
        return self.leader.post(f"{self.address}/score", data={f"grades.{rule}": "met" for rule in AttitudeRule})

    def answer(self, answer: str) -> TestResponse:
        return self.post(f"/offers/{self.offers()[-1].id}/answer", answer=answer)

    def page(self) -> str:
        return on_one_line(self.agent.get(self.address).text)

    def seniors(self) -> str:
        return on_one_line(self.leader.get(f"{self.address}/live").text)

    def call(self) -> PracticeCall:
        with self.house.database.reading() as session:
            call = session.query(PracticeCall).one()
            assert call.state in PracticeState
            return call

    def state(self) -> PracticeState:
        return self.call().state

    def offers(self) -> list[PracticeOffer]:
        with self.house.database.reading() as session:
            return session.query(PracticeOffer).order_by(PracticeOffer.id).all()


@pytest.fixture
def practice(app: Flask, house: House, sign_in: SignIn) -> Practice:
    agent, leader = (sign_in(app.test_client(), user) for user in (house.agent, house.leader))
    return Practice(agent, leader, house)


@pytest.fixture
def talk(practice: Practice) -> Practice:
    """The same once a plan may be put forward."""
    return practice.walk(1, 2, 3, 4)


def rung(page: str, number: int) -> str:
    start = page.index(f'id="rung-{number}"')
    return page[start : page.index("</li>", start)]


def test_the_note_is_looked_at_while_it_is_typed_and_has_the_phrasebook(talk: Practice) -> None:
    page = talk.page()
    assert 'data-phrases="notes" data-check="/phrases/check?practice=1"' in page
    assert f'data-phrasebook="{talk.address}/phrasebook?moment=note"' in page
    assert f'data-address="{talk.address}/phrasebook"' in page


def test_words_of_danger_are_said_to_change_nothing_here(talk: Practice) -> None:
    asked = {"text": "顾客要打12315"}
    for where, words in (("?practice=1", "练习里不会真的升级"), ("", "记进案件，案件就升级")):
        found = talk.agent.post(f"/phrases/check{where}", json=asked).get_json()["matches"]
        told = next(one for one in found if one["severity"] == "raise")
        assert words in told["sentence"]
        assert (told["label"] == "案件升级") is (where == "")


def test_the_phrasebook_is_filled_from_the_scenario(talk: Practice) -> None:
    fits = talk.agent.get(f"{talk.address}/phrasebook").text
    assert "把您要的那一款重新给您发" in fits
    assert talk.agent.get(f"{talk.address}/phrasebook", query_string={"moment": "note"}).status_code == 200
    assert talk.leader.get(f"{talk.address}/phrasebook").status_code == 404


def test_before_the_first_step_the_phrasebook_begins_at_the_beginning(practice: Practice) -> None:
    assert "晨光家居" in practice.agent.get(f"{practice.address}/phrasebook").text


def test_a_jump_asks_for_its_reason_and_the_senior_sees_it(practice: Practice) -> None:
    assert 'id="skips"' not in practice.walk(1, 2).page()
    practice.walk(5)
    page = practice.page()
    assert "没走第 3、4 步：" in page
    assert 'value="4" data-key="4" class="skipped"' in page
    for form, told in (({"reason": "other", "why": " "}, "请用一句话写明原因"), ({"reason": "x"}, "")):
        answer = practice.post("/skips", **form)
        assert (answer.status_code, told in answer.text) == (422, True)
    assert 'id="skips"' not in practice.post("/skips", reason="customer_led").text
    assert "没走第 3、4 步：已说到" in practice.seniors()
    practice.walk(7)
    practice.post("/skips", reason="other", why="孩子在旁边哭")
    assert "没走第 6 步：孩子在旁边哭" in practice.seniors()


def test_the_talk_does_not_end_before_its_steps_are_explained(practice: Practice) -> None:
    practice.walk(1, 2, 3, 4, 7)
    refused = practice.post("/end", notes="没谈成")
    assert (refused.status_code, "第 5、6 步没有走，请先选一个原因" in refused.text) == (422, True)
    assert practice.call().state is PracticeState.TALKING
    practice.post("/skips", reason="not_wanted")
    assert practice.post("/end", notes="没谈成，下周再说").status_code == 200
    assert (practice.call().state, practice.call().notes) == (PracticeState.OVER, "没谈成，下周再说")


def test_forbidden_wording_comes_back_as_it_was_typed(practice: Practice) -> None:
    practice.walk(1, 2)
    for headers in (HTMX, {}):
        refused = practice.agent.post(f"{practice.address}/end", data={"notes": "我说了句有病"}, headers=headers)
        page = on_one_line(refused.text)
        assert (refused.status_code, 'id="notes-fault"' in page, ">我说了句有病</textarea>" in page) == (
            422,
            True,
            True,
        )
    assert practice.post("/notes", notes="长" * 2001).status_code == 422
    assert practice.post("/end", notes="长" * 2001).status_code == 422


def test_the_plans_have_the_keys_of_the_real_ladder(talk: Practice) -> None:
    page = talk.page()
    assert 'data-key="Shift+Digit1"' in rung(page, 1)
    assert "提出" in rung(page, 1)
    assert "需主管" in rung(page, 2)
    assert "申请" in rung(page, 2)


def test_listening_puts_the_plans_away(talk: Practice) -> None:
    assert '<details class="put-away" id="put-away"> <summary data-key="v">' in on_one_line(talk.walk(3).page())


def test_before_the_talk_no_plan_can_be_put_forward(practice: Practice) -> None:
    assert "Shift+Digit1" not in practice.page()
    assert practice.offer().status_code == 409


def test_a_plan_is_offered_and_refused_and_the_senior_sees_both(talk: Practice) -> None:
    page = on_one_line(talk.offer().text)
    assert 'data-key="y"' in page
    assert "正在谈 <strong>补发" in talk.seniors()
    assert "向顾客提出：补发" in talk.seniors()
    page = on_one_line(talk.answer("refused").text)
    assert 'class="rung-refused" id="rung-1"' in page
    assert "再提一次" in rung(page, 1)
    assert "顾客拒绝：补发" in talk.seniors()


def test_the_script_goes_on_from_what_was_refused_and_agreed(talk: Practice) -> None:
    talk.offer()
    page = talk.answer("refused").text
    said = page[page.index('class="say"') : page.index("advice-columns")]
    assert "给您退 60 元" in said
    assert "对不起" not in said
    talk.offer(lower="")
    page = talk.answer("accepted").text
    assert "下一步：最后致歉" in page
    assert "顾客已接受：补发" in page
    assert "顾客接受：补发" in talk.seniors()
    page = talk.walk(7).page()
    assert "没谈成" not in page[page.index('class="script"') : page.index("advice-columns")]


def test_without_a_yes_the_talk_may_end_in_every_other_way(talk: Practice) -> None:
    page = talk.walk(7).page()
    assert all(label in page for label in ("没谈成", "顾客要考虑", "不想再接电话"))
    assert "谈成了" not in page


def test_before_a_plan_was_heard_the_close_knows_who_has_no_time(practice: Practice) -> None:
    assert "改时间再打" in practice.walk(1, 7).page()


def test_a_plan_refused_twice_is_struck_and_refused_the_third_time(talk: Practice) -> None:
    for _time in range(2):
        talk.offer()
        page = on_one_line(talk.answer("refused").text)
    assert "拒绝了两次，不再提" in rung(page, 1)
    assert "<button" not in rung(page, 1)
    third = talk.offer()
    assert (third.status_code, "顾客已经拒绝过这个方案 2 次" in third.text) == (409, True)
    assert len(talk.offers()) == 2


def test_an_offer_below_an_earlier_one_is_warned_of_and_made_all_the_same(talk: Practice) -> None:
    talk.offer("coupon", "20")
    lower = talk.offer("coupon", "10")
    assert (lower.status_code, "已经听过 ¥20 的方案" in lower.text) == (409, True)
    assert 'name="lower" value="10"' in on_one_line(lower.text)
    assert talk.offer("coupon", "10", lower="10").status_code == 200
    assert len(talk.offers()) == 2


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"kind": "coupon", "amount": "x"}, "金额"),
        ({"kind": "partial_refund", "amount": "400"}, "订单"),
        ({"kind": "coupon", "amount": "5", "note": "有病"}, "辱骂顾客"),
    ],
)
def test_what_is_wrong_with_an_offer_is_said_at_its_field(talk: Practice, form: dict[str, str], words: str) -> None:
    answer = talk.post("/offers", **form)
    assert (answer.status_code, words in answer.text) == (422, True)


def test_above_the_agents_authority_the_senior_decides_in_place_of_the_leader(talk: Practice) -> None:
    page = talk.offer("partial_refund", "60").text
    assert "等待客服组长" in page
    assert "练习里由演顾客的赵姐来批" in page
    assert "正在替您申请" in page
    seniors = talk.seniors()
    assert "等你批 <strong>部分退款 ¥60" in seniors
    assert "要客服组长批：部分退款 ¥60" in seniors
    deciding = f"{talk.address}/offers/{talk.offers()[0].id}/decision"
    assert f'action="{deciding}"' in seniors
    assert talk.agent.post(deciding, data={"decision": "approve"}).status_code == 423
    answer = talk.leader.post(deciding, data={"decision": "approve"}, headers=HTMX)
    assert "批了：部分退款 ¥60" in answer.text
    assert talk.offers()[0].status is OfferStatus.OPEN
    page = talk.page()
    assert "赵姐批准了：" in page
    assert 'data-key="y"' in page


def test_who_plays_the_buyer_may_name_another_amount(talk: Practice) -> None:
    talk.offer("partial_refund", "60")
    seniors = talk.seniors()
    assert 'data-key="c"' in seniors
    assert "改成多少（元）" in seniors
    for amount, told in (("", "请填"), ("x", "金额"), ("60", "和申请的金额一样"), ("0", "大于"), ("101", "¥100")):
        refused = talk.decide("counter", amount)
        assert (refused.status_code, told in refused.text) == (422, True), amount
        assert f'value="{amount}"' in on_one_line(refused.text)
    assert talk.offers()[0].status is OfferStatus.AWAITING_APPROVAL
    answer = on_one_line(talk.decide("counter", "45.50").text)
    assert "要客服组长批：部分退款 ¥60" in answer
    assert "改成：部分退款 ¥45.50" in answer
    assert "正在谈 <strong>部分退款 ¥45.50" in answer
    page = talk.page()
    assert "赵姐改为 ¥45.50" in page
    assert "请按这个金额谈" in page
    assert 'data-key="y"' in page
    talk.answer("accepted")
    assert "顾客接受：部分退款 ¥45.50" in talk.seniors()


def test_a_fault_of_the_other_amount_is_none_of_the_sheet(talk: Practice) -> None:
    talk.offer("partial_refund", "60")
    deciding = f"{talk.address}/offers/{talk.offers()[0].id}/decision"
    page = talk.leader.post(deciding, data={"decision": "counter", "amount": "60"})
    assert (page.status_code, "和申请的金额一样" in page.text, "没写完" in page.text) == (422, True, False)


def test_a_request_is_taken_back_and_the_senior_sees_it(talk: Practice) -> None:
    assert 'data-key="x"' in talk.offer("partial_refund", "60").text
    page = on_one_line(talk.post(f"/offers/{talk.offers()[0].id}/withdraw").text)
    assert 'class="approval ' not in page
    assert 'class="rung-fresh" id="rung-2"' in page
    assert "撤回申请：部分退款 ¥60" in talk.seniors()
    assert "等你批" not in talk.seniors()


def test_the_next_plan_sets_the_open_one_aside_and_the_senior_sees_it(talk: Practice) -> None:
    talk.offer()
    page = on_one_line(talk.offer("coupon", "5").text)
    assert 'class="rung-fresh" id="rung-1"' in page
    assert "收起，改提别的：补发" in talk.seniors()
    assert "顾客拒绝：补发" not in talk.seniors()


def test_a_yes_noted_by_mistake_is_taken_back_in_practice_too(talk: Practice) -> None:
    talk.offer()
    assert 'data-key="Shift+y"' in talk.answer("accepted").text
    page = on_one_line(talk.post(f"/offers/{talk.offers()[0].id}/reopen").text)
    assert "正在谈 <strong>补发" in page
    assert "顾客已接受" not in page


@pytest.mark.parametrize(("decision", "status"), [("take_over", 409), ("nonsense", 422)])
def test_no_other_decision_is_taken_in_practice(talk: Practice, decision: str, status: int) -> None:
    talk.offer("partial_refund", "60")
    assert talk.decide(decision).status_code == status
    assert talk.offers()[0].status is OfferStatus.AWAITING_APPROVAL


def test_what_is_not_approved_is_never_heard(talk: Practice) -> None:
    talk.offer("partial_refund", "60")
    deciding = f"{talk.address}/offers/{talk.offers()[0].id}/decision"
    assert "没批：部分退款 ¥60" in talk.leader.post(deciding, data={"decision": "reject"}, headers=HTMX).text
    page = talk.page()
    assert "赵姐没有批准：" in page
    assert 'class="rung-fresh" id="rung-2"' in page


def test_another_leader_who_looks_on_decides_nothing(talk: Practice, app: Flask, house: House, sign_in: SignIn) -> None:
    talk.offer("partial_refund", "60")
    supervisor = sign_in(app.test_client(), house.supervisor)
    page = supervisor.get(f"{talk.address}/live").text
    assert "部分退款 ¥60" in page
    assert "/decision" not in page


def test_what_was_offered_stands_in_the_result(talk: Practice) -> None:
    talk.offer("coupon", "20", note="用于下一单")
    assert "用于下一单" in talk.seniors()
    talk.answer("accepted")
    talk.walk(7)
    assert "顾客接受：优惠券 ¥20" in talk.post("/end", notes="").text
    assert "结束通话" in talk.seniors()


def test_safety_is_practised_without_plans(practice: Practice, app: Flask, house: House, sign_in: SignIn) -> None:
    practice.post("/call-off")
    named = {"senior_on_duty": str(house.leader.id)}
    kettle = Practice(practice.agent, practice.leader, house, "kettle", prepared=named).walk(1, 2, 3, 4, 5, 6, 7)
    page = kettle.page()
    assert 'id="ladder"' not in page
    assert "谈成了" in page
