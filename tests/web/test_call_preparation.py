"""Opening a callback and preparing it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from callguard.db.models import Callback, DayOff, Preparation
from callguard.domain.case import IssueType
from callguard.services.cases import add_note
from tests.application import SignIn
from tests.house import NOW, House
from tests.web.calls import PREPARATION, Call, on_one_line


@pytest.fixture
def call(agent_client: FlaskClient, house: House) -> Call:
    """A callback nobody holds yet, in the agent's browser."""
    return Call(agent_client, house, house.callback())


def test_a_free_callback_offers_to_be_taken(call: Call) -> None:
    page = call.get()
    assert page.status_code == 200
    assert "领取这一条" in page.text
    assert "拨打前准备" not in page.text


def test_a_colleagues_callback_says_whose_it_is(call: Call, app: Flask, house: House, sign_in: SignIn) -> None:
    call.claim()
    page = Call(sign_in(app.test_client(), house.colleague), house, call.callback_id).get()
    assert page.status_code == 423
    assert "小林正在处理这一条" in page.text


def test_an_outsider_is_told_nothing(call: Call, app: Flask, house: House, sign_in: SignIn) -> None:
    client = sign_in(app.test_client(), house.outsider)
    assert client.get(f"/callbacks/{call.callback_id}").status_code == 404
    assert client.get(f"/callbacks/{call.callback_id}/live").status_code == 404
    assert client.get("/callbacks/999999").status_code == 404


def test_the_form_is_filled_from_the_case(call: Call) -> None:
    page = on_one_line(call.claim().get().text)
    assert '<option value="resend" selected' in page
    assert "要退款 ¥200 → 先认真听完" in page
    assert "要一个准确的时间 → " in page
    assert "顾客买过 1 单，共 ¥200；赢得一位新顾客约要 ¥80" in page
    assert "我这一单可给 ¥50" in page


def test_it_can_be_saved_as_it_is_suggested_and_the_permit_comes_next(call: Call) -> None:
    answer = call.claim().post("/preparation", **PREPARATION)
    assert answer.status_code == 200
    assert "领取拨打许可" in answer.text
    assert "优惠券 ¥5" in answer.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"plans.1.kind": ""}, "请至少备好 2 个方案"),
        ({"plans.1.amount": "十块"}, "这不是金额"),
        ({"plans.1.amount": "-3"}, "金额不能是负数"),
        ({"plans.1.amount": ""}, "请填金额"),
        ({"plans.1.amount": "300"}, "退款不能超过订单金额"),
        ({"plans.1.amount": "20261120000100"}, "这个数太大了"),
        ({"plans.1.kind": "bribe"}, "请选一项"),
        ({"plans.0.amount": "20"}, "方案要从低到高排"),
        ({"floor": "8"}, "底线比其中一个方案还高"),
        ({"demands": " "}, "请写下顾客可能会提什么要求"),
    ],
)
def test_a_fault_is_told_at_its_field_and_nothing_typed_is_lost(call: Call, typed: dict[str, str], told: str) -> None:
    answer = call.claim().post("/preparation", **PREPARATION | {"beyond_authority": "问老陈"} | typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert ">问老陈</textarea>" in answer.text
    with call.house.database.reading() as session:
        assert session.query(Preparation).count() == 0


def test_what_is_missing_is_told_together_with_what_can_not_be_read(call: Call) -> None:
    faulty = {"plans.0.amount": "abc", "plans.1.amount": "", "demands": ""}
    answer = call.claim().post("/preparation", **PREPARATION | faulty)
    assert answer.status_code == 422
    assert all(told in answer.text for told in ("这不是金额", "请填金额", "请写下顾客可能会提什么要求"))


def test_nothing_is_kept_of_what_is_complete_but_can_not_be_read(call: Call) -> None:
    answer = call.claim().post("/preparation", **PREPARATION | {"floor": "x"})
    assert (answer.status_code, "这不是金额" in answer.text) == (422, True)
    with call.house.database.reading() as session:
        assert session.query(Preparation).count() == 0


def test_a_row_left_empty_does_not_move_the_fault_elsewhere(call: Call) -> None:
    gap = {"plans.0.kind": "", "plans.2.kind": "coupon", "plans.2.amount": "x", "plans.2.note": "第三行"}
    page = call.claim().post("/preparation", **PREPARATION | gap).text
    fault = page.index('id="plans.1.amount-fault"')
    assert page.index('name="plans.1.note"') < fault < page.index('name="plans.2.kind"')


def test_personal_safety_needs_the_senior_on_duty_of_this_shop(agent_client: FlaskClient, house: House) -> None:
    call = Call(agent_client, house, house.callback(issue_type=IssueType.PERSONAL_SAFETY)).claim()
    page = call.get().text
    assert f'value="{house.leader.id}" selected>赵姐（客服组长）' in on_one_line(page)
    assert "小周" not in page
    assert "至少留两个方案" not in page
    folded = page[page.index("也可以备方案") : page.index("</details>", page.index("也可以备方案"))]
    assert all(part in folded for part in ("我这一单可给", 'name="floor"'))
    nobody = on_one_line(call.post("/preparation", senior_on_duty="").text)
    assert "请选定今天值班的组长或主管" in nobody
    assert '<details class="own-offer" >' in nobody
    floor = on_one_line(call.post("/preparation", senior_on_duty=str(house.leader.id), floor="x").text)
    assert '<details class="own-offer" open>' in floor
    agent = call.post("/preparation", senior_on_duty=str(house.colleague.id))
    assert agent.status_code == 422
    leader = call.post("/preparation", senior_on_duty=str(house.leader.id))
    assert "领取拨打许可" in leader.text
    assert "赵姐" in leader.text


def test_a_case_raised_to_safety_names_the_senior_before_the_next_dial(call: Call, house: House) -> None:
    call.prepare()
    with house.writing() as session:
        case_id = session.get_one(Callback, call.callback_id).case_id
        add_note(session, case_id, house.agent, "孩子烫伤去了急诊", NOW)
    page = on_one_line(call.get().text)
    assert f'value="{house.leader.id}" selected>赵姐（客服组长）' in page
    assert "要医药费、要赔偿" in page
    leader = call.post("/preparation", senior_on_duty=str(house.leader.id))
    assert "领取拨打许可" in leader.text


def test_a_prepared_callback_can_be_prepared_again(call: Call) -> None:
    page = call.prepare().get(view="prepare").text
    assert 'value="要求全额退款"' not in page
    assert "要求全额退款</textarea>" in page


def test_of_two_seniors_the_one_who_works_today_is_proposed(agent_client: FlaskClient, house: House) -> None:
    with house.writing() as session:
        session.add(DayOff(user_id=house.leader.id, on=NOW.date()))
    call = Call(agent_client, house, house.callback(issue_type=IssueType.PERSONAL_SAFETY)).claim()
    page = on_one_line(call.get().text)
    assert f'value="{house.supervisor.id}" selected>' in page
    assert f'value="{house.leader.id}" >' in page


def test_what_to_answer_is_at_hand_before_and_during_the_call(call: Call) -> None:
    demands = "要赔三倍 → 照规则说\n要主管来谈"
    call.claim().post("/preparation", **PREPARATION | {"demands": demands, "beyond_authority": "问老陈"})
    ready = on_one_line(call.get().text)
    assert "<dt>要赔三倍</dt> <dd> 照规则说 </dd>" in ready
    assert "<dt>要主管来谈</dt> <dd> 还没有备回答 </dd>" in ready
    talk = on_one_line(call.take().walk(1).get().text)
    folded = talk[talk.index('id="answers"') : talk.index("</details>", talk.index('id="answers"'))]
    assert all(part in folded for part in ("<dt>要赔三倍</dt>", "照规则说", "超过权限时：问老陈"))


def test_giving_back_frees_the_callback(call: Call) -> None:
    assert call.claim().post("/give-back").status_code == 303
    assert call.row().lease_agent_id is None


def test_without_htmx_a_form_leads_back_to_the_page(call: Call) -> None:
    call.claim()
    form = PREPARATION | {"lease": call.lease}
    saved = call.client.post(f"/callbacks/{call.callback_id}/preparation", data=form)
    assert (saved.status_code, saved.headers["Location"]) == (303, f"/callbacks/{call.callback_id}")
    faulty = call.client.post(f"/callbacks/{call.callback_id}/preparation", data=form | {"demands": ""})
    assert faulty.status_code == 422
    assert "<!DOCTYPE html>" in faulty.text
