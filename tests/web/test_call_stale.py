"""Two tabs, lost leases, pages that are too old: nothing is done, and it is said why."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from callguard.db.models import Attempt
from tests.application import SettableClock
from tests.house import House
from tests.web.calls import PREPARATION, Call


@pytest.fixture
def call(agent_client: FlaskClient, house: House) -> Call:
    """A prepared callback on the agent's desk."""
    return Call(agent_client, house, house.callback()).prepare()


def test_asking_keeps_the_lease(call: Call, clock: SettableClock) -> None:
    for _ in range(4):
        clock.advance(timedelta(minutes=6))
        assert call.get("/live").status_code == 200
    assert call.post("/permit").status_code == 200


def test_a_lease_that_ran_out_is_said_politely(call: Call, clock: SettableClock) -> None:
    clock.advance(timedelta(minutes=11))
    page = call.get("/live").text
    assert "这条回电现在没有人占用" in page
    assert f'data-kept="callback-{call.callback_id}-note"' in page


@pytest.mark.parametrize(
    ("path", "form"),
    [("/permit", {}), ("/preparation", PREPARATION), ("/give-back", {}), ("/offers", {"kind": "resend"})],
)
def test_nothing_is_done_under_a_lease_that_ran_out(
    call: Call, house: House, clock: SettableClock, path: str, form: dict[str, str]
) -> None:
    clock.advance(timedelta(minutes=11))
    answer = call.post(path, **form)
    assert answer.status_code == 409
    assert "你已不再占用这条回电" in answer.text
    assert "这条回电现在没有人占用" in answer.text
    with house.database.reading() as session:
        assert session.query(Attempt).count() == 0


def test_a_page_from_before_the_callback_was_claimed_anew_does_nothing(call: Call, clock: SettableClock) -> None:
    old = call.lease
    clock.advance(timedelta(minutes=11))
    call.claim()
    call.lease = old
    answer = call.post("/permit")
    assert answer.status_code == 409
    assert "领取拨打许可" in answer.text


def test_a_colleague_who_took_over_is_named(call: Call, house: House, clock: SettableClock) -> None:
    clock.advance(timedelta(minutes=11))
    house.claimed(call.callback_id, house.colleague, clock.at)
    answer = call.post("/permit")
    assert answer.status_code == 409
    assert "小周正在处理这一条" in answer.text
    assert call.get("/live").status_code == 423


def test_who_lost_a_running_call_to_somebody_is_told_so(call: Call, house: House, clock: SettableClock) -> None:
    call.post("/permit")
    clock.advance(timedelta(minutes=11))
    house.claimed(call.callback_id, house.colleague, clock.at)
    assert "已不在你手上（可能已由主管接手）" in call.get().text


def test_another_agents_offer_can_not_be_answered(call: Call, house: House) -> None:
    call.post("/permit")
    call.post("/offers", kind="coupon", amount="5")
    with call.client.session_transaction() as session:
        session["user"] = house.colleague.fs_uniquifier
    assert call.post(f"/offers/{call.offers()[0].id}/answer", answer="accepted").status_code == 423


def test_an_expired_session_is_sent_to_the_sign_in_page(call: Call) -> None:
    call.client.post("/sign-out")
    assert call.post("/permit").headers["HX-Redirect"].startswith("/sign-in")
