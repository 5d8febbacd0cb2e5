"""Many entries worked out anew: after a change of policy, and for a queue that is younger than its callbacks."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete, select

from callguard.db.models import QueueEntry
from callguard.domain.attempt import CallResult
from callguard.domain.guard import Hours, Policy, Weekday, Window, load_preset
from callguard.domain.queue_entry import EntryStanding
from callguard.services.guard_policies import activate_policy
from callguard.services.leases import give_back
from callguard.services.queue.claiming import claim_next
from callguard.services.queue.upkeep import (
    count_missing,
    count_outdated,
    enter_missing,
    in_chunks,
    recompute_outdated,
)
from tests.house import NOW, House
from tests.services.persons import case_of, merge, somebody

HOUR = timedelta(hours=1)
PRESET = load_preset("cn-after-sales")


def one_call_a_day() -> Policy:
    """The default, with a single call a day that no release adds to."""
    per_day = replace(PRESET.limits[0], max=1, release_max=None)
    return replace(PRESET, name="once", limits=(per_day, *PRESET.limits[1:]))


def activated(house: House, policy: Policy) -> None:
    with house.writing() as session:
        activate_policy(session, policy, None, NOW, NOW)


def next_id(house: House) -> int | None:
    with house.writing() as session:
        callback = claim_next(session, house.vault, house.settings, house.agent, NOW)
        return callback.id if callback else None


def test_a_stricter_policy_holds_at_once_for_who_is_next(house: House) -> None:
    called = house.callback()
    house.attempted(called, CallResult.CONVERSATION, NOW - 2 * HOUR)
    activated(house, one_call_a_day())
    assert next_id(house) is None


def test_hours_that_change_need_no_entry_to_change(house: House) -> None:
    house.callback()
    evening = Window(tuple(Weekday), Hours(16 * 60, 18 * 60))
    activated(house, replace(PRESET, name="evening", windows=(evening,)))
    assert next_id(house) is None


def test_a_policy_is_followed_in_chunks_with_the_rest_counted(house: House) -> None:
    for number in range(3):
        callback_id = house.callback(phone=f"+861390013800{number}")
        house.attempted(callback_id, CallResult.CONVERSATION, NOW - 2 * HOUR)
    activated(house, one_call_a_day())
    with house.writing() as session:
        assert count_outdated(session, house.settings, NOW) == 3
        assert recompute_outdated(session, house.settings, NOW) == 3
    with house.writing() as session:
        assert count_outdated(session, house.settings, NOW) == 0
        assert set(session.scalars(select(QueueEntry.standing))) == {EntryStanding.WAITING}


def test_who_is_on_a_desk_when_the_policy_changes_is_looked_at_afterwards(house: House) -> None:
    house.claimed(house.callback())
    activated(house, one_call_a_day())
    with house.writing() as session:
        assert recompute_outdated(session, house.settings, NOW) == 0


def test_callbacks_older_than_the_queue_are_entered(house: House) -> None:
    callback_id = house.callback()
    with house.writing() as session:
        session.execute(delete(QueueEntry))
    assert next_id(house) is None
    with house.writing() as session:
        assert count_missing(session) == 1
        assert enter_missing(session) == 1
    with house.writing() as session:
        assert count_missing(session) == enter_missing(session) == 0
    assert next_id(house) == callback_id


def test_whoever_is_one_with_somebody_on_a_desk_is_not_looked_for_again_and_again(house: House) -> None:
    callbacks = [somebody(house, number) for number in (1, 2)]
    one, other = (case_of(house, callback_id) for callback_id in callbacks)
    merge(house, one.customer_id, other.customer_id)
    for callback_id in callbacks:
        token = house.claimed(callback_id)
        with house.writing() as session:
            session.execute(delete(QueueEntry))
        with house.writing() as session:
            assert count_missing(session) == enter_missing(session) == 0
        with house.writing() as session:
            give_back(session, callback_id, house.agent, token, NOW)


def test_what_is_done_in_chunks_is_seen_before_the_next_until_nothing_is_left(house: House) -> None:
    for number in range(3):
        house.callback(phone=f"+861390013800{number}")
    with house.writing() as session:
        session.execute(delete(QueueEntry))
    chunks = in_chunks(house.writing, enter_missing)
    assert next(chunks) == 3
    with house.database.reading() as session:
        assert count_missing(session) == 0
    assert list(chunks) == []
