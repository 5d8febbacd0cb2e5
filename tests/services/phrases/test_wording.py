"""What somebody writes in their own words must be fit to be said; what the customer said is kept as it was."""

import pytest

from callguard.db.models import Callback, Outcome, RegisterEntry
from callguard.domain.attempt import CallResult
from callguard.domain.commitment import Department
from callguard.domain.compensation import Plan, PlanKind
from callguard.domain.disposition import Disposition
from callguard.domain.errors import InvalidFields
from callguard.domain.register import RegisterKind
from callguard.services.cases import add_note
from callguard.services.offers import make_offer
from callguard.services.outcome_effects import PromisedThing
from callguard.services.outcomes import ReportedOutcome, record_outcome
from tests.house import NOW, House

RUDE, QUOTED, TOLD = "客户不可理喻，已挂断", "客户原话：「你们不可理喻」，已致歉", "客户说我们不可理喻，已致歉"


def case_id_of(house: House) -> int:
    callback_id = house.callback()
    with house.database.reading() as session:
        return session.get_one(Callback, callback_id).case_id


@pytest.mark.parametrize("text", [QUOTED, TOLD, "客户不太满意，没办法马上定"])
def test_keeps_what_the_customer_said_and_what_is_only_warned_of(house: House, text: str) -> None:
    case_id = case_id_of(house)
    with house.writing() as session:
        add_note(session, case_id, house.agent, text, NOW)
    with house.database.reading() as session:
        assert session.query(RegisterEntry).filter_by(kind=RegisterKind.NOTE).one().note == text


def test_refuses_a_note_with_the_reason_and_what_to_say_instead(house: House) -> None:
    case_id = case_id_of(house)
    with pytest.raises(InvalidFields) as refused, house.writing() as session:
        add_note(session, case_id, house.agent, RUDE, NOW)
    (error,) = refused.value.errors
    assert (error.field, error.code) == ("note", "phrase_refused")
    assert error.params == {"said": "不可理喻", "reason": "指责顾客", "replacement": "您的想法我记下了"}


def test_refuses_an_outcome_at_the_field_and_keeps_nothing_of_it(house: House) -> None:
    attempt_id, _token = house.dialled(house.callback())
    promise = PromisedThing(Department.FINANCE, "退款，呵呵", NOW.replace(hour=9))
    reported = ReportedOutcome(CallResult.CONVERSATION, Disposition.REFUSED, RUDE, promises=(promise,))
    with pytest.raises(InvalidFields) as refused, house.writing() as session:
        record_outcome(session, house.vault, house.settings, attempt_id, house.agent, reported, NOW)
    assert [error.field for error in refused.value.errors] == ["note", "commitments.0.words"]
    with house.database.reading() as session:
        assert session.query(Outcome).count() == 0


def test_refuses_what_is_written_with_an_offer(house: House) -> None:
    callback_id = house.callback()
    _attempt_id, token = house.dialled(callback_id)
    plan = Plan(PlanKind.COUPON, 500, "爱买不买")
    with pytest.raises(InvalidFields) as refused, house.writing() as session:
        make_offer(session, house.settings, callback_id, house.agent, token, plan, NOW)
    assert [error.field for error in refused.value.errors] == ["note"]
