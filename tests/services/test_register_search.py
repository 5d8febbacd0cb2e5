"""Reading the register: filters, and pages that nothing slips through."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callguard.db.models import Callback, RegisterEntry
from callguard.domain.disposition import Disposition
from callguard.domain.register import RegisterKind
from callguard.services.register import record
from callguard.services.register_search import RegisterFilter, all_entries, count_entries, search_register
from tests.house import NOW, House

MINUTE = timedelta(minutes=1)
EVERYTHING = RegisterFilter()


def note(house: House, text: str, at: int = 0, callback_id: int | None = None) -> int:
    """Writes a note into the register so many minutes after NOW."""
    with house.writing() as session:
        callback = session.get_one(Callback, callback_id or house.callback(phone=None))
        entry = record(session, RegisterKind.NOTE, callback.case, NOW + at * MINUTE, house.agent, note=text)
        session.flush()
        return entry.id


def found(house: House, wanted: RegisterFilter) -> list[str | None]:
    with house.database.reading() as session:
        shop_ids = {house.shop.id}
        notes = [entry.note for entry in search_register(session, shop_ids, wanted).entries]
        assert notes == [entry.note for entry in all_entries(session, shop_ids, wanted)]
        assert len(notes) == count_entries(session, shop_ids, wanted)
        return notes


@pytest.fixture
def case_of_two(house: House) -> Callback:
    """Two callbacks, notes by two people, and an outcome."""
    callback_id = house.callback(phone=None)
    with house.writing() as session:
        callback = session.get_one(Callback, callback_id)
        record(session, RegisterKind.NOTE, callback.case, NOW, house.agent, note="100% 满意")
        record(session, RegisterKind.NOTE, callback.case, NOW + MINUTE, house.colleague, note="等物流_回复")
        record(
            session,
            RegisterKind.OUTCOME,
            callback.case,
            NOW + 2 * MINUTE,
            house.agent,
            note="谈好了",
            disposition=Disposition.SETTLED,
            facts={"result": "conversation"},
        )
        assert callback.case.order.order_no
    return callback


def test_shows_the_latest_first(house: House, case_of_two: Callback) -> None:
    assert found(house, EVERYTHING) == ["谈好了", "等物流_回复", "100% 满意"]


def test_shows_nothing_of_other_shops(house: House, case_of_two: Callback) -> None:
    with house.database.reading() as session:
        assert search_register(session, {house.other_shop.id}, EVERYTHING).entries == []


def test_time_is_taken_with_its_beginning_and_without_its_end(house: House, case_of_two: Callback) -> None:
    span = RegisterFilter(since_at=NOW + MINUTE, until_at=NOW + 2 * MINUTE)
    assert found(house, span) == ["等物流_回复"]


def test_finds_by_agent_kind_disposition_and_shop(house: House, case_of_two: Callback) -> None:
    assert found(house, RegisterFilter(actor_id=house.colleague.id)) == ["等物流_回复"]
    assert found(house, RegisterFilter(kind=RegisterKind.OUTCOME)) == ["谈好了"]
    assert found(house, RegisterFilter(disposition=Disposition.SETTLED)) == ["谈好了"]
    assert found(house, RegisterFilter(disposition=Disposition.REFUSED)) == []
    assert found(house, RegisterFilter(shop_id=house.other_shop.id)) == []


def test_finds_by_the_end_of_an_order_or_case_number(house: House, case_of_two: Callback) -> None:
    note(house, "another case")
    assert "another case" not in found(house, RegisterFilter(number=case_of_two.case.number))
    assert "another case" not in found(house, RegisterFilter(number=case_of_two.case.order.order_no[-4:]))
    assert found(house, RegisterFilter(number="no such number")) == []


@pytest.mark.parametrize(
    ("words", "expected"), [("%", ["100% 满意"]), ("_", ["等物流_回复"]), ("物流", ["等物流_回复"])]
)
def test_words_are_looked_for_as_they_stand(
    house: House, case_of_two: Callback, words: str, expected: list[str]
) -> None:
    assert found(house, RegisterFilter(words=words)) == expected


def test_what_is_written_meanwhile_neither_repeats_nor_hides_a_line(house: House) -> None:
    before = [note(house, f"note {number}", at=number // 2) for number in range(6)]
    shop_ids, seen = {house.shop.id}, []
    with house.database.reading() as session:
        first = search_register(session, shop_ids, EVERYTHING, size=4)
    seen += [entry.id for entry in first.entries]
    note(house, "came later", at=10)
    with house.database.reading() as session:
        second = search_register(session, shop_ids, EVERYTHING, first.older, size=4)
    seen += [entry.id for entry in second.entries]
    assert seen == before[::-1]
    assert second.older is None


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes=st.lists(st.integers(0, 2), max_size=9), size=st.integers(1, 4))
def test_pages_together_are_the_whole(house: House, minutes: list[int], size: int) -> None:
    mark = f"{minutes} {size}"
    callback_id = house.callback(phone=None)
    for at in minutes:
        note(house, mark, at, callback_id)
    wanted, pages = RegisterFilter(number=case_number(house, callback_id), words=mark), list[RegisterEntry]()
    with house.database.reading() as session:
        page = search_register(session, {house.shop.id}, wanted, size=size)
        pages += page.entries
        while page.older:
            page = search_register(session, {house.shop.id}, wanted, page.older, size)
            assert page.entries
            pages += page.entries
        whole = list(all_entries(session, {house.shop.id}, wanted))
    assert pages == sorted(whole, key=lambda entry: (entry.recorded_at, entry.id), reverse=True)
    assert len(pages) >= len(minutes)


def case_number(house: House, callback_id: int) -> str:
    with house.database.reading() as session:
        return session.get_one(Callback, callback_id).case.number
