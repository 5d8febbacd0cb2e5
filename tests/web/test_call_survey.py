"""The survey as it is planned in a wrap-up and made on the call page: no plans, four steps, a rating."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from callguard.db.models import Callback, Case
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.case import CaseStatus
from callguard.domain.register import RegisterKind
from tests.house import NOW, House
from tests.told import entries
from tests.web.calls import Call, on_one_line

SETTLED = {"result": "conversation", "disposition": "settled", "note": "说明后满意"}
RATED = {"result": "conversation", "disposition": "rated", "rating": "5", "note": "挺快的"}
WANTED = {"survey": "1", "survey_at": "2026-11-23T14:05"}


def survey(house: House) -> int:
    """A survey that is due, about a case that is closed."""
    callback_id = house.callback(kind=CallbackKind.SURVEY, due_at=NOW - timedelta(hours=1))
    with house.writing() as session:
        case = session.get_one(Callback, callback_id).case
        case.status, case.closed_at = CaseStatus.CLOSED, NOW - timedelta(days=2)
    return callback_id


def planned(house: House) -> list[Callback]:
    with house.database.reading() as session:
        return session.query(Callback).filter_by(kind=CallbackKind.SURVEY).all()


@pytest.fixture
def settled(agent_client: FlaskClient, house: House) -> Call:
    """A call about a matter, which is over."""
    return Call(agent_client, house, house.callback()).dial().walk()


@pytest.fixture
def asked(agent_client: FlaskClient, house: House) -> Call:
    """A survey that is being made."""
    call = Call(agent_client, house, survey(house)).claim()
    call.post("/preparation")
    return call.take()


# --- wanted after a settled call


def test_a_survey_is_proposed_two_days_later_and_off_at_first(settled: Call) -> None:
    page = on_one_line(settled.get(view="outcome").text)
    assert 'name="survey" value="1" >' in page
    assert 'name="survey_at" value="2026-11-22T14:05"' in page


def test_one_check_plans_it(settled: Call, house: House) -> None:
    assert settled.post("/outcome", **SETTLED, **WANTED).status_code == 200
    [callback] = planned(house)
    assert (callback.due_at, callback.agent_id) == (datetime(2026, 11, 23, 6, 5, tzinfo=UTC), None)


@pytest.mark.parametrize(
    "form",
    [
        SETTLED | {"survey_at": "2026-11-23T14:05"},
        SETTLED | WANTED | {"call_again": "1", "next_due_at": "2026-11-21T11:00"},
        SETTLED | WANTED | {"disposition": "refused"},
    ],
)
def test_without_it_or_before_it_is_over_none_is_planned(settled: Call, house: House, form: dict[str, str]) -> None:
    assert settled.post("/outcome", **form).status_code == 200
    assert planned(house) == []


@pytest.mark.parametrize(
    ("survey_at", "told"),
    [("", "请选日期和时间"), ("2026-11-19T10:00", "已经过去了"), ("2027-03-01T10:00", "最多约到 30 天")],
)
def test_its_time_is_looked_at(settled: Call, house: House, survey_at: str, told: str) -> None:
    answer = settled.post("/outcome", **SETTLED, survey="1", survey_at=survey_at)
    assert (answer.status_code, told in answer.text) == (422, True)
    assert planned(house) == []


# --- made


def test_it_is_prepared_by_reading_only(agent_client: FlaskClient, house: House) -> None:
    call = Call(agent_client, house, survey(house)).claim()
    page = call.get().text
    assert "满意度回访" in page
    assert "只问一句话" in page
    for absent in ("方案，从低到高", "我的权限", 'name="floor"'):
        assert absent not in page
    ready = call.post("/preparation").text
    assert "准备就绪" in ready
    assert "1 到 5 分" in ready
    assert "修改准备" not in ready


def test_what_was_agreed_is_read_before(settled: Call, house: House) -> None:
    settled.post("/offers", kind="partial_refund", amount="10")
    settled.post(f"/offers/{settled.offers()[0].id}/answer", answer="accepted")
    promise = {"promises.0.words": "部分退款 ¥10", "promises.0.due_at": "2026-11-21T17:00"}
    settled.post("/outcome", **SETTLED, **WANTED, **promise, **{"promises.0.department": "finance"})
    [callback] = planned(house)
    with house.writing() as session:
        session.get_one(Callback, callback.id).due_at = NOW - timedelta(minutes=1)
    page = Call(settled.client, house, callback.id).claim().get().text
    assert "当时说好" in page
    assert "部分退款 ¥10" in page


def test_its_steps_are_four_and_nothing_is_offered(asked: Call) -> None:
    page = on_one_line(asked.get().text)
    assert all(f'name="step" value="{step}"' in page for step in (1, 2, 3, 7))
    assert not any(f'name="step" value="{step}"' in page for step in (4, 5, 6))
    assert "方案阶梯" not in page
    listening = asked.walk(1, 2, 3).get().text
    assert "先听，方案收着" not in listening
    assert "下一步：最后致歉" in listening
    assert asked.post("/step", step="4").status_code == 409
    assert asked.post("/offers", kind="coupon", amount="5").status_code == 409


def test_its_outcome_is_a_rating_and_no_promise(asked: Call) -> None:
    page = on_one_line(asked.walk(1, 2, 3, 7).get(view="outcome").text)
    assert 'value="rated" data-next="optional" data-closes="0" checked' in page
    assert 'name="rating" value="5"' in page
    assert "顾客怎么说" in page
    for absent in ("答应顾客的事", 'value="settled"', 'name="survey"'):
        assert absent not in page


def test_the_rating_is_recorded_and_shown(asked: Call, house: House) -> None:
    assert asked.walk(1, 2, 3, 7).post("/outcome", **RATED).status_code == 200
    assert asked.row().status is CallbackStatus.DONE
    with house.database.reading() as session:
        case_id = session.query(Case).one().id
    page = asked.client.get(f"/cases/{case_id}").text
    assert "顾客打了 5 分（话机：已通话）" in page
    assert "已评分 · 5 分" in page
    assert "挺快的" in page
    assert "顾客打了 5 分" in asked.client.get("/register").text


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"rating": ""}, "请选顾客打的分"),
        ({"rating": "6"}, "请选顾客打的分"),
        ({"rating": "2", "note": ""}, "请写一句经过"),
        ({"disposition": "settled"}, "没有这个结论"),
    ],
)
def test_what_is_missing_is_told_at_its_field(asked: Call, house: House, form: dict[str, str], told: str) -> None:
    answer = asked.walk(1, 2, 3, 7).post("/outcome", **RATED | form)
    assert (answer.status_code, told in answer.text) == (422, True)
    assert entries(house, RegisterKind.OUTCOME) == []


def test_one_check_opens_the_case_again_for_another_call(asked: Call, house: House) -> None:
    low = RATED | {"rating": "1", "note": "钱还没到"}
    assert (
        asked.walk(1, 2, 3, 7).post("/outcome", **low, call_again="1", next_due_at="2026-11-21T11:00").status_code
        == 200
    )
    with house.database.reading() as session:
        case = session.query(Case).one()
        assert case.status is CaseStatus.OPEN
        following = session.query(Callback).filter_by(kind=CallbackKind.SERVICE).one()
        assert following.due_at == datetime(2026, 11, 21, 3, tzinfo=UTC)
    assert "重新打开案件" in asked.client.get(f"/cases/{case.id}").text


def test_not_reached_it_is_over(asked: Call) -> None:
    form = {"result": "no_answer", "disposition": "no_answer", "next_due_at": "2026-11-21T11:00"}
    assert asked.post("/outcome", **form).status_code == 200
    assert asked.row().status is CallbackStatus.DONE
    assert "这条回电已经结束" in asked.get().text


def test_the_message_thanks_and_says_when_it_is_spoken_of_again(asked: Call) -> None:
    assert "谢谢您接电话" in asked.post("/message", **RATED).text
    again = asked.post("/message", **RATED, call_again="1", next_due_at="2026-11-21T11:00").text
    assert "重新打开来办，11月21日 11:00再打给您" in again
    unreached = {"result": "no_answer", "disposition": "no_answer", "next_due_at": "2026-11-21T11:00"}
    assert "11月21日" not in asked.post("/message", **unreached).text


def test_no_release_is_asked_for(agent_client: FlaskClient, house: House) -> None:
    callback_id = survey(house)
    call = Call(agent_client, house, callback_id).claim()
    assert call.post("/release", reason="想问问").status_code == 409


# --- by hand


def test_a_closed_case_offers_to_plan_one(agent_client: FlaskClient, house: House, settled: Call) -> None:
    settled.post("/outcome", **SETTLED)
    with house.database.reading() as session:
        case_id = session.query(Case).one().id
    address = f"/cases/{case_id}"
    assert "安排满意度回访" in agent_client.get(address).text
    agent_client.post(f"{address}/callbacks", data={"kind": "survey", "due_at": "2026-11-23T11:00"})
    assert len(planned(house)) == 1
    page = agent_client.get(address).text
    assert "满意度回访 · 待拨打" in page
    assert "安排满意度回访" not in page


def test_an_open_case_offers_none(agent_client: FlaskClient, house: House) -> None:
    callback_id = house.callback()
    with house.database.reading() as session:
        case_id = session.get_one(Callback, callback_id).case_id
    assert 'value="survey"' not in agent_client.get(f"/cases/{case_id}").text
    answer = agent_client.post(f"/cases/{case_id}/callbacks", data={"kind": "survey", "due_at": "2026-11-23T11:00"})
    assert (answer.status_code, "还没结案" in answer.text) == (409, True)
