from datetime import timedelta

from callguard.domain.notification import NotificationKind
from callguard.services.notifications import mark_read, notifications_of, notify, unread_count
from tests.house import NOW, House
from tests.told import told

LATER = NOW + timedelta(minutes=3)


def tell(house: House, *keys: str) -> None:
    with house.writing() as session:
        for key in keys:
            notify(session, house.agent.id, NotificationKind.LEASE_LOST, key, NOW)


def test_tells_the_same_thing_once(house: House) -> None:
    with house.writing() as session:
        first = notify(session, house.agent.id, NotificationKind.LEASE_LOST, "1", NOW, facts={"count": 1})
        again = notify(session, house.agent.id, NotificationKind.LEASE_LOST, "1", LATER, facts={"count": 2})
    assert (first, again) == (True, False)
    assert [(one.facts, one.created_at) for one in told(house, house.agent)] == [({"count": 1}, NOW)]


def test_tells_each_user_and_each_kind_for_itself(house: House) -> None:
    with house.writing() as session:
        assert notify(session, house.agent.id, NotificationKind.LEASE_LOST, "1", NOW)
        assert notify(session, house.colleague.id, NotificationKind.LEASE_LOST, "1", NOW)
        assert notify(session, house.agent.id, NotificationKind.OUTCOME_OWED, "1", NOW)


def test_a_repetition_leaves_the_rest_of_the_transaction_alone(house: House) -> None:
    tell(house, "1")
    tell(house, "1", "2")
    assert [one.dedupe_key for one in told(house, house.agent)] == ["lease_lost:1", "lease_lost:2"]


def test_pages_go_from_the_newest_to_the_oldest_and_end(house: House) -> None:
    tell(house, "a", "b", "c")
    with house.database.reading() as session:
        first = notifications_of(session, house.agent.id, length=2)
        rest = notifications_of(session, house.agent.id, first.before_id, length=2)
    assert [one.dedupe_key for one in first.items] == ["lease_lost:c", "lease_lost:b"]
    assert [one.dedupe_key for one in rest.items] == ["lease_lost:a"]
    assert rest.before_id is None


def test_a_page_that_is_just_full_is_the_last(house: House) -> None:
    tell(house, "a", "b")
    with house.database.reading() as session:
        assert notifications_of(session, house.agent.id, length=2).before_id is None


def test_reading_keeps_the_first_time_and_leaves_what_is_not_named(house: House) -> None:
    tell(house, "a", "b")
    older, newer = (one.id for one in told(house, house.agent))
    with house.writing() as session:
        mark_read(session, house.agent.id, [older], NOW)
        mark_read(session, house.agent.id, [older], LATER)
        assert unread_count(session, house.agent.id) == 1
    assert [one.read_at for one in told(house, house.agent)] == [NOW, None]
    assert newer != older


def test_nobody_reads_for_somebody_else(house: House) -> None:
    tell(house, "a")
    with house.writing() as session:
        mark_read(session, house.colleague.id, [told(house, house.agent)[0].id], NOW)
        assert unread_count(session, house.agent.id) == 1
        assert unread_count(session, house.colleague.id) == 0
