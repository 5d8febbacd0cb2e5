"""The day's plan: sums, hours, and what can't be called today with what can be done about it."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from callguard.db.models import Callback, CustomerIdentifier, Release, User
from callguard.domain.attempt import CallResult
from tests.application import SettableClock, SignIn
from tests.house import NOW, House

HOUR = timedelta(hours=1)


@pytest.fixture
def leader(client: FlaskClient, house: House, sign_in: SignIn) -> FlaskClient:
    """The team leader's browser."""
    return sign_in(client, house.leader)


def part(page: str, obstacle: str) -> str:
    return page.partition(f'id="obstacle-{obstacle}"')[2].partition("</section>")[0]


def needs_release(house: House) -> int:
    callback_id = house.callback(deadline_at=NOW - HOUR)
    for hours in (4, 3):
        house.attempted(callback_id, CallResult.CONVERSATION, NOW - hours * HOUR)
    return callback_id


def bound_to_nobody_at_work(house: House) -> int:
    callback_id = house.callback(phone="+8613900139000", agent=house.colleague)
    with house.writing() as session:
        session.get_one(User, house.colleague.id).active = False
    return callback_id


def test_an_empty_day_says_what_to_do(leader: FlaskClient) -> None:
    assert "今天没有要打的回电" in leader.get("/plan").text


def test_a_day_that_is_long_enough_says_so(leader: FlaskClient, house: House) -> None:
    house.callback()
    page = leader.get("/plan").text
    assert "今天的都打得完" in page
    assert "14 点：打 1 个，人手够打 21 个" in page


def test_names_what_cannot_be_called_and_why(leader: FlaskClient, house: House) -> None:
    house.callback(phone=None)
    needs_release(house)
    late = house.callback(phone="+8613900139001", due_at=NOW + 5 * HOUR)
    bound_to_nobody_at_work(house)
    page = leader.get("/plan").text
    assert "没有可拨的号码" in part(page, "no_number")
    assert "今天已打 2 次，上限 2 次" in part(page, "needs_release")
    assert "平台时限" in part(page, "needs_release")
    assert "明天 10:00 起可拨" in part(page, "closed")
    assert f'id="plan-line-{late}"' in part(page, "closed")
    assert "约好由小周来打" in part(page, "bound_away")


def test_says_when_a_call_is_never_allowed(leader: FlaskClient, house: House) -> None:
    callback_id = house.callback()
    with house.database.reading() as session:
        case_id = session.get_one(Callback, callback_id).case_id
    leader.post(f"/cases/{case_id}/wishes/do-not-call", data={"reach": "company", "words": "别打了"})
    assert "不会再打" in part(leader.get("/plan").text, "refused")


def test_only_the_most_urgent_are_listed(leader: FlaskClient, house: House) -> None:
    for _ in range(31):
        house.callback(phone=None)
    assert "只列出最急的 30 个" in part(leader.get("/plan").text, "no_number")


def test_leads_to_the_team_where_people_are_missing(leader: FlaskClient, house: House, clock: SettableClock) -> None:
    house.callback()
    with house.writing() as session:
        for user in (house.agent, house.colleague, house.specialist):
            session.get_one(User, user.id).active = False
    assert 'href="/team"' in part(leader.get("/plan").text, "too_many")


def test_a_leader_asks_for_a_release(leader: FlaskClient, house: House) -> None:
    path = f"/plan/callbacks/{needs_release(house)}/release"
    refused = leader.post(path, data={"reason": " "})
    assert (refused.status_code, "请写明为什么这次一定要打" in refused.text) == (422, True)
    assert "已申请，等主管决定" in leader.post(path, data={"reason": "今天要答复"}, follow_redirects=True).text
    with house.database.reading() as session:
        assert session.query(Release).one().requested_by_id == house.leader.id


def test_a_leader_fills_in_a_number(leader: FlaskClient, house: House) -> None:
    path = f"/plan/callbacks/{house.callback(phone=None)}/number"
    refused = leader.post(path, data={"number": "138****8000"})
    assert refused.status_code == 422
    assert "带星号" in part(refused.text, "no_number")
    assert 'value="138****8000"' in refused.text
    done = leader.post(path, data={"number": "13800138000"}, follow_redirects=True).text
    assert "号码已补上" in done
    assert "今天的都打得完" in done
    with house.database.reading() as session:
        assert session.query(CustomerIdentifier).filter_by(kind="phone").count() == 1


def test_a_leader_makes_a_bound_call_anybodys(leader: FlaskClient, house: House) -> None:
    callback_id = bound_to_nobody_at_work(house)
    assert "已改为谁有空谁打" in leader.post(f"/plan/callbacks/{callback_id}/unbind", follow_redirects=True).text
    with house.database.reading() as session:
        assert session.get_one(Callback, callback_id).agent_id is None


@pytest.mark.parametrize("action", ["release", "number", "unbind"])
def test_is_closed_to_the_front_line_and_knows_no_other_shop(
    client: FlaskClient, house: House, sign_in: SignIn, action: str
) -> None:
    here, there = house.callback(phone=None), house.callback(phone=None, shop=house.other_shop, agent=house.outsider)
    form = {"reason": "要打", "number": "13800138000"}
    for user in (house.agent, house.colleague, house.outsider):
        assert sign_in(client, user).get("/plan").status_code == 403
        assert client.post(f"/plan/callbacks/{here}/{action}", data=form).status_code == 403
    assert sign_in(client, house.leader).post(f"/plan/callbacks/{there}/{action}", data=form).status_code in (404, 423)
    with house.database.reading() as session:
        assert session.query(Release).count() == 0
        assert session.get_one(Callback, there).agent_id == house.outsider.id
        assert session.query(CustomerIdentifier).filter_by(kind="phone").count() == 0


def test_shows_no_number_in_clear(leader: FlaskClient, house: House) -> None:
    needs_release(house)
    page = leader.get("/plan").text
    assert "138 **** 8000" in page
    assert "13800138000" not in page
    assert "王小明" not in page
