"""Every permit asked for leaves a decision behind, granted or not."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from callguard.db.models import DialPermit, GuardDecision, User
from callguard.domain import guard
from callguard.domain.attempt import CallResult
from callguard.domain.guard import parse_policy
from callguard.domain.platform import Platform
from callguard.domain.register import RegisterKind
from callguard.services.guard_decisions import TOLD_JUST_NOW, opened_question
from callguard.services.guard_policies import activate_policy
from callguard.services.permits import take_permit
from callguard.services.queue.claiming import claim
from tests.house import NOW, House
from tests.told import entries

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def asks(house: House, callback_id: int, token: str, now: object = NOW, agent: User | None = None) -> object:
    with house.writing() as session:
        who = agent or house.agent
        return take_permit(session, house.vault, house.settings, callback_id, who, token, now)  # type: ignore[arg-type]


def decisions(house: House) -> list[GuardDecision]:
    with house.database.reading() as session:
        return list(session.scalars(select(GuardDecision).order_by(GuardDecision.id)))


@pytest.fixture
def rung_twice(house: House) -> int:
    """A callback whose customer was rung twice today: the next call needs a release."""
    callback_id = house.callback()
    for hours in (3, 2):
        house.attempted(callback_id, CallResult.NO_ANSWER, NOW - hours * HOUR)
    return callback_id


def test_a_permit_rests_on_a_decision_from_which_its_answer_follows_again(house: House) -> None:
    callback_id = house.callback()
    permit = asks(house, callback_id, house.prepared(callback_id))
    assert isinstance(permit, DialPermit)
    (decision,) = decisions(house)
    assert (permit.decision_id, decision.verdict, decision.levels) == (decision.id, guard.Verdict.ALLOW, "company")
    assert (decision.callback_id, decision.agent_id, decision.decided_at) == (callback_id, house.agent.id, NOW)
    again = guard.judge(opened_question(house.vault, decision.question_sealed))
    assert again.as_json() == decision.answer
    assert entries(house, RegisterKind.DIAL_REFUSED) == []


def test_a_refusal_is_kept_with_its_question_and_stands_in_the_register(house: House, rung_twice: int) -> None:
    answer = asks(house, rung_twice, house.prepared(rung_twice))
    assert isinstance(answer, guard.Answer)
    (decision,) = decisions(house)
    assert (decision.verdict, decision.answer) == (guard.Verdict.NEEDS_RELEASE, answer.as_json())
    assert guard.judge(opened_question(house.vault, decision.question_sealed)) == answer
    (line,) = entries(house, RegisterKind.DIAL_REFUSED)
    assert (line.recorded_at, line.actor_id, line.callback_id) == (NOW, house.agent.id, rung_twice)
    assert line.facts["guard_decision"] == decision.id
    assert "今天已打 2 次" in line.facts["zh"]
    assert "2 calls made today" in line.facts["en"]


def test_no_number_stands_in_clear_in_any_table(house: House, rung_twice: int) -> None:
    asks(house, rung_twice, house.prepared(rung_twice))
    other = house.callback(phone="+8613912345678")
    asks(house, other, house.prepared(other, house.colleague), agent=house.colleague)
    with house.database.engine.connect() as connection:
        for table in ("guard_decisions", "dial_permits", "attempts", "register_entries"):
            rows = repr(connection.execute(text(f"SELECT * FROM {table}")).all())  # noqa: S608 - our own names
            assert "13800138000" not in rows
            assert "13912345678" not in rows


def test_the_same_refusal_within_a_minute_adds_nothing(house: House, rung_twice: int) -> None:
    token = house.prepared(rung_twice)
    for later in (0 * SECOND, 20 * SECOND, TOLD_JUST_NOW - SECOND):
        asks(house, rung_twice, token, NOW + later)
    assert len(decisions(house)) == len(entries(house, RegisterKind.DIAL_REFUSED)) == 1
    asks(house, rung_twice, token, NOW + TOLD_JUST_NOW)
    assert len(decisions(house)) == len(entries(house, RegisterKind.DIAL_REFUSED)) == 2


def test_another_reason_is_another_refusal_however_soon(house: House, rung_twice: int) -> None:
    token = house.prepared(rung_twice)
    asks(house, rung_twice, token)
    with house.writing() as session:
        activate_policy(session, parse_policy({"name": "market"}), Platform.TAOBAO, NOW, NOW)
        closed = {"name": "own", "dates": [{"date": "2026-11-20", "windows": []}]}
        activate_policy(session, parse_policy(closed), house.shop, NOW + SECOND, NOW)
    asks(house, rung_twice, token, NOW + SECOND)
    assert [one.levels for one in decisions(house)] == ["company", "company,platform,shop"]
    assert [one.verdict for one in decisions(house)] == [guard.Verdict.NEEDS_RELEASE, guard.Verdict.REFUSE]


def test_a_colleague_who_is_refused_the_same_is_refused_too(house: House, rung_twice: int) -> None:
    asks(house, rung_twice, house.prepared(rung_twice))
    with house.writing() as session:
        over = NOW + house.settings.lease_length
        taken = claim(session, house.settings, rung_twice, house.colleague, over)
        assert taken is not None
        token = taken.lease_token or ""
    for agent, now in ((house.colleague, over), (house.colleague, over + SECOND)):
        asks(house, rung_twice, token, now, agent)
    assert [one.agent_id for one in decisions(house)] == [house.agent.id, house.colleague.id]


def test_what_is_no_matter_of_the_guard_leaves_no_decision(house: House) -> None:
    callback_id = house.callback()
    token = house.prepared(callback_id)
    asks(house, callback_id, token)
    asks(house, callback_id, token, NOW + SECOND)
    assert len(decisions(house)) == 1, "the permit that is open is no new one"
