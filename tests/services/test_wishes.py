"""What customers asked for counts at once, and until they take it back."""

from datetime import datetime, timedelta

import pytest

from callguard.db.models import Callback, Case, User
from callguard.domain.errors import InvalidFields, UnknownId
from callguard.domain.guard import Answer, Rule, Verdict, Weekday
from callguard.domain.register import RegisterKind
from callguard.domain.wish import WishKind, WishReach
from callguard.services.customer_history import read_histories
from callguard.services.customer_merges import Ground, merge_customers
from callguard.services.guard_questions import Questioner
from callguard.services.wishes import (
    Wishes,
    add_blackout,
    add_consent,
    add_do_not_call,
    revoke_wish,
    wishes_in,
    wishes_of,
)
from tests.house import NOW, House
from tests.told import entries

HOUR = timedelta(hours=1)
WORDS = "别再打了"


@pytest.fixture
def callback_id(house: House) -> int:
    return house.callback()


@pytest.fixture
def case_id(house: House, callback_id: int) -> int:
    with house.database.reading() as session:
        return session.get_one(Callback, callback_id).case_id


def answer(house: House, callback_id: int, now: datetime = NOW) -> Answer:
    with house.database.reading() as session:
        callback = session.get_one(Callback, callback_id)
        return Questioner(session, house.vault, house.settings.policy, [callback.case.customer_id], now).answer(
            callback
        )


def wishes(house: House, case_id: int, now: datetime = NOW) -> Wishes:
    with house.database.reading() as session:
        return wishes_of(session, session.get_one(Case, case_id), now)


def forbid(house: House, case_id: int, **how: object) -> int:
    with house.writing() as session:
        return add_do_not_call(session, case_id, house.agent, WORDS, NOW, **how).id  # type: ignore[arg-type]


def rest(house: House, case_id: int, **how: object) -> int:
    hours = {"days": list(Weekday), "opens_minute": 12 * 60, "closes_minute": 15 * 60} | how
    with house.writing() as session:
        return add_blackout(session, case_id, house.agent, WORDS, NOW, **hours).id  # type: ignore[arg-type]


def agree(house: House, case_id: int, **how: object) -> int:
    with house.writing() as session:
        return add_consent(session, case_id, house.agent, "可以打", NOW, **how).id  # type: ignore[arg-type]


def revoke(
    house: House, case_id: int, kind: WishKind, wish_id: int, user: User | None = None, at: datetime = NOW
) -> None:
    with house.writing() as session:
        revoke_wish(session, case_id, user or house.agent, kind, wish_id, "现在可以打了", at)


def faults(refused: pytest.ExceptionInfo[InvalidFields]) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in refused.value.errors]


def test_from_this_instant_nobody_rings_who_was_asked_not_to(house: House, callback_id: int, case_id: int) -> None:
    assert answer(house, callback_id).verdict is Verdict.ALLOW
    forbid(house, case_id)
    refused = answer(house, callback_id)
    assert [refusal.rule for refusal in refused.refusals] == [Rule.DO_NOT_CALL]
    assert refused.next_allowed_at is None


def test_a_wish_counts_as_far_as_it_reaches(house: House, callback_id: int, case_id: int) -> None:
    same_shop, other_shop = house.callback(), house.callback(shop=house.other_shop)
    forbid(house, case_id, reach=WishReach.CASE)
    assert answer(house, callback_id).verdict is Verdict.REFUSE
    assert answer(house, same_shop).verdict is Verdict.ALLOW
    forbid(house, case_id, reach=WishReach.SHOP)
    assert answer(house, same_shop).verdict is Verdict.REFUSE
    assert answer(house, other_shop).verdict is Verdict.ALLOW
    forbid(house, case_id)
    assert answer(house, other_shop).verdict is Verdict.REFUSE


def test_a_wish_with_an_end_is_over_then(house: House, callback_id: int, case_id: int) -> None:
    forbid(house, case_id, until_at=NOW + HOUR)
    assert answer(house, callback_id, NOW + HOUR).verdict is Verdict.ALLOW
    assert len(wishes(house, case_id).do_not_calls) == 1
    assert not wishes(house, case_id, NOW + HOUR)


def test_hours_ruled_out_are_kept_free(house: House, callback_id: int, case_id: int) -> None:
    rest(house, case_id)
    assert [refusal.rule for refusal in answer(house, callback_id).refusals] == [Rule.BLACKOUTS]
    assert answer(house, callback_id, NOW + HOUR).verdict is Verdict.ALLOW
    revoke(house, case_id, WishKind.BLACKOUT, wishes(house, case_id).blackouts[0].id)
    assert answer(house, callback_id).verdict is Verdict.ALLOW
    assert not wishes(house, case_id)


def test_a_wish_taken_back_no_longer_counts_and_is_recorded_once(house: House, callback_id: int, case_id: int) -> None:
    for kind, wish_id in (
        (WishKind.DO_NOT_CALL, forbid(house, case_id)),
        (WishKind.BLACKOUT, rest(house, case_id)),
        (WishKind.CONSENT, agree(house, case_id)),
    ):
        revoke(house, case_id, kind, wish_id)
        revoke(house, case_id, kind, wish_id, at=NOW + HOUR)
    assert answer(house, callback_id).verdict is Verdict.ALLOW
    assert not wishes(house, case_id)
    revoked = entries(house, RegisterKind.WISH_REVOKED)
    assert [entry.facts["wish"] for entry in revoked] == ["do_not_call", "blackout", "consent"]
    assert {entry.note for entry in revoked} == {"现在可以打了"}


def test_a_consent_holds_between_its_instants(house: House, case_id: int) -> None:
    agree(house, case_id, from_at=NOW + HOUR, until_at=NOW + 2 * HOUR)
    agree(house, case_id, reach=WishReach.COMPANY)
    first, second = wishes(house, case_id).consents
    assert (first.case_id, first.until_at) == (None, None)
    assert (second.case_id, second.from_at, second.until_at) == (case_id, NOW + HOUR, NOW + 2 * HOUR)
    assert len(wishes(house, case_id, NOW + 2 * HOUR).consents) == 1


def test_every_wish_is_in_the_register_in_the_customers_words(house: House, case_id: int) -> None:
    forbid(house, case_id, until_at=NOW + HOUR)
    rest(house, case_id, days=[Weekday.SUN, Weekday.MON])
    agree(house, case_id)
    (do_not_call,), (blackout,), (consent,) = (
        entries(house, kind) for kind in (RegisterKind.DO_NOT_CALL, RegisterKind.BLACKOUT, RegisterKind.CONSENT)
    )
    assert (do_not_call.note, do_not_call.facts["reach"]) == (WORDS, "company")
    assert blackout.facts == {"days": "mon,sun", "opens_minute": 720, "closes_minute": 900}
    assert (consent.note, consent.facts["from_at"]) == ("可以打", None)


def test_wishes_of_one_person_are_seen_and_ended_from_every_case_of_theirs(house: House, case_id: int) -> None:
    twin = house.callback(phone="+8613900139000")
    with house.writing() as session:
        other = session.get_one(Callback, twin).case
        merge_customers(session, session.get_one(Case, case_id).customer_id, other.customer_id, Ground(), NOW)
        other_case = other.id
    wish_id = forbid(house, case_id)
    assert [one.id for one in wishes(house, other_case).do_not_calls] == [wish_id]
    revoke(house, other_case, WishKind.DO_NOT_CALL, wish_id)
    assert not wishes(house, case_id)


def test_refuses_what_was_not_said_or_cannot_be_and_keeps_nothing(house: House, case_id: int) -> None:
    with pytest.raises(InvalidFields) as no_words, house.writing() as session:
        add_do_not_call(session, case_id, house.agent, "  ", NOW, until_at=NOW)
    assert faults(no_words) == [("words", "words_missing"), ("until_at", "time_in_past")]
    with pytest.raises(InvalidFields) as no_hours:
        rest(house, case_id, days=[], opens_minute=900, closes_minute=900)
    assert faults(no_hours) == [("closes", "closes_before_it_opens"), ("days", "days_missing")]
    with pytest.raises(InvalidFields) as backwards:
        agree(house, case_id, from_at=NOW + 2 * HOUR, until_at=NOW + HOUR)
    assert faults(backwards) == [("until_at", "ends_before_it_starts")]
    with pytest.raises(InvalidFields) as wordless, house.writing() as session:
        revoke_wish(session, case_id, house.agent, WishKind.BLACKOUT, rest(house, case_id), "", NOW)
    assert faults(wordless) == [("words", "words_missing")]
    assert not wishes(house, case_id).do_not_calls


def test_leaves_the_wishes_of_others_alone(house: House, case_id: int) -> None:
    wish_id = forbid(house, case_id)
    stranger = house.callback(phone="+8613900139000")
    with house.database.reading() as session:
        strangers_case = session.get_one(Callback, stranger).case_id
    for at, wish, user in (
        (strangers_case, wish_id, house.agent),
        (case_id, 10**6, house.agent),
        (case_id, wish_id, house.outsider),
        (10**6, wish_id, house.agent),
    ):
        with pytest.raises(UnknownId):
            revoke(house, at, WishKind.DO_NOT_CALL, wish, user)
    assert wishes(house, case_id).do_not_calls


def test_a_history_read_already_holds_the_same_wishes(house: House, case_id: int) -> None:
    wish_ids = [forbid(house, case_id), forbid(house, case_id, until_at=NOW + HOUR), rest(house, case_id)]
    agree(house, case_id, until_at=NOW + HOUR)
    with house.database.reading() as session:
        case = session.get_one(Case, case_id)
        history = read_histories(session, [case.customer_id])[case.customer_id]
        for at in (NOW, NOW + HOUR):
            assert wishes_in(history, case, at) == wishes_of(session, case, at)
        assert [one.id for one in wishes_in(history, case, NOW + HOUR).do_not_calls] == wish_ids[:1]
