"""Finding cases, and those nobody is going to call about."""

from callguard.db.models import Callback, Case
from callguard.domain.callback import CallbackStatus
from callguard.domain.case import CaseStatus, IssueType
from callguard.services.case_search import CaseFilter, count_unplanned, search_cases
from tests.house import House


def found(house: House, wanted: CaseFilter) -> list[int]:
    with house.database.reading() as session:
        return [one.case.id for one in search_cases(session, {house.shop.id}, wanted).cases]


def case_of(house: House, callback_id: int) -> Case:
    with house.database.reading() as session:
        case = session.get_one(Callback, callback_id).case
        assert case.order.order_no
        return case


def forget(house: House, callback_id: int, status: CallbackStatus = CallbackStatus.CANCELLED) -> None:
    with house.writing() as session:
        session.get_one(Callback, callback_id).status = status


def test_finds_by_part_of_a_number_status_issue_and_shop(house: House) -> None:
    first, second = (
        case_of(house, house.callback(issue_type=issue)) for issue in (IssueType.DAMAGE, IssueType.IN_TRANSIT)
    )
    house.callback(shop=house.other_shop)
    with house.writing() as session:
        session.get_one(Case, second.id).status = CaseStatus.CLOSED
    assert found(house, CaseFilter()) == [second.id, first.id]
    assert found(house, CaseFilter(number=first.number)) == [first.id]
    assert found(house, CaseFilter(number=second.order.order_no[-4:])) == [second.id]
    assert found(house, CaseFilter(number="%")) == []
    assert found(house, CaseFilter(status=CaseStatus.OPEN)) == [first.id]
    assert found(house, CaseFilter(issue_type=IssueType.IN_TRANSIT)) == [second.id]
    assert found(house, CaseFilter(shop_id=house.other_shop.id)) == []


def test_flags_an_open_case_that_nobody_will_call_about(house: House) -> None:
    planned, forgotten, closed, claimed = (house.callback() for _ in range(4))
    forget(house, forgotten)
    forget(house, closed)
    forget(house, claimed, CallbackStatus.CLAIMED)
    with house.writing() as session:
        session.get_one(Callback, closed).case.status = CaseStatus.CLOSED
    lost = case_of(house, forgotten).id
    assert found(house, CaseFilter(unplanned=True)) == [lost]
    with house.database.reading() as session:
        assert count_unplanned(session, {house.shop.id}) == 1
        assert count_unplanned(session, {house.other_shop.id}) == 0
        flagged = {one.case.id: one.is_unplanned for one in search_cases(session, {house.shop.id}, CaseFilter()).cases}
    assert {case_id for case_id, is_unplanned in flagged.items() if is_unplanned} == {lost}
    assert flagged[case_of(house, planned).id] is False


def test_pages_hold_every_case_once_whatever_comes_in_meanwhile(house: House) -> None:
    cases = [case_of(house, house.callback()).id for _ in range(5)]
    with house.database.reading() as session:
        first = search_cases(session, {house.shop.id}, CaseFilter(), size=3)
    house.callback()
    with house.database.reading() as session:
        second = search_cases(session, {house.shop.id}, CaseFilter(), first.older_than, size=3)
    assert [one.case.id for one in (*first.cases, *second.cases)] == cases[::-1]
    assert second.older_than is None
