"""The page of notifications and the number at the bell."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from callguard.db.models import Callback
from callguard.domain.notification import NotificationKind
from callguard.services.notifications import PAGE_LENGTH, Fact, notifications_of, notify, unread_count
from callguard.web.notification_texts import sentence
from tests.application import SignIn
from tests.house import NOW, House

AT = {"promised_at": "2026-11-20T06:30:00+00:00", "due_at": "2026-11-21T02:00:00+00:00"}
DECIDED = {"expires_at": "2026-11-20T08:00:00+00:00"}
PRACTISED: dict[str, Fact] = {
    "practice": 1,
    "scenario": "glasses",
    "agent": "小林",
    "senior": "赵姐",
    "points": 95,
    "passed": 1,
}
SENIORS: dict[str, Fact] = {"agent": "小林", "disposition": "abusive", "granted": 1}
RAISED: dict[str, Fact] = {"category": "safety", "word": "过敏", "case": "AS-1"}
PROMISED = ["2026-11-20T06:30:00+00:00", "2026-11-20T08:00:00+00:00"]


def tell(
    house: House, user_id: int, kind: NotificationKind, facts: dict[str, Fact] | None = None, key: str = "1"
) -> int:
    with house.database.writing() as session:
        notify(session, user_id, kind, key, NOW, facts=facts)
        return notifications_of(session, user_id).items[0].id


def unread(house: House, user_id: int) -> int:
    with house.database.reading() as session:
        return unread_count(session, user_id)


@pytest.mark.parametrize(
    ("kind", "facts", "text"),
    [
        (NotificationKind.LEASE_LOST, {}, "已退回名单"),
        (NotificationKind.OUTCOME_OWED, {}, "还没有登记结论"),
        (NotificationKind.PROMISE_DUE, AT, "约好今天 14:30 回电，请准备"),
        (NotificationKind.PROMISE_MISSED, AT, "约好今天 14:30 回电，过了半小时"),
        (NotificationKind.PROMISE_MOVED, AT, "已改到明天 10:00"),
        (NotificationKind.NEVER_CALLABLE, {}, "都不能再打"),
        (NotificationKind.RELEASE_DECIDED, DECIDED | {"granted": 1}, "请在今天 16:00 前打"),
        (NotificationKind.RELEASE_DECIDED, DECIDED | {"granted": 0}, "没有放行"),
        (NotificationKind.SENIOR_NAMED, {"agent": "小林"}, "小林把你登记为"),
        (
            NotificationKind.CALL_WENT_BADLY,
            {"agent": "小林", "disposition": "complaint_threatened"},
            "小林登记了“表示要投诉”",
        ),
        (NotificationKind.CALL_WENT_BADLY, {"agent": "小林", "disposition": "abusive"}, "小林刚在电话里被辱骂"),
        (
            NotificationKind.CASE_RAISED,
            {**RAISED, "agent": "小林"},
            "人身安全：小林在案件 AS-1 里记到“过敏”，案件已提到最前。请马上跟进。",
        ),
        (
            NotificationKind.MORNING_DIGEST,
            {"callable": 3, "approvals": 1, "deadlines": 2, "promised": PROMISED},
            "11月20日：现在可打 3 个，约定回电 14:30、16:00，平台时限当天到期 2 个，等待审批 1 个。",
        ),
        (
            NotificationKind.MORNING_DIGEST,
            {"callable": 0, "approvals": 0, "deadlines": 0, "promised": []},
            "11月20日：现在可打 0 个。",
        ),
        (
            NotificationKind.DAY_PLAN,
            {"due": 5, "fitting": 3},
            "11月20日：今晚前要打 5 个，打得完 3 个，今天打不了 2 个，原因见今日计划。",
        ),
        (NotificationKind.PRACTICE_ASKED, PRACTISED, "小林想练一通“破损”"),
        (NotificationKind.PRACTICE_SET, PRACTISED, "赵姐来演顾客，和你练一通“破损”"),
        (NotificationKind.PRACTICE_SCORED, PRACTISED, "得了 95 分，通过"),
        (NotificationKind.PRACTICE_SCORED, PRACTISED | {"passed": 0}, "得了 95 分，还没通过"),
        (NotificationKind.DAY_PLAN, {"due": 5, "fitting": 5}, "11月20日：今晚前要打 5 个，打得完 5 个。"),
        (
            NotificationKind.EVENING_REMINDER,
            {"left": 4, "deadlines": 0, "promised": PROMISED[1:]},
            "11月20日：收工前还要打 4 个，约定回电 16:00。",
        ),
    ],
)
def test_says_each_thing_in_a_sentence(
    house: House, agent_client: FlaskClient, kind: NotificationKind, facts: dict[str, Fact], text: str
) -> None:
    tell(house, house.agent.id, kind, facts)
    assert text in agent_client.get("/notifications").text


def test_has_a_sentence_for_every_kind(app: Flask, house: House) -> None:
    facts: dict[str, Fact] = {
        **AT,
        **DECIDED,
        **PRACTISED,
        **SENIORS,
        **RAISED,
        "callable": 1,
        "left": 1,
        "due": 3,
        "fitting": 2,
        "approvals": 1,
        "deadlines": 1,
        "promised": PROMISED,
    }
    for kind in NotificationKind:
        tell(house, house.agent.id, kind, facts)
    with app.test_request_context(), house.database.reading() as session:
        said = [sentence(one) for one in notifications_of(session, house.agent.id).items]
    assert len(set(said)) == len(NotificationKind)


def test_shows_nobody_what_others_were_told(house: House, agent_client: FlaskClient) -> None:
    tell(house, house.colleague.id, NotificationKind.LEASE_LOST)
    page = agent_client.get("/notifications").text
    assert "已退回名单" not in page
    assert "没有通知" in page


def test_the_bell_counts_what_is_unread(house: House, agent_client: FlaskClient) -> None:
    assert "hidden>0</span>" in agent_client.get("/notifications/unread").text
    tell(house, house.agent.id, NotificationKind.LEASE_LOST)
    assert ">1</span>" in agent_client.get("/notifications/unread").text
    assert ">1</span>" in agent_client.get("/password").text


def test_marks_what_was_shown_and_not_what_came_since(house: House, agent_client: FlaskClient) -> None:
    shown = tell(house, house.agent.id, NotificationKind.LEASE_LOST)
    tell(house, house.agent.id, NotificationKind.OUTCOME_OWED)
    answer = agent_client.post("/notifications/read", data={"id": [str(shown)]})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/notifications")
    assert unread(house, house.agent.id) == 1


def test_nobody_marks_what_is_somebody_elses(house: House, client: FlaskClient, sign_in: SignIn) -> None:
    shown = tell(house, house.agent.id, NotificationKind.LEASE_LOST)
    sign_in(client, house.colleague).post("/notifications/read", data={"id": [str(shown)]})
    assert unread(house, house.agent.id) == 1


@pytest.mark.parametrize("nonsense", ["", "x", "9" * 30, "-1"])
def test_nonsense_for_an_id_changes_nothing(house: House, agent_client: FlaskClient, nonsense: str) -> None:
    tell(house, house.agent.id, NotificationKind.LEASE_LOST)
    assert agent_client.post("/notifications/read", data={"id": [nonsense]}).status_code == 303
    assert agent_client.get("/notifications", query_string={"before": nonsense}).status_code == 200
    assert unread(house, house.agent.id) == 1


def test_older_ones_are_a_click_away(house: House, agent_client: FlaskClient) -> None:
    ids = [tell(house, house.agent.id, NotificationKind.LEASE_LOST, key=str(n)) for n in range(PAGE_LENGTH + 1)]
    newest = agent_client.get("/notifications").text
    assert f"before={ids[1]}" in newest
    older = agent_client.get(f"/notifications?before={ids[1]}").text
    assert older.count("已退回名单") == 1
    assert "更早的通知" not in older


def test_what_was_read_is_new_no_more(house: House, agent_client: FlaskClient) -> None:
    shown = tell(house, house.agent.id, NotificationKind.LEASE_LOST)
    assert "本页标为已读" in agent_client.get("/notifications").text
    agent_client.post("/notifications/read", data={"id": [str(shown)]})
    page = agent_client.get("/notifications").text
    assert "本页标为已读" not in page
    assert "已退回名单" in page


def test_leads_to_the_case_it_is_about(agent_client: FlaskClient, house: House) -> None:
    callback_id = house.callback()
    with house.writing() as session:
        callback = session.get_one(Callback, callback_id)
        notify(session, house.agent.id, NotificationKind.LEASE_LOST, "1", NOW, callback=callback)
        case_id = callback.case_id
    assert f'<a href="/cases/{case_id}">案件 AS-1</a>' in agent_client.get("/notifications").text
