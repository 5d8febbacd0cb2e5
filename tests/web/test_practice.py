"""Practice calls in the browser: the agent's side, the senior's side, the score, and who sees what."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from callguard.db.models import Attempt, Certificate, DialPermit, PracticeCall, RegisterEntry
from callguard.domain.case import IssueType
from callguard.domain.practice import AttitudeRule, PracticeState, load_practice
from callguard.settings import Settings
from tests.application import SignIn
from tests.house import House
from tests.web.calls import HTMX, PREPARATION, on_one_line

GLASSES = load_practice().scenarios["glasses"]
HIDDEN = (GLASSES.temper, GLASSES.opening, GLASSES.need, GLASSES.yields)
KEPT = {f"grades.{rule}": "met" for rule in AttitudeRule}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation in which calls about damage need a certificate."""
    return settings.model_copy(update={"certified_issue_types": frozenset({"damage"})})


@pytest.fixture
def agent(app: Flask, house: House, sign_in: SignIn) -> FlaskClient:
    return sign_in(app.test_client(), house.agent)


@pytest.fixture
def leader(app: Flask, house: House, sign_in: SignIn) -> FlaskClient:
    return sign_in(app.test_client(), house.leader)


@pytest.fixture
def set_for_agent(leader: FlaskClient, house: House) -> str:
    """The address of a practice call about broken glasses with the leader as the buyer."""
    answer = leader.post("/practice", data={"user_id": str(house.agent.id), "scenario": "glasses"})
    assert answer.status_code == 303
    return answer.headers["Location"]


@pytest.fixture
def talked(set_for_agent: str, agent: FlaskClient) -> str:
    """The same once the agent has begun to talk."""
    agent.post(f"{set_for_agent}/preparation", data=PREPARATION)
    agent.post(f"{set_for_agent}/step", data={"step": "1"})
    return set_for_agent


def stored(house: House) -> PracticeCall:
    with house.database.reading() as session:
        call = session.query(PracticeCall).one()
        assert call.state in PracticeState
        return call


def state(house: House) -> PracticeState:
    with house.database.reading() as session:
        return session.query(PracticeCall).one().state


def test_an_agent_asks_and_a_leader_plays(agent: FlaskClient, leader: FlaskClient, house: House) -> None:
    address = agent.post("/practice", data={"scenario": "glasses"}).headers["Location"]
    assert "已经请组长来演顾客" in agent.get(address).text
    assert "小林想练一通“破损”" in leader.get("/notifications").text
    assert f'href="{address}"' in leader.get("/notifications").text
    assert "我来演这位顾客" in leader.get(address).text
    assert leader.post(f"{address}/take").headers["Location"] == address
    assert state(house) is PracticeState.PREPARING
    assert "赵姐来演顾客" in agent.get("/notifications").text


def test_every_page_of_it_says_that_it_is_none(set_for_agent: str, agent: FlaskClient, leader: FlaskClient) -> None:
    for client in (agent, leader):
        assert "练习，不拨打、不计数" in client.get(set_for_agent).text


def test_the_agent_reads_the_real_script_filled_from_the_scenario(talked: str, agent: FlaskClient) -> None:
    page = agent.get(talked).text
    assert "您好，请问是罗女士吗？" in page
    assert "我是晨光家居的售后专员小林" in page
    agent.post(f"{talked}/step", data={"step": "2"})
    assert "尾号 4417" in agent.get(talked).text
    assert "〔" not in agent.get(talked).text


def test_a_refused_plan_gives_way_to_the_next(talked: str, agent: FlaskClient) -> None:
    for step, promise in (("4", "5 元的优惠券"), ("6", "给您退 10 元")):
        agent.post(f"{talked}/step", data={"step": step})
        assert promise in agent.get(talked).text


def test_safety_comes_without_plans(leader: FlaskClient, agent: FlaskClient, house: House) -> None:
    data = {"user_id": str(house.agent.id), "scenario": "kettle"}
    address = leader.post("/practice", data=data).headers["Location"]
    assert "先问人，建议就医" in agent.get(address).text


def test_the_buyers_part_is_the_seniors_alone(talked: str, agent: FlaskClient, leader: FlaskClient) -> None:
    for text in HIDDEN:
        assert text.zh in leader.get(talked).text
        assert text.zh not in agent.get(talked).text
        assert text.zh not in agent.get(f"{talked}/live").text


def test_the_senior_sees_live_where_the_agent_is(talked: str, agent: FlaskClient, leader: FlaskClient) -> None:
    first = leader.get(f"{talked}/live")
    again = leader.get(f"{talked}/live", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    fragment = agent.post(f"{talked}/step", data={"step": "3"}, headers=HTMX)
    assert "听顾客说完" in fragment.text
    assert agent.post(f"{talked}/notes", data={"notes": "周六请客要用"}).status_code == 204
    now = leader.get(f"{talked}/live", headers={"If-None-Match": first.headers["ETag"]}).text
    assert "倾听不满" in now
    assert "周六请客要用" in now


def test_the_talk_ends_and_the_score_is_awaited(talked: str, agent: FlaskClient, house: House) -> None:
    assert "赵姐正在点评" in agent.post(f"{talked}/end", headers=HTMX).text
    assert agent.post(f"{talked}/end").status_code == 409
    assert state(house) is PracticeState.OVER
    assert "结束通话" in agent.get(talked).text


def test_without_scripts_each_step_leads_back_to_the_page(talked: str, agent: FlaskClient) -> None:
    assert agent.post(f"{talked}/step", data={"step": "2"}).headers["Location"] == talked
    assert agent.post(f"{talked}/end").headers["Location"] == talked


@pytest.mark.parametrize("step", ["0", "8", "x", ""])
def test_a_step_that_is_none_is_refused(talked: str, agent: FlaskClient, step: str) -> None:
    assert agent.post(f"{talked}/step", data={"step": step}).status_code == 409


def test_the_score_is_read_by_both(talked: str, agent: FlaskClient, leader: FlaskClient, house: House) -> None:
    sheet = KEPT | {"grades.prompt": "partly", "words.prompt": "停了两次", "word": "听得很耐心"}
    assert leader.post(f"{talked}/score", data=sheet).headers["Location"] == talked
    assert "点评好了" in agent.get(f"{talked}/live").text
    for client in (agent, leader):
        page = client.get(talked).text
        assert all(text in page for text in ("95 分", "通过", "停了两次", "听得很耐心", GLASSES.need.zh))
        assert all(text in page for text in ("15 / 15 分", "5 / 10 分", "红线"))
        assert "95 分，通过" in client.get("/practice").text
    assert "你练的“破损”得了 95 分，通过" in agent.get("/notifications").text
    assert stored(house).passed


def test_who_fails_is_told_to_read_on(talked: str, agent: FlaskClient, leader: FlaskClient) -> None:
    leader.post(f"{talked}/score", data=KEPT | {"grades.no_abuse": "missed", "words.no_abuse": "反问了两次"})
    assert "未通过" in agent.get(talked).text
    assert "还没通过" in agent.get("/notifications").text
    assert "授予上岗认证" not in leader.get(talked).text


def test_a_sheet_with_something_missing_comes_back_as_it_was(talked: str, leader: FlaskClient, house: House) -> None:
    sheet = {"grades.no_abuse": "met", "grades.prompt": "missed", "grades.real_empathy": "nonsense", "word": "耐心"}
    answer = leader.post(f"{talked}/score", data=sheet)
    page = on_one_line(answer.text)
    assert answer.status_code == 422
    assert 'name="grades.no_abuse" value="met" checked' in page
    assert 'id="words.prompt-fault"' in page
    assert "还有 8 条没写完" in page
    focused = re.findall(r'<input[^>]* name="([^"]+)"[^>]* autofocus', page)
    assert (focused[0], len(focused)) == ("grades.no_impatience", 8)
    assert 'id="grades.real_empathy-fault"' in page
    assert ">耐心</textarea>" in page
    assert state(house) is PracticeState.TALKING
    assert leader.post(f"{talked}/score", data=KEPT | {"word": "长" * 2001}).status_code == 422


def test_passing_may_be_the_ground_of_a_certificate(
    talked: str, agent: FlaskClient, leader: FlaskClient, house: House
) -> None:
    leader.post(f"{talked}/score", data=KEPT)
    assert "授予上岗认证" not in agent.get(talked).text
    page = leader.get(talked).text
    assert "授予上岗认证" in page
    grant = page.partition('class="practice-certify"')[2].partition('action="')[2].partition('"')[0]
    assert leader.post(grant, data={"issue_type": "damage"}).status_code == 303
    with house.database.reading() as session:
        certificate = session.query(Certificate).one()
    assert (certificate.user_id, certificate.issue_type) == (house.agent.id, IssueType.DAMAGE)
    assert "授予上岗认证" not in leader.get(talked).text


def test_another_leader_looks_on_without_a_sheet(talked: str, app: Flask, house: House, sign_in: SignIn) -> None:
    supervisor = sign_in(app.test_client(), house.supervisor)
    page = supervisor.get(talked).text
    assert GLASSES.need.zh in page
    assert "/score" not in page
    assert supervisor.post(f"{talked}/score", data=KEPT).status_code == 423


def test_either_side_calls_it_off(set_for_agent: str, agent: FlaskClient, leader: FlaskClient, house: House) -> None:
    assert agent.post(f"{set_for_agent}/call-off").headers["Location"] == "/practice"
    assert state(house) is PracticeState.CALLED_OFF
    assert "这次练习已取消，没有成绩" in agent.get(set_for_agent).text
    assert "已取消" in leader.get(f"{set_for_agent}/live").text
    assert leader.post(f"{set_for_agent}/call-off").status_code == 409


def test_once_scored_or_called_off_nobody_is_asked_to_call_it_off(
    talked: str, agent: FlaskClient, leader: FlaskClient
) -> None:
    assert "data-over" not in leader.get(f"{talked}/live").text
    leader.post(f"{talked}/score", data=KEPT)
    for client in (agent, leader):
        # The button stands outside of what comes in live: the style sheet takes it away (tests/browser).
        assert "data-over" in client.get(f"{talked}/live").text
        assert "取消这次练习" not in client.get(talked).text


def test_what_leads_on_has_a_key_and_the_sheet_tells_it(talked: str, agent: FlaskClient, leader: FlaskClient) -> None:
    assert 'data-key="p"' in agent.get("/practice").text
    leader.post(f"{talked}/score", data=KEPT)
    assert 'data-key="r"' in agent.get(f"{talked}/live").text
    for client in (agent, leader):
        page = on_one_line(client.get("/practice").text)
        assert 'class="btn btn-primary" data-key="n"' in page
        sheet = page[page.index('id="keys"') :]
        for key, words in (("N", "约一次练习"), ("P", "去没结束的练习"), ("R", "看点评")):
            assert f"<kbd>{key}</kbd>" in sheet
            assert words in sheet


def test_others_find_nothing(set_for_agent: str, app: Flask, house: House, sign_in: SignIn) -> None:
    posts = ("take", "preparation", "step", "notes", "end", "call-off")
    for user in (house.colleague, house.outsider):
        client = sign_in(app.test_client(), user)
        assert client.get(set_for_agent).status_code == 404
        assert client.get(f"{set_for_agent}/live").status_code == 404
        assert {client.post(f"{set_for_agent}/{path}", data={"step": "1"}).status_code for path in posts} <= {404, 423}
        assert "破损" not in client.get("/practice").text.partition("practice-list")[2]
    assert state(house) is PracticeState.PREPARING


def test_the_list_leads_back_to_what_is_open(set_for_agent: str, agent: FlaskClient) -> None:
    page = agent.get("/practice").text
    assert "你有一次练习没有结束" in page
    assert "我想练，请人来演顾客" not in page


def test_an_empty_list_says_what_to_do(agent: FlaskClient) -> None:
    page = agent.get("/practice").text
    assert "还没有练习" in page
    assert "我想练，请人来演顾客" in page


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"scenario": "nonsense"}, 422, "请选一项"),
        ({"scenario": ""}, 422, "请选一项"),
    ],
)
def test_what_cannot_be_practised_is_refused_at_its_field(
    leader: FlaskClient, house: House, form: dict[str, str], status: int, words: str
) -> None:
    answer = leader.post("/practice", data=form | {"user_id": str(house.agent.id)})
    assert (answer.status_code, words in answer.text) == (status, True)


def test_a_second_one_is_refused_in_words(set_for_agent: str, leader: FlaskClient, house: House) -> None:
    answer = leader.post("/practice", data={"user_id": str(house.agent.id), "scenario": "kettle"})
    assert answer.status_code == 409
    assert "还有一次练习没有结束" in answer.text


def test_a_leader_sets_none_for_strangers(leader: FlaskClient, house: House) -> None:
    for user_id in (str(house.outsider.id), "", "x"):
        assert leader.post("/practice", data={"user_id": user_id, "scenario": "glasses"}).status_code == 404


def test_nothing_of_it_is_dialled_counted_or_registered(talked: str, leader: FlaskClient, house: House) -> None:
    leader.post(f"{talked}/score", data=KEPT)
    with house.database.reading() as session:
        assert [session.query(table).count() for table in (Attempt, DialPermit, RegisterEntry)] == [0, 0, 0]
