"""POST /callbacks/{id}/disposition."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from callguard.db.models import Callback, Case, Commitment, Outcome
from callguard.domain.callback import CallbackKind
from callguard.domain.case import CaseStatus
from tests.api.conftest import TOMORROW, Caller, paths, told
from tests.application import SettableClock
from tests.house import House

NOTE = {"disposition": "refused", "note": "不接受，要退全款"}


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"disposition": "wants_time"}, "next_due_at"),
        ({"disposition": "wants_time", "next_due_at": "2026-11-21T15:00:00"}, "next_due_at"),
        ({"disposition": "wants_time", "next_due_at": "2026-11-20T10:00:00+08:00"}, "next_due_at"),
        ({"disposition": "busy"}, "disposition"),
        ({"disposition": "settled"}, "note"),
        (NOTE | {"offers": [{"id": 99, "accepted": True}]}, "offers.0.id"),
        (NOTE | {"offers": [{"id": 1}]}, "offers.0.accepted"),
        (NOTE | {"mood": "bad"}, "mood"),
        (
            NOTE | {"commitments": [{"department": "finance", "words": "x", "due_at": "2026-11-20T00:00:00Z"}]},
            "commitments.0.due_at",
        ),
    ],
)
def test_names_what_is_wrong_and_records_nothing(
    agent: Caller, house: House, body: dict[str, object], path: str
) -> None:
    house.callback()
    callback, _permit = agent.dial()
    assert paths(agent.post(f"/callbacks/{callback}/disposition", body)) == [path]
    with house.database.reading() as session:
        assert session.scalar(select(func.count(Outcome.id))) == 0


def test_a_refused_outcome_leaves_the_offer_unanswered(agent: Caller, house: House) -> None:
    house.callback()
    callback, _permit = agent.dial()
    plan = {"callback": callback, "lease_token": agent.claim_token(), "kind": "coupon", "amount": 500}
    offer = told(agent.post("/offers", plan), 201)["id"]
    accepted = {"disposition": "settled", "offers": [{"id": offer, "accepted": True}]}
    assert paths(agent.post(f"/callbacks/{callback}/disposition", accepted)) == ["commitments"]
    refused = NOTE | {"offers": [{"id": offer, "accepted": False}]}
    told(agent.post(f"/callbacks/{callback}/disposition", refused), 200)


def test_what_happened_is_told_even_after_the_lease_was_lost(agent: Caller, house: House, clock: SettableClock) -> None:
    house.callback()
    callback, _permit = agent.dial("no_answer")
    clock.advance(timedelta(minutes=30))
    outcome = told(agent.post(f"/callbacks/{callback}/disposition", {"disposition": "no_answer"}), 200)
    assert outcome["callback_status"] == "pending"
    told(agent.post(f"/callbacks/{callback}/disposition", {"disposition": "no_answer"}), 409)


def test_a_promised_call_and_what_was_promised_are_planned(agent: Caller, house: House) -> None:
    house.callback()
    callback, _permit = agent.dial()
    said = {
        "disposition": "call_later",
        "note": "明天三点再打，或打 13900139000",
        "next_due_at": TOMORROW,
        "commitments": [{"department": "logistics", "words": "查物流", "due_at": TOMORROW}],
    }
    outcome = told(agent.post(f"/callbacks/{callback}/disposition", said), 200)
    assert outcome["note"] == "明天三点再打，或打 139****9000"
    with house.database.reading() as session:
        assert session.scalars(select(Commitment)).one().words == "查物流"


def test_nobody_speaks_for_the_one_who_called(agent: Caller, colleague: Caller, outsider: Caller, house: House) -> None:
    house.callback()
    callback, _permit = agent.dial()
    told(colleague.post(f"/callbacks/{callback}/disposition", NOTE), 409)
    told(outsider.post(f"/callbacks/{callback}/disposition", NOTE), 404)


def test_an_offer_of_another_call_is_not_answered_here(agent: Caller, house: House) -> None:
    house.callback()
    first, _permit = agent.dial()
    plan = {"callback": first, "lease_token": agent.claim_token(), "kind": "coupon", "amount": 500}
    offer = told(agent.post("/offers", plan), 201)["id"]
    told(agent.post(f"/callbacks/{first}/disposition", NOTE), 200)
    house.callback(phone="+8613800138001")
    second, _permit = agent.dial()
    answered = NOTE | {"offers": [{"id": offer, "accepted": True}]}
    assert paths(agent.post(f"/callbacks/{second}/disposition", answered)) == ["offers.0.id"]


# --- surveys


def closed(house: House) -> int:
    """The case of a survey that is due."""
    callback_id = house.callback(kind=CallbackKind.SURVEY)
    with house.writing() as session:
        case = session.get_one(Callback, callback_id).case
        case.status = CaseStatus.CLOSED
        return case.id


def asked(agent: Caller) -> int:
    """The id of the survey that is claimed, prepared without plans, and dialled."""
    claimed = agent.claim()
    assert claimed["kind"] == "survey"
    callback, lease = claimed["id"], {"lease_token": claimed["lease_token"]}
    told(agent.post(f"/callbacks/{callback}/preparation", {"plans": []} | lease), 201)
    permit = told(agent.post(f"/callbacks/{callback}/permit", lease), 201)
    told(agent.post(f"/permits/{permit['id']}/result", {"result": "conversation"}), 200)
    return int(callback)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"disposition": "rated"}, "rating"),
        ({"disposition": "rated", "rating": 6}, "rating"),
        ({"disposition": "rated", "rating": 1}, "note"),
        ({"disposition": "refused", "rating": 3}, "rating"),
        ({"disposition": "settled", "note": "好"}, "disposition"),
        ({"disposition": "rated", "rating": 5, "survey_at": TOMORROW}, "survey_at"),
    ],
)
def test_names_what_is_wrong_with_a_surveys_outcome(
    agent: Caller, house: House, body: dict[str, object], path: str
) -> None:
    closed(house)
    assert paths(agent.post(f"/callbacks/{asked(agent)}/disposition", body)) == [path]


def test_a_rating_is_told_and_a_low_one_opens_the_case_again(agent: Caller, house: House) -> None:
    case_id = closed(house)
    callback = asked(agent)
    body = {"disposition": "rated", "rating": 2, "note": "还没收到退款", "next_due_at": TOMORROW}
    outcome = told(agent.post(f"/callbacks/{callback}/disposition", body), 200)
    assert (outcome["rating"], outcome["callback_status"]) == (2, "done")
    with house.database.reading() as session:
        case = session.get_one(Case, case_id)
        assert case.status is CaseStatus.OPEN


def test_a_settled_call_asks_for_a_survey(agent: Caller, house: House) -> None:
    house.callback()
    callback, _permit = agent.dial()
    settled = {"disposition": "settled", "note": "说明后满意", "survey_at": TOMORROW}
    outcome = told(agent.post(f"/callbacks/{callback}/disposition", settled), 200)
    assert outcome["rating"] is None
    with house.database.reading() as session:
        survey = session.query(Callback).filter_by(kind=CallbackKind.SURVEY).one()
        assert survey.due_at.isoformat() == "2026-11-21T07:00:00+00:00"


def test_a_survey_is_planned_for_a_closed_case_and_for_nobody_alone(agent: Caller, house: House) -> None:
    plan = {"due_at": TOMORROW, "kind": "survey"}
    house.callback()
    told(agent.post("/callbacks", plan | {"case": 1}), 409)
    callback, _permit = agent.dial()
    told(agent.post(f"/callbacks/{callback}/disposition", {"disposition": "settled", "note": "好"}), 200)
    assert paths(agent.post("/callbacks", plan | {"case": 1, "agent": "xiaozhou"})) == ["agent"]
    assert told(agent.post("/callbacks", plan | {"case": 1}), 201)["kind"] == "survey"
