"""Who is the same customer."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from callguard.db.models import Callback, Customer, CustomerIdentifier, RegisterEntry
from callguard.domain import guard
from callguard.domain.attempt import CallResult
from callguard.domain.errors import InvalidFields, UnknownId
from callguard.domain.identity import IdentifierKind
from callguard.domain.register import RegisterKind
from callguard.services.cases import add_note, add_number, case_for
from callguard.services.customer_lock import lock_customer
from callguard.services.customer_merges import Ground, merge_customers
from callguard.services.customers import KnownAs, find_or_add_customer
from callguard.services.guard_questions import Questioner
from tests.house import NOW, House

ACCOUNT = KnownAs(IdentifierKind.PLATFORM_ACCOUNT, "明月1983", "taobao")
PHONE = KnownAs(IdentifierKind.PHONE, "+8613800138000")
VIRTUAL = KnownAs(IdentifierKind.VIRTUAL_PHONE, "+8617012345678", extension="1234", expires_at=NOW + timedelta(days=15))


def known(house: House, *known_as: KnownAs, name: str | None = None, now: datetime = NOW) -> Customer:
    """The customer known so."""
    with house.writing() as session:
        zone = "Asia/Shanghai"
        return find_or_add_customer(session, house.vault, known_as, now, name=name, time_zone=zone)


def customer_of(house: House, callback_id: int) -> int:
    with house.database.reading() as session:
        return session.get_one(Callback, callback_id).case.customer_id


def test_any_identifier_leads_to_the_same_customer(house: House) -> None:
    first = known(house, ACCOUNT, PHONE)
    assert known(house, PHONE).id == first.id
    assert known(house, ACCOUNT).id == first.id


def test_the_same_account_name_on_another_platform_is_somebody_else(house: House) -> None:
    elsewhere = KnownAs(IdentifierKind.PLATFORM_ACCOUNT, ACCOUNT.value, "douyin")
    assert known(house, ACCOUNT).id != known(house, elsewhere).id


def test_one_virtual_number_with_two_extensions_is_two_customers(house: House) -> None:
    other = KnownAs(IdentifierKind.VIRTUAL_PHONE, VIRTUAL.value, extension="5678")
    assert known(house, VIRTUAL).id != known(house, other).id


def test_an_expired_virtual_number_is_somebody_elses_now(house: House) -> None:
    before = known(house, VIRTUAL)
    assert VIRTUAL.expires_at is not None
    again = KnownAs(VIRTUAL.kind, VIRTUAL.value, extension="1234", expires_at=NOW + timedelta(days=30))
    after = known(house, again, now=VIRTUAL.expires_at)
    assert after.id != before.id
    with house.database.reading() as session:
        assert session.scalar(select(func.count()).where(CustomerIdentifier.retired_at.is_not(None))) == 1


def test_a_later_expiry_is_taken_over(house: House) -> None:
    known(house, VIRTUAL)
    longer = KnownAs(VIRTUAL.kind, VIRTUAL.value, extension="1234", expires_at=NOW + timedelta(days=20))
    known(house, longer)
    with house.database.reading() as session:
        assert session.scalars(select(CustomerIdentifier.expires_at)).one() == longer.expires_at


def test_name_and_number_lie_sealed_and_are_shown_masked(house: House) -> None:
    customer = known(house, PHONE, name="王小明")
    known(house, PHONE, name="别的名字")
    with house.database.reading() as session:
        customer = session.get_one(Customer, customer.id)
        [phone] = customer.identifiers
        assert customer.name_masked == "王**"
        assert customer.name_sealed is not None
        assert house.vault.open(customer.name_sealed) == "王小明"
        assert "138001" not in f"{phone.value_sealed!r}{phone.fingerprint}{phone.value_masked}"


def test_two_found_to_be_one_are_merged_and_their_calls_add_up(house: House) -> None:
    first, second = house.callback(), house.callback(phone="+8613900139000", account="明月1983")
    house.attempted(first, CallResult.NO_ANSWER, NOW - timedelta(hours=3))
    house.attempted(second, CallResult.NO_ANSWER, NOW - timedelta(hours=2))
    kept = known(house, PHONE, ACCOUNT)
    assert kept.id == customer_of(house, first)
    with house.database.reading() as session:
        questioner = Questioner(session, house.vault, house.settings.policy, [customer_of(house, second)], NOW)
        answer = questioner.answer(session.get_one(Callback, second))
    assert answer.verdict is guard.Verdict.NEEDS_RELEASE
    assert answer.calls_left["per-day"].free == 0


def test_a_merge_is_told_in_the_register_of_the_open_cases(house: House) -> None:
    house.callback()
    second = house.callback(phone="+8613900139000", account="明月1983")
    known(house, PHONE, ACCOUNT)
    with house.database.reading() as session:
        entry = session.scalars(select(RegisterEntry).where(RegisterEntry.kind == RegisterKind.CUSTOMER_MERGED)).one()
        assert entry.case_id == session.get_one(Callback, second).case_id


def test_whoever_was_merged_into_the_merged_goes_along(house: House) -> None:
    one, two, three = (known(house, KnownAs(IdentifierKind.PHONE, f"+861380013800{number}")) for number in range(3))
    with house.writing() as session:
        merge_customers(session, two.id, three.id, Ground(), NOW)
        merge_customers(session, one.id, two.id, Ground(), NOW)
        merge_customers(session, one.id, two.id, Ground(), NOW)
    with house.database.reading() as session:
        assert session.get_one(Customer, three.id).merged_into_id == one.id
    with house.writing() as session:
        assert lock_customer(session, three.id).id == one.id


def test_there_is_nobody_to_lock_behind_an_unknown_id(house: House) -> None:
    with house.writing() as session, pytest.raises(UnknownId):
        lock_customer(session, 999)


def test_a_number_filled_in_by_hand_can_be_dialled_and_finds_the_same_person(house: House) -> None:
    numberless = house.callback(phone=None, account="明月1983")
    same = house.callback(phone="+8613800138000")
    with house.database.reading() as session:
        case_id = session.get_one(Callback, numberless).case_id
    with house.writing() as session:
        add_number(session, house.vault, case_id, house.agent, "138 0013 8000", NOW)
    with house.database.reading() as session:
        questioner = Questioner(session, house.vault, house.settings.policy, [customer_of(house, numberless)], NOW)
        assert questioner.history_of(session.get_one(Callback, numberless).case).number_to_dial(NOW) is not None
        merged = session.get_one(Customer, customer_of(house, same))
        assert merged.merged_into_id == customer_of(house, numberless)


@pytest.mark.parametrize("text", ["", "电话", "138****8000", "12345"])
def test_what_is_no_number_is_refused_at_the_field(house: House, text: str) -> None:
    callback_id = house.callback(phone=None, account="明月1983")
    with house.writing() as session:
        case_id = session.get_one(Callback, callback_id).case_id
        with pytest.raises(InvalidFields) as refused:
            add_number(session, house.vault, case_id, house.agent, text, NOW)
    assert [error.field for error in refused.value.errors] == ["number"]


def test_a_case_of_another_shop_is_as_unknown_as_none(house: House) -> None:
    callback_id = house.callback()
    with house.writing() as session:
        case_id = session.get_one(Callback, callback_id).case_id
        assert case_for(session, case_id, house.agent).id == case_id
        for unknown, user in ((case_id, house.outsider), (999, house.agent)):
            with pytest.raises(UnknownId):
                case_for(session, unknown, user)


def test_a_note_is_added_to_the_register_and_an_empty_one_is_not(house: House) -> None:
    callback_id = house.callback()
    with house.writing() as session:
        case_id = session.get_one(Callback, callback_id).case_id
        add_note(session, case_id, house.agent, " 已催物流 ", NOW)
        with pytest.raises(InvalidFields):
            add_note(session, case_id, house.agent, " ", NOW)
    with house.database.reading() as session:
        assert session.scalars(select(RegisterEntry.note)).all() == ["已催物流"]
