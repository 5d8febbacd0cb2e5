"""The daily list: what comes first, what waits, what can't be called and why."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from callguard.db.models import Callback, DoNotCall
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.case import CaseStatus, IssueType
from callguard.services.leases import release_lease
from callguard.services.queue.claiming import claim
from callguard.services.releases import decide_release, request_release
from tests.application import SettableClock, SignIn
from tests.house import NOW, House
from tests.web.calls import HTMX, Call, on_one_line

HOUR = timedelta(hours=1)


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """The statements the application sends to the database."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    engine = app.extensions["callguard"].database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def part(page: str, name: str) -> str:
    return page.partition(f'id="group-{name}"')[2].partition("</section>")[0]


def test_an_empty_list_says_what_to_do(agent_client: FlaskClient, house: House) -> None:
    page = agent_client.get("/desk").text
    assert "名单是空的" in page
    assert "导入退款单" in page


def test_shows_what_may_be_called_now_the_gravest_first(agent_client: FlaskClient, house: House) -> None:
    rest = house.callback(phone="+8613800138001")
    safety = house.callback(phone="+8613800138002", issue_type=IssueType.PERSONAL_SAFETY)
    now = part(agent_client.get("/desk").text, "callable")
    assert now.index(f'id="line-{safety}"') < now.index(f'id="line-{rest}"')


def test_says_until_when_a_callback_waits(agent_client: FlaskClient, house: House) -> None:
    house.callback(due_at=NOW + 2 * HOUR)
    waiting = part(agent_client.get("/desk").text, "waiting")
    assert "今天 16:05 起可拨" in waiting


def test_the_first_time_to_come_is_named_and_what_can_be_done_meanwhile(
    agent_client: FlaskClient, house: House, clock: SettableClock
) -> None:
    house.callback(due_at=NOW + 2 * HOUR)
    page = on_one_line(agent_client.get("/desk").text)
    assert "现在没有可以拨打的" in page
    assert "最早一条：今天 16:05 起可拨" in page
    assert 'disabled aria-describedby="none-words"' in page
    assert "可以先补上" not in page
    clock.at = NOW + 6 * HOUR
    page = agent_client.get("/desk").text
    assert "今天没有可以拨打的了" in page
    assert "最早一条：明天 10:00 起可拨" in page
    house.callback(phone=None)
    page = agent_client.get("/desk").text
    assert "缺号码的，可以先补上" in page
    assert "可以先去申请" not in page


def test_says_why_a_customer_can_not_be_called_today_and_what_was_counted(
    agent_client: FlaskClient, house: House
) -> None:
    callback_id = house.callback()
    for hours in (3, 2, 1):
        house.attempted(callback_id, CallResult.NO_ANSWER, NOW - hours * HOUR, house.colleague)
    never = part(agent_client.get("/desk").text, "not-today")
    assert "今天已打 3 次" in never
    assert "今天 11:05" in never


def test_names_those_who_need_a_release(agent_client: FlaskClient, house: House) -> None:
    callback_id = house.callback()
    for hours in (4, 3):
        house.attempted(callback_id, CallResult.CONVERSATION, NOW - hours * HOUR, house.colleague)
    assert f'id="line-{callback_id}"' in part(agent_client.get("/desk").text, "release")


def test_a_released_call_is_not_said_to_be_none(agent_client: FlaskClient, house: House) -> None:
    callback_id = house.callback()
    for hours in (4, 3):
        house.attempted(callback_id, CallResult.NO_ANSWER, NOW - hours * HOUR)
    with house.writing() as session:
        release = request_release(session, callback_id, house.agent, "顾客等着答复", NOW)
        decide_release(session, release.id, house.supervisor, True, NOW)
    assert "获准再打这一次" in part(agent_client.get("/desk").text, "callable")


def test_a_missing_number_is_filled_in_on_the_list(agent_client: FlaskClient, house: House) -> None:
    house.callback(phone=None)
    form = part(agent_client.get("/desk").text, "no-number")
    address = form.partition('action="')[2].partition('"')[0]
    wrong = agent_client.post(address, data={"number": "138****8000"})
    assert (wrong.status_code, wrong.headers["Location"]) == (303, "/desk")
    refused = part(agent_client.get("/desk").text, "no-number")
    assert "带星号" in refused
    assert 'value="138****8000"' in refused
    assert "autofocus" in refused
    assert "带星号" not in agent_client.get("/desk").text
    assert agent_client.post(address, data={"number": "13800138000"}).status_code == 303
    assert "group-no-number" not in agent_client.get("/desk").text


def test_a_huge_number_is_refused_at_its_field_too(agent_client: FlaskClient, house: House) -> None:
    house.callback(phone=None)
    address = part(agent_client.get("/desk").text, "no-number").partition('action="')[2].partition('"')[0]
    assert agent_client.post(address, data={"number": "1" * 50_000}).status_code == 303
    assert 'aria-invalid="true"' in part(agent_client.get("/desk").text, "no-number")


def test_the_header_counts_every_part_of_the_list(agent_client: FlaskClient, house: House) -> None:
    house.callback(phone=None)
    released = house.callback()
    for hours in (4, 3):
        house.attempted(released, CallResult.CONVERSATION, NOW - hours * HOUR, house.colleague)
    assert "可拨 0 · 需放行 1 · 缺号码 1 · 等待 0 · 今天不能打 0" in agent_client.get("/desk").text


def test_shows_no_number_in_clear(agent_client: FlaskClient, house: House) -> None:
    house.callback(phone="+8613912345678")
    page = agent_client.get("/desk").text
    assert "139 **** 5678" in page
    assert "13912345678" not in page
    assert "1234" not in page


def test_next_claims_the_first_and_opens_its_page(agent_client: FlaskClient, house: House) -> None:
    callback_id = house.callback()
    answer = agent_client.post("/desk/next")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/callbacks/{callback_id}")
    assert Call(agent_client, house, callback_id).row().status is CallbackStatus.CLAIMED


def test_next_goes_on_with_what_lies_on_the_desk(agent_client: FlaskClient, house: House) -> None:
    first, second = house.callback(phone="+8613800138001"), house.callback(phone="+8613800138002")
    Call(agent_client, house, second).claim()
    assert "继续处理" in agent_client.get("/desk").text
    assert agent_client.post("/desk/next").headers["Location"] == f"/callbacks/{second}"
    assert agent_client.post(f"/desk/claim/{first}").headers["Location"] == f"/callbacks/{second}"


def test_next_leads_back_to_a_call_without_an_outcome(
    agent_client: FlaskClient, house: House, clock: SettableClock
) -> None:
    owed = Call(agent_client, house, house.callback()).dial()
    house.callback(phone="+8613800138009")
    clock.advance(3 * HOUR)
    assert "结论还没有登记" in agent_client.get("/desk").text
    assert agent_client.post("/desk/next").headers["Location"] == f"/callbacks/{owed.callback_id}"


def test_next_without_anything_to_call_says_so(agent_client: FlaskClient, house: House) -> None:
    answer = agent_client.post("/desk/next", follow_redirects=True)
    assert "现在没有可以拨打的回电" in answer.text


def test_two_agents_do_not_get_the_same_callback(app: Flask, house: House, sign_in: SignIn) -> None:
    callback_id = house.callback()
    mine, theirs = (sign_in(app.test_client(), user) for user in (house.agent, house.colleague))
    assert mine.post("/desk/next").headers["Location"] == f"/callbacks/{callback_id}"
    assert theirs.post("/desk/next").headers["Location"] == "/desk"
    refused = theirs.post(f"/desk/claim/{callback_id}")
    assert (refused.status_code, refused.headers["Location"]) == (303, "/desk")
    assert "已被小林领走" in theirs.get("/desk").text
    assert "已被小林领走" not in theirs.get("/desk").text


def test_a_claim_that_fails_says_why(agent_client: FlaskClient, house: House) -> None:
    review = house.callback(phone=None, issue_type=IssueType.BAD_REVIEW)
    promised = house.callback(phone=None, agent=house.colleague)
    done, of_closed_case = house.callback(phone=None), house.callback(phone=None)
    with house.writing() as session:
        session.get_one(Callback, done).status = CallbackStatus.DONE
        session.get_one(Callback, of_closed_case).case.status = CaseStatus.CLOSED
    for callback_id, words in (
        (review, "中差评由专员处理"),
        (promised, "约好由小周来打"),
        (done, "已经结束"),
        (of_closed_case, "已经结束"),
        (999, "没有这条回电"),
    ):
        assert words in agent_client.post(f"/desk/claim/{callback_id}", follow_redirects=True).text


def test_offers_no_claim_that_would_fail(agent_client: FlaskClient, house: House) -> None:
    review = house.callback(phone=None, issue_type=IssueType.BAD_REVIEW)
    promised = house.callback(phone=None, agent=house.colleague)
    closed, unwanted = house.callback(phone=None), house.callback()
    with house.writing() as session:
        session.get_one(Callback, closed).case.status = CaseStatus.CLOSED
        case = session.get_one(Callback, unwanted).case
        session.add(DoNotCall(customer_id=case.customer_id, words="不要再打", since_at=NOW, heard_by_id=1))
    for callback_id, words in (
        (review, "中差评由专员处理"),
        (promised, "约好由同事来打"),
        (closed, "已经结束"),
        (unwanted, "不再给这位顾客打电话"),
    ):
        page = agent_client.get(f"/callbacks/{callback_id}").text
        assert words in page
        assert f"/desk/claim/{callback_id}" not in page
        assert ('id="guard"' in page) == (callback_id == unwanted)
        assert not any(words in page for words in ("我的权限", "第 1 次", "补号码"))


def test_an_agreed_time_is_told_before_the_platforms_limit(agent_client: FlaskClient, house: House) -> None:
    at, limit = NOW - timedelta(minutes=5), NOW + timedelta(days=3)
    house.callback(kind=CallbackKind.PROMISED, agent=house.agent, due_at=at, deadline_at=limit)
    page = agent_client.get("/desk").text
    assert "和顾客约好：今天 14:00" in page
    assert "平台时限" not in page
    pane = agent_client.get("/desk/pane").text
    assert "约好 今天 14:00" in pane
    assert "还有 3 天" not in pane


def test_a_survey_is_never_late_for_the_platform(agent_client: FlaskClient, house: House) -> None:
    callback_id = house.callback(kind=CallbackKind.SURVEY, deadline_at=NOW - timedelta(hours=3))
    for path in ("/desk", "/desk/pane", f"/callbacks/{callback_id}"):
        page = agent_client.get(path).text
        assert "平台时限" not in page
        assert "已超时" not in page


def test_who_is_never_called_again_is_not_said_to_be_late(agent_client: FlaskClient, house: House) -> None:
    unwanted = house.callback(deadline_at=NOW - HOUR)
    with house.writing() as session:
        case = session.get_one(Callback, unwanted).case
        session.add(DoNotCall(customer_id=case.customer_id, words="不要再打", since_at=NOW, heard_by_id=1))
    page = agent_client.get(f"/callbacks/{unwanted}").text
    assert "不会再打：顾客要求不要来电" in page
    row = agent_client.get(f"/desk/pane?here={unwanted}").text
    assert "不会再打" in row
    assert "已超时" not in row


def test_says_who_calls_instead_and_until_when(agent_client: FlaskClient, house: House, clock: SettableClock) -> None:
    promised, forever = (house.callback(phone=f"+861380013800{which}", agent=house.colleague) for which in (1, 2))
    with house.writing() as session:
        session.get_one(Callback, promised).bound_until_at = NOW + timedelta(minutes=55)
    page = agent_client.get(f"/callbacks/{promised}").text
    assert f"由{house.colleague.display_name}回电，今天 15:00 前别人不能领取" in page
    assert f"由{house.colleague.display_name}回电，别人不能领取" in agent_client.get(f"/callbacks/{forever}").text
    clock.advance(timedelta(minutes=56))
    assert f"/desk/claim/{promised}" in agent_client.get(f"/callbacks/{promised}").text


def test_what_cant_be_called_yet_says_from_when_on(agent_client: FlaskClient, house: House) -> None:
    rung = house.callback(issue_type=IssueType.DAMAGE)
    house.attempted(rung, CallResult.NO_ANSWER, NOW - timedelta(minutes=10), house.colleague)
    page = agent_client.get(f"/callbacks/{rung}").text
    assert "今天 14:55 起会自动排进可拨打的名单" in page
    assert f"/desk/claim/{rung}" not in page


def test_who_needs_a_release_is_taken_to_ask_for_it(agent_client: FlaskClient, house: House) -> None:
    callback_id = house.callback()
    for hours in (4, 3):
        house.attempted(callback_id, CallResult.CONVERSATION, NOW - hours * HOUR, house.colleague)
    page = agent_client.get(f"/callbacks/{callback_id}").text
    assert "领取后填写理由，主管放行才能拨打" in page
    assert "领取并申请放行" in page
    with house.writing() as session:
        claimed = claim(session, house.settings, callback_id, house.colleague, NOW)
        assert claimed is not None
        request_release(session, callback_id, house.colleague, "顾客要今天的答复", NOW)
        release_lease(claimed)
    assert "等主管放行" in agent_client.get(f"/callbacks/{callback_id}").text


def test_without_a_number_the_number_comes_first(agent_client: FlaskClient, house: House) -> None:
    callback_id = house.callback(phone=None)
    page = on_one_line(agent_client.get(f"/callbacks/{callback_id}").text)
    assert "先补上号码" in page
    assert 'class="btn btn-primary">补号码' in page
    assert f"/desk/claim/{callback_id}" not in page


def test_a_colleagues_running_call_is_not_guessed_at(agent_client: FlaskClient, house: House) -> None:
    callback_id = house.callback()
    house.dialled(callback_id, house.colleague)
    page = agent_client.get(f"/callbacks/{callback_id}").text
    assert "通话中，结论未登记" in page
    assert "结果不明" not in page
    assert "第 2 次" not in page


def test_the_specialist_may_claim_a_bad_review(client: FlaskClient, house: House, sign_in: SignIn) -> None:
    review = house.callback(issue_type=IssueType.BAD_REVIEW)
    assert f"/desk/claim/{review}" in sign_in(client, house.specialist).get(f"/callbacks/{review}").text


def test_shows_an_outsider_nothing_of_the_shop(app: Flask, house: House, sign_in: SignIn) -> None:
    callback_id = house.callback()
    client = sign_in(app.test_client(), house.outsider)
    assert f"line-{callback_id}" not in client.get("/desk").text
    assert "你的店铺里没有这条回电" in client.post(f"/desk/claim/{callback_id}", follow_redirects=True).text


@pytest.mark.parametrize("packed", [None, "gzip", "zstd"])
@pytest.mark.parametrize("path", ["/desk/list", "/desk/pane"])
def test_the_same_list_is_not_sent_twice(
    agent_client: FlaskClient, house: House, path: str, packed: str | None
) -> None:
    headers = HTMX | ({"Accept-Encoding": packed} if packed else {})
    house.callback()
    first = agent_client.get(path, headers=headers)
    assert first.headers.get("Content-Encoding") == packed
    again = agent_client.get(path, headers=headers | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.text) == (304, "")
    house.callback(phone="+8613800138009")
    changed = agent_client.get(path, headers=headers | {"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_a_long_list_needs_no_more_statements_than_a_short_one(
    agent_client: FlaskClient, house: House, statements: list[str]
) -> None:
    def tried_yesterday(number: int) -> None:
        callback_id = house.callback(phone=f"+86138001380{number:02}")
        house.attempted(callback_id, CallResult.NO_ANSWER, NOW - timedelta(days=1))

    tried_yesterday(0)
    agent_client.get("/desk")
    statements.clear()
    agent_client.get("/desk")
    few = len(statements)
    for number in range(1, 20):
        tried_yesterday(number)
    statements.clear()
    agent_client.get("/desk")
    assert len(statements) == few
