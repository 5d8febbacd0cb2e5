"""Before a practice call begins it is prepared, by the form and the rules of a call to a customer."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from callguard.db.models import DayOff, Preparation, RegisterEntry
from callguard.domain.practice import PracticeState
from tests.application import SignIn
from tests.house import NOW, House
from tests.web.calls import PREPARATION, on_one_line
from tests.web.test_practice_talk import Practice

NO_PLANS = {key: value for key, value in PREPARATION.items() if not key.startswith("plans.")}


@pytest.fixture
def practice(app: Flask, house: House, sign_in: SignIn) -> Practice:
    agent, leader = (sign_in(app.test_client(), user) for user in (house.agent, house.leader))
    return Practice(agent, leader, house, prepared={})


@pytest.fixture
def kettle(practice: Practice, house: House) -> Practice:
    """A practice call in which somebody is hurt."""
    practice.post("/call-off")
    return Practice(practice.agent, practice.leader, house, "kettle", prepared={})


def test_the_form_is_filled_from_the_scenario(practice: Practice) -> None:
    page = practice.page()
    assert "通话前准备" in page
    assert '<option value="resend" selected' in page
    assert 'name="plans.1.amount" inputmode="decimal" autocomplete="off" value="25"' in page
    assert 'name="plans.2.amount" inputmode="decimal" autocomplete="off" value="50"' in page
    assert 'name="floor" inputmode="decimal" autocomplete="off" value="25"' in page
    assert "要马上补发，不然就退款 ¥369 → " in page
    assert "我这一单可给 ¥50" in page
    assert "顾客买过" not in page


def test_no_step_begins_before_it_stands(practice: Practice) -> None:
    page = practice.page()
    assert 'id="stepper"' not in page
    assert "接通了，开始第 1 步" not in page
    assert practice.post("/step", step="1").status_code == 409
    assert "还在做准备" in practice.seniors()
    assert "准备中" in practice.agent.get("/practice").text
    page = on_one_line(practice.post("/preparation", **PREPARATION).text)
    assert "接通了，开始第 1 步" in page
    assert practice.post("/step", step="1").status_code == 200
    assert practice.state() is PracticeState.TALKING


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"plans.1.kind": ""}, "请至少备好 2 个方案"),
        ({"plans.1.amount": "400"}, "超过"),
        ({"plans.1.amount": "x"}, "金额"),
        ({"floor": "8"}, "底线"),
        ({"demands": " "}, "要求"),
        ({"demands": "长" * 2001}, "2000"),
    ],
)
def test_what_it_lacks_is_said_at_its_field_and_what_was_typed_stays(
    practice: Practice, typed: dict[str, str], told: str
) -> None:
    answer = practice.post("/preparation", **PREPARATION | {"beyond_authority": "马上请赵姐"} | typed)
    page = on_one_line(answer.text)
    assert (answer.status_code, told in page, "invalid-feedback" in page) == (422, True, True)
    assert ">马上请赵姐</textarea>" in page
    assert practice.state() is PracticeState.PREPARING


def test_what_is_prepared_is_the_ladder_of_the_talk_and_its_script(practice: Practice) -> None:
    page = on_one_line(practice.post("/preparation", **PREPARATION).text)
    assert all(told in page for told in ("优惠券 ¥5", "最低不低于 ¥5", "要求全额退款", "请主管", "我可以定"))
    page = practice.walk(1, 2, 3, 4).page()
    assert 'id="rung-1"' in page
    assert "优惠券 ¥5" in page
    assert '<summary data-key="a">顾客提要求时怎么答' in page
    assert "超过权限时：请主管" in page


def test_until_the_first_step_it_can_be_changed(practice: Practice) -> None:
    practice.post("/preparation", **PREPARATION)
    assert f'href="{practice.address}?view=prepare" data-key="e"' in practice.page()
    again = on_one_line(practice.agent.get(f"{practice.address}?view=prepare").text)
    assert ">要求全额退款</textarea>" in again
    assert f'hx-get="{practice.address}/live?view=prepare"' in again
    live = practice.agent.get(f"{practice.address}/live?view=prepare").text
    assert "通话前准备" in live
    practice.post("/preparation", **PREPARATION | {"plans.0.kind": "gift"})
    page = practice.walk(1).page()
    assert "赠品 ¥5" in page
    assert "优惠券 ¥5" not in page
    assert practice.post("/preparation", **PREPARATION).status_code == 409
    assert "通话前准备" not in practice.agent.get(f"{practice.address}?view=prepare").text


def test_the_wait_for_somebody_to_play_is_time_to_prepare(agent_client: FlaskClient) -> None:
    address = agent_client.post("/practice", data={"scenario": "bedding"}).headers["Location"]
    assert "通话前准备" in agent_client.get(address).text
    assert agent_client.post(f"{address}/preparation", data=PREPARATION).headers["Location"] == address
    page = on_one_line(agent_client.get(address).text)
    assert "通话前准备" not in page
    assert "接通了，开始第 1 步" not in page
    assert agent_client.post(f"{address}/step", data={"step": "1"}).status_code == 409


def test_without_scripts_what_it_lacks_is_shown_on_the_whole_page(practice: Practice) -> None:
    answer = practice.agent.post(f"{practice.address}/preparation", data=NO_PLANS)
    assert (answer.status_code, "<html" in answer.text, "请至少备好 2 个方案" in answer.text) == (422, True, True)


def test_where_somebody_is_hurt_the_senior_on_duty_is_named_instead_of_plans(kettle: Practice, house: House) -> None:
    page = kettle.page()
    assert f'<option value="{house.leader.id}" selected' in page
    assert "但必须有人在" in page
    nobody = on_one_line(kettle.post("/preparation", senior_on_duty="").text)
    assert 'id="senior_on_duty-fault"' in nobody
    assert kettle.post("/preparation", senior_on_duty=str(house.colleague.id)).status_code == 422
    page = on_one_line(kettle.post("/preparation", senior_on_duty=str(house.leader.id)).text)
    assert "<dd>赵姐</dd>" in page
    assert "接通了，开始第 1 步" in page
    assert "要你今天在场" not in kettle.leader.get("/notifications").text


def test_who_is_away_today_is_not_proposed(kettle: Practice, house: House) -> None:
    with house.writing() as session:
        session.add(DayOff(user_id=house.leader.id, on=NOW.date()))
    assert f'<option value="{house.supervisor.id}" selected' in kettle.page()


def test_who_plays_the_buyer_reads_it_and_so_does_the_result(practice: Practice) -> None:
    assert "对方的准备" not in practice.seniors()
    practice.post("/preparation", **PREPARATION)
    seniors = practice.seniors()
    assert all(told in seniors for told in ("对方的准备", "优惠券 ¥5", "要求全额退款", "还没有开始"))
    practice.walk(1).score()
    for client in (practice.agent, practice.leader):
        page = on_one_line(client.get(practice.address).text)
        assert all(told in page for told in ("优惠券 ¥5", "最低不低于 ¥5", "要求全额退款"))
        assert "我可以定" not in page


def test_nobody_else_prepares_it_and_nothing_real_comes_of_it(practice: Practice, house: House) -> None:
    refused = practice.leader.post(f"{practice.address}/preparation", data=PREPARATION)
    assert refused.status_code == 404
    practice.post("/preparation", **PREPARATION)
    with house.database.reading() as session:
        assert [session.query(table).count() for table in (Preparation, RegisterEntry)] == [0, 0]
