"""The one field for what the customer says: on the case page and on the call page."""

import pytest
from flask.testing import FlaskClient

from callguard.db.models import Blackout, Callback, Case, Consent, DoNotCall, RegisterEntry
from callguard.domain.case import CaseStatus
from callguard.domain.register import RegisterKind
from tests.application import SignIn
from tests.house import House
from tests.web.calls import Call, on_one_line


@pytest.fixture
def call(agent_client: FlaskClient, house: House) -> Call:
    """A call going on in the agent's browser, about case 1."""
    return Call(agent_client, house, house.callback()).dial()


def preview(client: FlaskClient, words: str, case_id: int = 1, language: str = "zh") -> str:
    client.set_cookie("language", language)
    answer = client.post(f"/cases/{case_id}/wishes/heard/preview", data={"words": words})
    assert answer.status_code == 200
    return on_one_line(answer.text)


def count(house: House, *tables: type[object]) -> list[int]:
    with house.database.reading() as session:
        return [session.query(table).count() for table in tables]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (
            "三点以后再打",
            ["记为：每天 15:00 前不打，一直有效", "“三点”按 15:00 算。", "记下后最早 今天 15:00 可以打。"],
        ),
        (
            "明天晚上七点半打给我",
            ["记为：明天 19:30–20:00 可以打（约定回电，须主管放行，因为在 18:00 以后）", "verdict-needs"],
        ),
        ("明天上午十点打给我", ["记为：明天 10:00–10:30 可以打（约定回电）", "verdict-may"]),
        ("明天上午八点打给我", ["须主管放行，因为不在可拨打时段内"]),
        ("两点到四点别打", ["记为：每天 14:00–16:00 不打，一直有效", "“两点”按 14:00 算，“四点”按 16:00 算。"]),
        ("周末不要打", ["记为：周末 全天不打，一直有效", "记下后现在仍可以打。"]),
        ("周一到周五白天没空", ["周一至周五 06:00–18:00 不打", "“白天”按 06:00–18:00 算"]),
        ("晚上别打", ["每天 17:00 以后不打"]),
        ("明天别打", ["周六 全天不打，只到 11月21日"]),
        ("今天别打，明天十点打给我", ["明天 00:00 前不打（公司所有店铺）；明天 10:00–10:30 可以打"]),
        ("别再打了", ["不再打电话（公司所有店铺），一直有效", "记下后不能再打这位顾客。"]),
        ("说不好吧", ["听不准，不会乱记。", "/cases/1#do-not-call"]),
    ],
)
def test_shows_what_would_be_noted_and_notes_nothing(
    agent_client: FlaskClient, house: House, words: str, shown: list[str]
) -> None:
    house.callback()
    page = preview(agent_client, words)
    for text in shown:
        assert text in page
    assert count(house, DoNotCall, Blackout, Consent, RegisterEntry) == [0, 0, 0, 0]


def test_shows_it_in_english(agent_client: FlaskClient, house: House) -> None:
    house.callback()
    page = preview(agent_client, "call me at 19:30 tomorrow", language="en")
    assert (
        "Will note: call tomorrow 19:30–20:00 (promised call, but a supervisor has to release it: after 18:00)" in page
    )
    assert "Will note: weekends, all day: no calls, until taken back" in preview(
        agent_client, "not at weekends", language="en"
    )


def test_times_are_the_customers_where_their_clock_differs(agent_client: FlaskClient, house: House) -> None:
    house.callback()
    with house.writing() as session:
        session.query(Case).one().customer.time_zone = "Asia/Tokyo"
    assert "明天 10:00（顾客当地）–10:30 可以打" in preview(agent_client, "明天上午十点打给我")


def test_says_nothing_while_nothing_is_typed(agent_client: FlaskClient, house: House) -> None:
    house.callback()
    assert preview(agent_client, " ").strip() == ""


def test_a_promise_against_the_customers_other_wish_is_told(agent_client: FlaskClient, house: House) -> None:
    house.callback()
    agent_client.post("/cases/1/wishes/heard", data={"words": "别再打了"})
    assert "但按规则到时打不了，因为顾客要求不要来电" in preview(agent_client, "明天上午十点打给我")


def test_notes_it_on_the_case_page_and_shows_it_there(agent_client: FlaskClient, house: House) -> None:
    house.callback()
    answer = agent_client.post("/cases/1/wishes/heard", data={"words": "明天别打"}, follow_redirects=True)
    assert "已记下，立即生效：周六 全天不打，只到 11月21日" in answer.text
    assert "周六 00:00–24:00，到 11月21日" in on_one_line(answer.text)
    with house.database.reading() as session:
        assert session.query(Blackout).one().words == "明天别打"
    assert "记下顾客要求 2026-11-21 前的周六 00:00–24:00 不要来电（含当天）" in answer.text


def test_what_is_not_understood_comes_back_to_the_field_with_the_forms_below(
    agent_client: FlaskClient, house: House
) -> None:
    house.callback()
    answer = agent_client.post("/cases/1/wishes/heard", data={"words": "说不好吧"})
    assert answer.status_code == 422
    page = on_one_line(answer.text)
    assert 'value="说不好吧"' in page
    assert "这句话听不准是什么时间，没有记下。" in page
    assert "顾客有不方便的时段" in page
    assert count(house, RegisterEntry) == [0]


def test_a_closed_case_promises_no_call(agent_client: FlaskClient, house: House) -> None:
    call = Call(agent_client, house, house.callback()).dial()
    with house.writing() as session:
        session.query(Case).one().status = CaseStatus.CLOSED
    words = {"words": "明天上午十点打给我"}
    answer = agent_client.post("/cases/1/wishes/heard", data=words)
    assert answer.status_code == 409
    assert "案件已结案" in answer.text
    answer = call.post("/heard", **words)
    assert answer.status_code == 409
    assert "案件已结案" in answer.text
    assert count(house, Consent) == [0]


@pytest.mark.parametrize("view", ["talk", "outcome"])
def test_noted_during_the_call_the_guards_line_follows(call: Call, view: str) -> None:
    answer = call.post("/heard", words="今天别打了", view=view)
    assert answer.status_code == 200
    page = on_one_line(answer.text)
    assert "明天 00:00 前不打（公司所有店铺）" in page
    assert "顾客要求不要来电。" in page
    assert ("outcome-form" in page) == (view == "outcome")
    with call.house.database.reading() as session:
        noted = session.query(RegisterEntry).filter_by(kind=RegisterKind.DO_NOT_CALL).one()
        assert (noted.actor_id, noted.note) == (call.house.agent.id, "今天别打了")


def test_not_understood_during_the_call_it_offers_the_forms(call: Call) -> None:
    answer = call.post("/heard", words="看情况吧")
    assert answer.status_code == 422
    assert 'value="看情况吧"' in on_one_line(answer.text)
    assert "没有记下" in answer.text
    assert count(call.house, DoNotCall, Blackout, Consent) == [0, 0, 0]


def test_taken_back_on_the_call_page(call: Call) -> None:
    call.post("/heard", words="别再打了")
    answer = call.post("/wishes/do_not_call/1/revoke", revoking=" ")
    assert answer.status_code == 422
    assert "请写下顾客的原话" in answer.text
    answer = call.post("/wishes/do_not_call/1/revoke", revoking="打错了，可以打")
    assert answer.status_code == 200
    assert "不再打电话" not in answer.text
    assert call.post("/wishes/nonsense/1/revoke", revoking="x").status_code == 404


def test_the_promised_time_stands_in_the_outcome_and_is_planned_once(call: Call) -> None:
    call.post("/heard", words="明天下午三点打给我")
    page = on_one_line(call.get("", view="outcome").text)
    assert 'value="2026-11-21T15:00"' in page
    assert "明天 15:00–15:30 可以打" in page
    form = {
        "result": "conversation",
        "disposition": "call_later",
        "note": "明天下午三点",
        "next_due_at": "2026-11-21T15:00",
    }
    call.walk(1, 7).post("/outcome", **form)
    assert count(call.house, Callback) == [2]


def test_the_words_stand_in_no_address(call: Call) -> None:
    page = call.get().text
    assert 'hx-post="/cases/1/wishes/heard/preview"' in page
    assert call.client.get("/cases/1/wishes/heard/preview?words=x").status_code == 405


@pytest.mark.parametrize("path", ["/cases/1/wishes/heard", "/cases/1/wishes/heard/preview", "/callbacks/1/heard"])
def test_is_closed_to_strangers_and_not_there_for_outsiders(
    client: FlaskClient, house: House, sign_in: SignIn, path: str
) -> None:
    house.callback()
    assert client.post(path, data={"words": "别再打了"}).status_code == 302
    assert sign_in(client, house.outsider).post(path, data={"words": "别再打了"}).status_code == 404
    for user in (house.colleague, house.leader, house.supervisor):
        assert sign_in(client, user).post(path, data={"words": "周末别打"}).status_code in (200, 303)
    assert count(house, DoNotCall) == [0]
