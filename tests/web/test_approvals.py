"""What waits for a senior, and the decision on it."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from callguard.db.models import Approval, Offer, Release, User
from callguard.domain.approval import ApprovalStatus
from callguard.domain.attempt import CallResult
from callguard.domain.authority import load_authority
from callguard.domain.compensation import Plan, PlanKind
from callguard.services.offers import make_offer
from callguard.services.releases import request_release
from tests.application import SignIn
from tests.house import NOW, House
from tests.web.calls import on_one_line


@pytest.fixture
def approval(house: House) -> Approval:
    """The agent's request for ¥80: within the leader's authority."""
    return asked(house, house.agent)


@pytest.fixture
def release(house: House) -> Release:
    """The agent's request for the last call to somebody rung once today."""
    callback_id = house.callback()
    house.attempted(callback_id, CallResult.NO_ANSWER, NOW.replace(hour=3))
    with house.writing() as session:
        return request_release(session, callback_id, house.agent, "顾客约了下午，电话 13800138000", NOW)


def asked(
    house: House,
    agent: User,
    amount: int = 8000,
    *,
    kind: PlanKind = PlanKind.PARTIAL_REFUND,
    account: str | None = None,
    order: int = 20000,
) -> Approval:
    callback_id = house.callback(phone=None, account=account, amount=order)
    token = house.claimed(callback_id, agent)
    with house.writing() as session:
        plan = Plan(kind, amount, note="碎了两只 13900139000")
        offer = make_offer(session, house.settings, callback_id, agent, token, plan, NOW)
        assert isinstance(offer, Offer)
        assert offer.approval is not None
        return offer.approval


def stored(house: House, approval: Approval) -> Approval:
    with house.database.reading() as session:
        return session.get_one(Approval, approval.id)


def decide(client: FlaskClient, approval: Approval, decision: str, **form: str) -> tuple[int, str]:
    answer = client.post(f"/approvals/{approval.id}/decision", data={"decision": decision, **form})
    return answer.status_code, answer.text


@pytest.fixture
def leader(client: FlaskClient, house: House, sign_in: SignIn) -> FlaskClient:
    return sign_in(client, house.leader)


@pytest.fixture
def supervisor(client: FlaskClient, house: House, sign_in: SignIn) -> FlaskClient:
    return sign_in(client, house.supervisor)


def test_shows_all_it_takes_to_decide(leader: FlaskClient, approval: Approval) -> None:
    page = leader.get("/approvals").text
    for words in ("部分退款 ¥80", "订单 ¥200", "小林（售后客服）申请", "王**", "碎了两只", "已给 ¥0", "还剩"):
        assert words in page
    assert "王小明" not in page
    assert "13900139000" not in page


def test_shows_what_the_customer_is_worth(leader: FlaskClient, house: House) -> None:
    house.callback(account="tb-wang", amount=5000)
    asked(house, house.agent, account="tb-wang")
    assert "买过 2 单，共 ¥250；赢得一位新顾客约要 ¥80" in leader.get("/approvals").text


@pytest.mark.parametrize(("order", "warned"), [(7999, True), (8000, False)])
def test_warns_of_more_than_the_order_was_worth(
    supervisor: FlaskClient, house: House, order: int, warned: bool
) -> None:
    asked(house, house.agent, kind=PlanKind.COUPON, order=order)
    assert ("超过这一单的金额" in supervisor.get("/approvals").text) is warned


def test_what_is_most_urgent_comes_first_whatever_its_kind(
    supervisor: FlaskClient, house: House, approval: Approval, release: Release
) -> None:
    for minutes, first in ((-1, "release"), (1, "approval")):
        with house.writing() as session:
            asked_at = session.get_one(Approval, approval.id).deadline_at - load_authority().decide_within
            session.get_one(Release, release.id).requested_at = asked_at + timedelta(minutes=minutes)
        page = supervisor.get("/approvals").text
        cards = sorted(
            (f"approval-{approval.id}", f"release-{release.id}"), key=lambda card: page.index(f'id="{card}"')
        )
        assert cards[0].startswith(first)


def test_counts_what_waits_in_the_navigation_and_keeps_it_fresh(leader: FlaskClient, approval: Approval) -> None:
    assert ">1</span>" in leader.get("/approvals").text.partition("</nav>")[0]
    assert ">1</span>" in leader.get("/approvals/count").text
    decide(leader, approval, "reject")
    assert "hidden" in leader.get("/approvals/count").text


def test_says_so_when_nothing_waits(leader: FlaskClient) -> None:
    assert "没有等你决定的申请" in leader.get("/approvals").text


@pytest.mark.parametrize("path", ["/approvals", "/approvals/board", "/approvals/count"])
def test_is_for_seniors_only(agent_client: FlaskClient, client: FlaskClient, path: str) -> None:
    assert agent_client.get(path).status_code == 403


@pytest.mark.parametrize("who", ["agent", "colleague", "specialist", "outsider"])
def test_nobody_below_decides(
    client: FlaskClient, house: House, sign_in: SignIn, approval: Approval, release: Release, who: str
) -> None:
    below = sign_in(client, getattr(house, who))
    assert decide(below, approval, "approve")[0] == 403
    assert below.post(f"/approvals/releases/{release.id}/decision", data={"decision": "grant"}).status_code == 403
    assert stored(house, approval).status is ApprovalStatus.PENDING


def test_strangers_are_sent_to_sign_in(client: FlaskClient, approval: Approval) -> None:
    assert client.get("/approvals").headers["Location"] == "/sign-in?next=/approvals"
    assert client.post(f"/approvals/{approval.id}/decision", data={"decision": "approve"}).status_code == 302


@pytest.mark.parametrize(
    ("decision", "form", "status", "words"),
    [
        ("approve", {}, ApprovalStatus.APPROVED, "已批准"),
        ("reject", {"words": "先补发"}, ApprovalStatus.REJECTED, "先补发"),
        ("counter", {"amount": "60"}, ApprovalStatus.COUNTERED, "赵姐把 ¥80 改为 ¥60"),
    ],
)
def test_a_decision_is_shown_on_the_card(
    leader: FlaskClient,
    house: House,
    approval: Approval,
    decision: str,
    form: dict[str, str],
    status: ApprovalStatus,
    words: str,
) -> None:
    answered, card = decide(leader, approval, decision, **form)
    assert (answered, stored(house, approval).status) == (200, status)
    assert words in card
    assert "赵姐" in card
    assert "<h2>部分退款 ¥80</h2>" in card
    assert "data-row-key" not in card


def test_taking_over_leads_to_the_call(leader: FlaskClient, house: House, approval: Approval) -> None:
    answer = leader.post(f"/approvals/{approval.id}/decision", data={"decision": "take_over"})
    with house.database.reading() as session:
        callback_id = session.get_one(Offer, approval.offer_id).callback_id
    assert answer.headers["HX-Redirect"] == f"/callbacks/{callback_id}"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("", "请填写要改成的金额"),
        ("0", "金额要大于 0"),
        ("80", "和申请的金额一样"),
        ("5000", "¥5,000 超出你在这个案件上的权限"),
        ("abc", "请填数字"),
        ("-3", "金额不能是负数"),
    ],
)
def test_a_counter_that_cannot_be_is_refused_at_its_field(
    leader: FlaskClient, house: House, approval: Approval, amount: str, words: str
) -> None:
    status, card = decide(leader, approval, "counter", amount=amount, words="请理解")
    assert status == 422
    assert words in card
    assert 'aria-invalid="true"' in card
    assert 'value="请理解"' in card
    assert stored(house, approval).status is ApprovalStatus.PENDING


def test_a_decision_nobody_knows_is_refused(leader: FlaskClient, house: House, approval: Approval) -> None:
    status, card = decide(leader, approval, "perhaps")
    assert status == 422
    assert "请选一项" in card
    assert stored(house, approval).status is ApprovalStatus.PENDING


def test_what_goes_above_the_seniors_own_authority_cannot_be_approved(
    leader: FlaskClient, house: House, release: Release
) -> None:
    above = asked(house, house.colleague, 15000)
    with house.writing() as session:
        approval = session.get_one(Approval, above.id)
        assert approval.asked_role != house.leader.role
        approval.asked_role = house.leader.role
    assert "不能直接批准" in leader.get("/approvals").text
    status, card = decide(leader, above, "approve")
    assert status == 422
    assert "超出你在这个案件上的权限" in card


def test_who_comes_second_sees_what_was_decided(
    leader: FlaskClient, house: House, sign_in: SignIn, approval: Approval
) -> None:
    decide(leader, approval, "counter", amount="60", words="最多六十")
    status, card = decide(sign_in(leader, house.supervisor), approval, "reject")
    assert status == 409
    for words in ("赵姐", "¥60", "最多六十", "别人先决定了"):
        assert words in card
    assert stored(house, approval).status is ApprovalStatus.COUNTERED


def test_nobody_sees_or_decides_their_own(leader: FlaskClient, house: House) -> None:
    own = asked(house, house.leader, 15000)
    assert f'id="approval-{own.id}"' not in leader.get("/approvals").text
    status, card = decide(leader, own, "reject")
    assert status == 422
    assert "不能审批自己的申请" in card


def test_what_is_unknown_is_not_found(leader: FlaskClient) -> None:
    assert leader.post("/approvals/999/decision", data={"decision": "approve"}).status_code == 404


def test_the_same_board_is_not_sent_twice(leader: FlaskClient, house: House, approval: Approval) -> None:
    first = leader.get("/approvals/board")
    again = {"If-None-Match": first.headers["ETag"]}
    assert leader.get("/approvals/board", headers=again).status_code == 304
    asked(house, house.colleague)
    assert leader.get("/approvals/board", headers=again).status_code == 200


def test_the_last_call_is_released_once(
    supervisor: FlaskClient, house: House, sign_in: SignIn, release: Release
) -> None:
    page = supervisor.get("/approvals").text
    for words in ("放行最后一次拨打", "顾客约了下午", "无人接听", "今天 11:05"):
        assert words in page
    assert "13800138000" not in page
    decision = f"/approvals/releases/{release.id}/decision"
    assert "已放行" in supervisor.post(decision, data={"decision": "grant"}).text
    second = sign_in(supervisor, house.manager).post(decision, data={"decision": "refuse"})
    assert second.status_code == 409
    assert "老陈" in second.text
    with house.database.reading() as session:
        assert session.get_one(Release, release.id).granted_at == NOW


def test_what_a_refusal_would_mean_is_said_as_in_the_plan(
    supervisor: FlaskClient, house: House, release: Release
) -> None:
    house.attempted(release.callback_id, CallResult.NO_ANSWER, NOW.replace(hour=4))
    page = supervisor.get("/approvals").text
    assert "今天已打 2 次，上限 2 次。" in page
    assert "不放行的话，明天 10:00 起可拨。" in on_one_line(page)


def test_the_last_call_can_be_refused(supervisor: FlaskClient, house: House, release: Release) -> None:
    card = supervisor.post(f"/approvals/releases/{release.id}/decision", data={"decision": "refuse"}).text
    assert "未放行" in card
    with house.database.reading() as session:
        assert session.get_one(Release, release.id).refused_at == NOW


def test_a_leader_does_not_release(leader: FlaskClient, release: Release) -> None:
    assert "放行最后一次拨打" not in leader.get("/approvals").text
    assert leader.post(f"/approvals/releases/{release.id}/decision", data={"decision": "grant"}).status_code == 403


@pytest.mark.parametrize(
    ("who", "start"),
    [
        ("agent", "/desk"),
        ("specialist", "/desk"),
        ("leader", "/approvals"),
        ("supervisor", "/approvals"),
        ("manager", "/approvals"),
    ],
)
def test_seniors_start_on_what_waits_for_them(
    client: FlaskClient, house: House, sign_in: SignIn, who: str, start: str
) -> None:
    assert sign_in(client, getattr(house, who)).get("/").headers["Location"] == start
