"""The wrap-up: no way out without an outcome, every fault at its field, and on to the next."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from callguard.db.models import Attempt, Callback, Commitment, Outcome
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.commitment import Department
from callguard.domain.disposition import Disposition
from tests.application import SettableClock
from tests.house import NOW, House
from tests.web.calls import Call, on_one_line

TALKED = {"result": "conversation", "disposition": "refused", "note": "顾客要全额退，不接受部分退"}
PROMISE = {
    "promises.0.department": "finance",
    "promises.0.words": "部分退款 ¥10",
    "promises.0.amount": "10",
    "promises.0.due_at": "2026-11-21T18:00",
}


@pytest.fixture
def call(agent_client: FlaskClient, house: House) -> Call:
    """A call that is over and whose outcome is owed."""
    return Call(agent_client, house, house.callback()).dial().walk()


def outcome_of(house: House) -> Outcome | None:
    with house.database.reading() as session:
        return session.query(Outcome).one_or_none()


def test_the_form_knows_what_the_call_has_shown(call: Call) -> None:
    call.post("/step", step="1")
    call.post("/offers", kind="partial_refund", amount="10")
    call.post(f"/offers/{call.offers()[0].id}/answer", answer="accepted")
    page = on_one_line(call.get(view="outcome").text)
    assert 'name="result" value="conversation" checked' in page
    assert re.search('value="settled"[^>]* checked', page)
    assert 'value="部分退款 ¥10"' in page
    assert 'value="2026-11-21T17:00"' in page


def test_a_result_chosen_on_the_way_is_ticked(call: Call) -> None:
    page = on_one_line(call.get(view="outcome", result="no_answer").text)
    assert 'name="result" value="no_answer" checked' in page
    assert re.search('name="disposition" value="no_answer"[^>]* checked', page)


def test_the_time_proposed_is_one_the_guard_allows(call: Call, clock: SettableClock) -> None:
    clock.advance(timedelta(seconds=23))
    page = on_one_line(call.get(view="outcome", result="no_answer").text)
    assert 'name="next_due_at" value="2026-11-20T15:10"' in page
    assert "规则允许这个时间拨打" in call.get("/next-time", next_due_at="2026-11-20T15:10").text


def test_an_outcome_brings_the_next_callback(call: Call, house: House) -> None:
    following = house.callback(phone="+8613800138009")
    answer = call.post("/outcome", **TALKED)
    assert answer.headers["HX-Redirect"] == f"/callbacks/{following}"
    recorded = outcome_of(house)
    assert recorded is not None
    assert (recorded.disposition, recorded.note) == (Disposition.REFUSED, TALKED["note"])
    assert call.row().status is CallbackStatus.DONE


def test_an_agent_may_rest_before_the_next(call: Call, house: House) -> None:
    following = house.callback(phone="+8613800138009")
    assert call.post("/outcome", **TALKED, after="desk").headers["HX-Redirect"] == "/desk"
    with house.database.reading() as session:
        assert session.get_one(Callback, following).status is CallbackStatus.PENDING


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"result": ""}, "请选一项"),
        ({"disposition": "nonsense"}, "请选一项"),
        ({"disposition": "no_answer"}, "对不上"),
        ({"note": ""}, "请写一句经过"),
        ({"note": "长" * 2001}, "最多 2000 个字"),
        ({"disposition": "wants_time", "next_due_at": ""}, "请填约好的回电时间"),
        ({"disposition": "wants_time", "next_due_at": "2026-11-20T09:00"}, "已经过去了"),
        ({"disposition": "wants_time", "next_due_at": "明天"}, "请选日期和时间"),
        ({"disposition": "settled", "note": ""}, "请写一句是怎么谈成的"),
        (PROMISE | {"promises.0.amount": "很多"}, "这不是金额"),
        (PROMISE | {"promises.0.due_at": ""}, "请选日期和时间"),
        (PROMISE | {"promises.0.due_at": "2026-11-01T18:00"}, "已经过去了"),
    ],
)
def test_a_fault_is_told_at_its_field_and_nothing_is_recorded(
    call: Call, house: House, typed: dict[str, str], told: str
) -> None:
    answer = call.post("/outcome", **TALKED | typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert outcome_of(house) is None


def test_all_that_is_wrong_is_told_at_once(call: Call) -> None:
    wrong = {"disposition": "wants_time", "next_due_at": "2026-11-20T09:00", "promises.0.amount": "很多"}
    page = call.post("/outcome", **TALKED | PROMISE | wrong).text
    assert "已经过去了" in page
    assert "这不是金额" in page


def test_a_proposed_time_that_isnt_meant_any_more_is_no_fault(call: Call) -> None:
    assert call.post("/outcome", **TALKED | {"next_due_at": "2026-11-20T09:00"}).status_code == 200


def test_what_was_accepted_must_be_carried_out_by_somebody(call: Call, house: House) -> None:
    call.post("/offers", kind="partial_refund", amount="10")
    call.post(f"/offers/{call.offers()[0].id}/answer", answer="accepted")
    settled = {"result": "conversation", "disposition": "settled"}
    missing = call.post("/outcome", **settled)
    assert (missing.status_code, "要有人办" in missing.text) == (422, True)
    assert call.post("/outcome", **settled, **PROMISE).status_code == 200
    with house.database.reading() as session:
        promise = session.query(Commitment).one()
    assert (promise.department, promise.amount) == (Department.FINANCE, 1000)
    assert promise.due_at == datetime(2026, 11, 21, 10, tzinfo=UTC)


def test_a_promised_time_becomes_the_agents_next_callback(call: Call, house: House) -> None:
    call.post("/outcome", **TALKED | {"disposition": "call_later", "next_due_at": "2026-11-21T11:30"})
    with house.database.reading() as session:
        following = session.query(Callback).filter(Callback.id != call.callback_id).one()
    assert (following.kind, following.agent_id) == (CallbackKind.PROMISED, house.agent.id)
    assert following.due_at == datetime(2026, 11, 21, 3, 30, tzinfo=UTC)


def test_the_proposed_time_makes_no_second_call_unless_it_is_wanted(call: Call, house: House) -> None:
    call.post("/outcome", **TALKED, next_due_at="2026-11-21T11:30")
    with house.database.reading() as session:
        assert session.query(Callback).count() == 1


def test_another_call_is_made_when_it_is_asked_for(call: Call, house: House) -> None:
    call.post("/outcome", **TALKED, next_due_at="2026-11-21T11:30", call_again="1")
    with house.database.reading() as session:
        assert session.query(Callback).count() == 2


def test_not_dialled_can_be_said_for_a_minute_only(
    agent_client: FlaskClient, house: House, clock: SettableClock
) -> None:
    call = Call(agent_client, house, house.callback()).dial()
    assert "result=not_placed" in call.get().text
    clock.advance(timedelta(seconds=60))
    assert "result=not_placed" not in call.get().text
    late = call.post("/outcome", result="not_placed", disposition="technical_failure")
    assert late.status_code == 422
    assert "领取许可已超过 1 分钟" in late.text
    assert outcome_of(house) is None


def test_not_dialled_frees_the_slot(call: Call, house: House) -> None:
    assert call.post("/outcome", result="not_placed", disposition="technical_failure").status_code == 200
    with house.database.reading() as session:
        assert session.query(Attempt).one().result is CallResult.NOT_PLACED


def test_a_call_that_settled_nothing_is_closed_first(agent_client: FlaskClient, house: House) -> None:
    call = Call(agent_client, house, house.callback()).dial().walk(1, 2, 3, 4, 5, 6)
    assert 'id="to-close"' in call.get(view="outcome").text
    early = call.post("/outcome", **TALKED)
    assert (early.status_code, "要说完第 7 步的致歉" in early.text) == (422, True)
    assert 'value="7" data-key="7"' in on_one_line(early.text)
    assert outcome_of(house) is None
    call.walk(7)
    assert 'id="to-close"' not in call.get(view="outcome").text
    assert call.post("/outcome", **TALKED).status_code == 200


def test_entering_no_step_is_no_way_around_the_close(agent_client: FlaskClient, house: House) -> None:
    call = Call(agent_client, house, house.callback()).dial()
    assert call.post("/outcome", **TALKED).status_code == 422
    assert call.post("/outcome", **TALKED | {"result": "dropped"}).status_code == 200


def test_what_was_left_out_is_explained_before_the_outcome(agent_client: FlaskClient, house: House) -> None:
    call = Call(agent_client, house, house.callback()).dial().walk(1, 2, 4, 7)
    page = call.post("/outcome", **TALKED)
    assert (page.status_code, "没走第 3、5、6 步：" in page.text) == (422, True)
    assert "请先选一个原因" in page.text
    explained = call.post("/skips", view="outcome", reason="not_wanted")
    assert "登记结果" in explained.text
    assert call.post("/outcome", **TALKED).status_code == 200


def test_a_yes_without_its_close_is_explained_too(agent_client: FlaskClient, house: House) -> None:
    call = Call(agent_client, house, house.callback()).dial().walk(1, 2, 3, 4)
    call.post("/offers", kind="partial_refund", amount="10")
    call.post(f"/offers/{call.offers()[0].id}/answer", answer="accepted")
    assert "没走第 7 步：" in call.get(view="outcome").text
    settled = {"result": "conversation", "disposition": "settled"} | PROMISE
    assert call.post("/outcome", **settled).status_code == 422
    call.post("/skips", view="outcome", reason="no_time", at_the_end="1")
    assert call.post("/outcome", **settled).status_code == 200


def test_the_banner_and_the_fault_name_the_same_steps(agent_client: FlaskClient, house: House) -> None:
    call = Call(agent_client, house, house.callback()).dial().walk(1, 2, 3, 4, 5, 7)
    assert "没走第 6 步：" in call.get(view="outcome").text
    page = call.post("/outcome", result="conversation", disposition="settled", note="说明后满意").text
    assert "没走第 6 步：" in page
    assert "第 6 步没有走" in page


def test_a_dead_line_is_asked_for_no_steps_that_it_did_not_come_to(agent_client: FlaskClient, house: House) -> None:
    call = Call(agent_client, house, house.callback()).dial().walk(1, 4)
    page = call.post("/outcome", **TALKED | {"result": "dropped"}).text
    assert "没走第 2、3 步：" in page
    assert "第 2、3 步没有走" in page


def test_a_case_of_safety_is_settled_with_the_promised_answer_only(agent_client: FlaskClient, house: House) -> None:
    call = Call(agent_client, house, house.callback()).dial().walk()
    call.post("/note", note="孩子烫伤去了急诊")
    page = on_one_line(call.get(view="outcome").text)
    assert all(re.search(rf'value="{one}"[^>]* data-owes-answer', page) for one in ("settled", "wants_time", "refused"))
    settled = {"result": "conversation", "disposition": "settled", "note": "已去急诊，孩子平稳"}
    refused = call.post("/outcome", **settled)
    assert (refused.status_code, "请写下答应顾客的答复" in refused.text) == (422, True)
    assert call.post("/outcome", **settled | PROMISE | {"promises.0.words": "主管答复"}).status_code == 200


def test_an_answer_that_the_form_owes_from_the_beginning_stands_in_it(agent_client: FlaskClient, house: House) -> None:
    call = Call(agent_client, house, house.callback()).dial().walk()
    call.post("/heard", words="明天下午三点再打给我", view="talk")
    owing = 'value="主管答复顾客提的要求"'
    assert owing not in call.get(view="outcome").text
    call.post("/note", note="孩子烫伤去了急诊")
    assert owing in call.get(view="outcome").text


def test_the_outcome_is_recorded_once(call: Call) -> None:
    assert call.post("/outcome", **TALKED).status_code == 200
    again = call.post("/outcome", **TALKED)
    assert (again.status_code, "已经登记过了" in again.text) == (409, True)


def test_the_back_button_shows_that_the_callback_is_over(call: Call) -> None:
    call.post("/outcome", **TALKED)
    page = call.get().text
    assert "这条回电已经结束" in page
    assert TALKED["note"] in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2026-11-21T11:30", "规则允许这个时间拨打"),
        ("2026-11-21T20:00", "这个时间可能打不了"),
        ("2026-11-19T11:30", "已经过去了"),
        ("", ""),
    ],
)
def test_a_time_named_is_checked_against_the_guard(call: Call, typed: str, told: str) -> None:
    assert told in call.get("/next-time", next_due_at=typed).text


def test_a_colleague_can_not_record_it(call: Call, house: House) -> None:
    with call.client.session_transaction() as session:
        session["user"] = house.colleague.fs_uniquifier
    assert call.post("/outcome", **TALKED).status_code == 423
    assert outcome_of(house) is None


def test_an_outcome_without_an_attempt_is_refused(call: Call) -> None:
    assert call.post("/outcome", **TALKED | {"attempt": ""}).status_code == 409


def test_the_outcome_can_still_be_told_after_the_lease_ran_out(call: Call, house: House, clock: SettableClock) -> None:
    clock.at = NOW + timedelta(minutes=30)
    page = call.get().text
    assert "占用时间已过。请先登记" in page
    assert "跟着七步走" not in page
    assert call.post("/outcome", **TALKED).status_code == 200
    assert outcome_of(house) is not None
