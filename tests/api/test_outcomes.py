"""POST /callbacks/{id}/disposition."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from callguard.db.models import Commitment, Outcome
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
