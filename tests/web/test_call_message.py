"""The message to copy: what the form of the outcome says, in the customer's words, and never sent by us."""

import pytest
from flask.testing import FlaskClient

from callguard.db.models import Customer
from tests.house import House
from tests.web.calls import Call

PROMISE = {
    "promises.0.department": "finance",
    "promises.0.words": "部分退款 ¥10",
    "promises.0.amount": "10",
    "promises.0.due_at": "2026-11-21T17:00",
}
SETTLED = {"result": "conversation", "disposition": "settled"}
UNREACHED = {"result": "no_answer", "disposition": "no_answer"}
NEXT = {"next_due_at": "2026-11-21T10:30"}


@pytest.fixture
def call(agent_client: FlaskClient, house: House) -> Call:
    """A call that is over and whose outcome is owed."""
    return Call(agent_client, house, house.callback()).dial().walk()


def message(call: Call, *forms: dict[str, str]) -> str:
    answer = call.post("/message", **{name: text for form in forms for name, text in form.items()})
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    return answer.text


def test_the_outcome_has_a_place_for_it_and_does_not_send_it(call: Call) -> None:
    page = call.get(view="outcome").text
    assert f'data-message="/callbacks/{call.callback_id}/message"' in page
    assert 'data-copy-from="message-text"' in page
    assert 'name="message' not in page


def test_who_was_not_reached_reads_when_we_tried_and_ring_again(call: Call) -> None:
    written = message(call, UNREACHED, NEXT)
    assert "11月20日 14:05给您打过电话" in written
    assert "11月21日 10:30我再打给您" in written
    assert "没能联系上" in written


def test_without_a_next_call_none_is_announced(call: Call) -> None:
    assert "再打给您" not in message(call, UNREACHED)


def test_a_proposed_time_that_is_not_meant_is_not_announced(call: Call) -> None:
    assert "再打给您" not in message(call, SETTLED, NEXT)
    assert "再打给您" in message(call, SETTLED, NEXT, {"call_again": "1"})


def test_what_was_agreed_is_written_as_the_customer_heard_it(call: Call) -> None:
    call.post("/offers", kind="partial_refund", amount="10")
    call.post(f"/offers/{call.offers()[0].id}/answer", answer="accepted")
    other = {"promises.1.words": "换一只新的。", "promises.1.due_at": "2026-11-22T12:00"}
    written = message(call, SETTLED, PROMISE, other)
    assert "说好：给您退 10 元，东西您照样留着用，11月21日 17:00前办好；换一只新的，11月22日 12:00前办好。" in written


def test_a_promise_without_its_day_is_written_without_one(call: Call) -> None:
    written = message(call, SETTLED, PROMISE, {"promises.0.due_at": ""})
    assert "说好：部分退款 ¥10。" in written


def test_a_plan_is_kept_for_who_heard_it_and_for_nobody_else(call: Call) -> None:
    thinking = {"result": "conversation", "disposition": "wants_time"}
    assert "给您留着" not in message(call, thinking)
    call.post("/offers", kind="partial_refund", amount="10")
    assert "给您留着：给您退 10 元" in message(call, thinking)


@pytest.mark.parametrize("typed", [{}, {"result": "conversation"}, {"result": "x", "disposition": "settled"}])
def test_before_anything_is_chosen_there_is_none(call: Call, typed: dict[str, str]) -> None:
    assert message(call, typed) == ""


def test_a_time_elsewhere_is_the_customers_own(call: Call, house: House) -> None:
    with house.writing() as session:
        session.query(Customer).one().time_zone = "Asia/Urumqi"
    assert "您当地时间 11月20日 12:05给您打过电话" in message(call, UNREACHED)


def test_the_phrasebook_offers_its_parts_filled_in(call: Call) -> None:
    found = call.get("/phrasebook", q="消息：没打通").text
    assert "11月20日 14:05给您打过电话" in found


def test_nobody_of_another_shop_learns_anything(call: Call, house: House) -> None:
    with call.client.session_transaction() as session:
        session["user"] = house.outsider.fs_uniquifier
    assert call.post("/message", **UNREACHED).status_code == 404


def test_in_english_too(call: Call) -> None:
    call.client.set_cookie("language", "en")
    assert "I rang you at 14:05 on 20 Nov about" in message(call, UNREACHED, NEXT)
