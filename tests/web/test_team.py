"""The team page: certificates, days off, and who said how often that they did not dial."""

import pytest
from flask.testing import FlaskClient

from callguard.db.models import Attempt, Certificate, DayOff, User
from callguard.domain.attempt import CallResult
from callguard.domain.case import IssueType
from callguard.settings import Settings
from tests.application import SignIn
from tests.house import NOW, House


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation in which calls about damage need a certificate."""
    return settings.model_copy(update={"certified_issue_types": frozenset({"damage"})})


@pytest.fixture
def leader(client: FlaskClient, house: House, sign_in: SignIn) -> FlaskClient:
    """The team leader's browser."""
    return sign_in(client, house.leader)


def certified(house: House) -> list[tuple[int, bool]]:
    with house.database.reading() as session:
        return [(one.user_id, one.revoked_at is None) for one in session.query(Certificate).order_by(Certificate.id)]


def days_off(house: House) -> list[tuple[int, str]]:
    with house.database.reading() as session:
        return [(one.user_id, one.on.isoformat()) for one in session.query(DayOff).order_by(DayOff.on)]


def post(client: FlaskClient, path: str, **form: str) -> tuple[int, str]:
    answer = client.post(f"/team/{path}", data=form, follow_redirects=True)
    return answer.status_code, answer.text


def card(page: str, user: User) -> str:
    return page.partition(f'id="member-{user.id}"')[2].partition("</section>")[0]


def test_a_leader_sees_their_people_and_an_agent_themselves(client: FlaskClient, house: House, sign_in: SignIn) -> None:
    everybody = sign_in(client, house.leader).get("/team").text
    assert [user.name for user in (house.agent, house.colleague, house.outsider) if card(everybody, user)] == [
        "xiaolin",
        "xiaozhou",
    ]
    own = sign_in(client, house.agent).get("/team").text
    assert card(own, house.agent)
    assert not card(own, house.colleague)
    assert "授予" not in own
    assert "我的认证和休息日" in own


def test_a_leader_certifies_somebody_and_takes_it_back(leader: FlaskClient, house: House) -> None:
    path = f"{house.agent.id}/certificates"
    status, page = post(leader, path, issue_type="damage")
    assert (status, "已授予认证" in page, "破损" in card(page, house.agent)) == (200, True, True)
    assert certified(house) == [(house.agent.id, True)]
    assert "已收回认证" in post(leader, f"{path}/damage/revoke")[1]
    assert certified(house) == [(house.agent.id, False)]


def test_a_leader_gives_a_day_off_and_takes_it_back(leader: FlaskClient, house: House) -> None:
    path = f"{house.agent.id}/days-off"
    page = post(leader, path, on="2026-11-20")[1]
    assert "今天休息" in card(page, house.agent)
    assert "11月20日 周五" in card(page, house.agent)
    assert days_off(house) == [(house.agent.id, "2026-11-20")]
    assert "已取消这天的休息" in post(leader, f"{path}/2026-11-20/remove")[1]
    assert days_off(house) == []


@pytest.mark.parametrize(
    ("path", "form", "status", "words"),
    [
        ("days-off", {"on": "2026-11-19"}, 422, "这一天已经过去了"),
        ("days-off", {"on": "soon"}, 422, "请选日期"),
        ("days-off", {}, 422, "请选日期"),
        ("days-off/nonsense/remove", {}, 404, ""),
        ("certificates", {"issue_type": "nonsense"}, 422, ""),
        ("certificates/nonsense/revoke", {}, 404, ""),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(
    leader: FlaskClient, house: House, path: str, form: dict[str, str], status: int, words: str
) -> None:
    found, page = post(leader, f"{house.agent.id}/{path}", **form)
    assert found == status
    assert words in (card(page, house.agent) or page)
    assert (certified(house), days_off(house)) == ([], [])


def test_nobody_certifies_themselves(leader: FlaskClient, house: House) -> None:
    status, page = post(leader, f"{house.leader.id}/certificates", issue_type="damage")
    assert status == 409
    assert "不能给自己授予认证" in card(page, house.leader)


@pytest.mark.parametrize(
    "path", ["certificates", "certificates/damage/revoke", "days-off", "days-off/2026-11-21/remove"]
)
def test_is_closed_to_the_front_line_and_to_other_shops_leaders(
    client: FlaskClient, house: House, sign_in: SignIn, path: str
) -> None:
    form = {"issue_type": "damage", "on": "2026-11-21"}
    for user in (house.agent, house.colleague, house.outsider):
        assert post(sign_in(client, user), f"{house.agent.id}/{path}", **form)[0] == 403
    assert post(sign_in(client, house.leader), f"{house.outsider.id}/{path}", **form)[0] == 404
    assert (certified(house), days_off(house)) == ([], [])


def test_counts_who_said_that_they_did_not_dial(leader: FlaskClient, house: House) -> None:
    house.attempted(house.callback(), CallResult.NOT_PLACED, NOW)
    with house.writing() as session:
        session.query(Attempt).one().settled_by_id = house.agent.id
    page = leader.get("/team").text
    assert "近 7 天 1 次，近 30 天 1 次" in card(page, house.agent)
    assert "近 30 天 0 次" in card(page, house.colleague)


def test_the_desk_says_which_certificates_are_missing(client: FlaskClient, house: House, sign_in: SignIn) -> None:
    callback_id = house.callback()
    agent = sign_in(client, house.agent)
    assert "你还没有这些类型的上岗认证：破损" in agent.get("/desk").text
    agent.post(f"/desk/claim/{callback_id}")
    assert "这类案件要有上岗认证才能拨打" in agent.get("/desk").text


def test_the_desk_says_that_the_agent_is_off(client: FlaskClient, house: House, sign_in: SignIn) -> None:
    callback_id = house.callback(issue_type=IssueType.SHORT_ITEM)
    with house.writing() as session:
        session.add(DayOff(user_id=house.agent.id, on=NOW.date()))
    agent = sign_in(client, house.agent)
    desk = agent.get("/desk").text
    assert "你今天休息，不会分到回电" in desk
    assert f"/desk/claim/{callback_id}" not in desk
    assert "你今天休息" in agent.post("/desk/next", follow_redirects=True).text
    assert "你今天休息" in agent.post(f"/desk/claim/{callback_id}", follow_redirects=True).text


def test_only_leaders_find_it_in_the_navigation(client: FlaskClient, house: House, sign_in: SignIn) -> None:
    assert 'href="/plan"' in sign_in(client, house.leader).get("/team").text
    assert 'href="/plan"' not in sign_in(client, house.agent).get("/team").text
