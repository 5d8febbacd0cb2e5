"""No certificate, no call of that type."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from callguard.db.models import Callback, Certificate, DialPermit, QueueEntry, User
from callguard.domain.case import IssueType
from callguard.domain.errors import IllegalStep, NotYours, UnknownId
from callguard.services.callbacks import callers_for
from callguard.services.certificates import grant_certificate, lacked_certificates, revoke_certificate
from callguard.services.permits import take_permit
from callguard.services.queue.claiming import claim, claim_next
from callguard.services.queue.daily_list import daily_list
from callguard.services.queue.upkeep import recompute_outdated
from callguard.settings import Settings
from tests.house import NOW, House, kept_database, settings_for_tests
from tests.queue_truth import assert_queue_is_true

HOUR = timedelta(hours=1)
DAMAGE, SAFETY = IssueType.DAMAGE, IssueType.PERSONAL_SAFETY


def asking_for(*issue_types: IssueType) -> Settings:
    names = frozenset(one.value for one in issue_types)
    return settings_for_tests().model_copy(update={"certified_issue_types": names})


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    """A house in which calls about damage need a certificate."""
    settings = asking_for(DAMAGE)
    database = kept_database(database_url, settings)
    house = House(database, settings=settings)
    yield house
    try:
        assert_queue_is_true(database, house.vault, settings, NOW)
    finally:
        database.close()


def grant(house: House, user: User, issue_type: IssueType = DAMAGE, senior: User | None = None) -> None:
    with house.writing() as session:
        grant_certificate(session, senior or house.leader, user.id, issue_type, NOW)


def revoke(house: House, user: User, senior: User | None = None) -> None:
    with house.writing() as session:
        revoke_certificate(session, senior or house.leader, user.id, DAMAGE, NOW + HOUR)


def next_id(house: House, agent: User | None = None, settings: Settings | None = None) -> int | None:
    with house.writing() as session:
        found = claim_next(session, house.vault, settings or house.settings, agent or house.agent, NOW)
        return found.id if found else None


def listed(house: House, agent: User | None = None, settings: Settings | None = None) -> list[int]:
    with house.database.reading() as session:
        daily = daily_list(session, house.vault, settings or house.settings, agent or house.agent, NOW)
        return [line.callback.id for line in daily.lines]


def test_without_a_certificate_such_a_call_is_neither_offered_nor_listed_nor_claimed(house: House) -> None:
    callback_id = house.callback()
    assert next_id(house) is None
    assert listed(house) == []
    with house.writing() as session:
        assert claim(session, house.settings, callback_id, house.agent, NOW) is None


def test_with_a_certificate_it_is_like_any_other(house: House) -> None:
    callback_id = house.callback()
    grant(house, house.agent)
    assert listed(house) == [callback_id]
    assert next_id(house) == callback_id


def test_other_calls_need_none(house: House) -> None:
    callback_id = house.callback(issue_type=IssueType.SHORT_ITEM)
    assert next_id(house) == callback_id


def test_a_revoked_certificate_holds_no_more(house: House) -> None:
    house.callback()
    grant(house, house.agent)
    revoke(house, house.agent)
    assert next_id(house) is None
    grant(house, house.agent)
    with house.database.reading() as session:
        assert [one.revoked_at for one in session.query(Certificate).order_by(Certificate.id)] == [NOW + HOUR, None]


def test_a_certificate_that_is_revoked_before_the_dial_stops_the_dial(house: House) -> None:
    callback_id = house.callback()
    grant(house, house.agent)
    token = house.prepared(callback_id)
    revoke(house, house.agent)
    with house.writing() as session, pytest.raises(IllegalStep) as refused:
        take_permit(session, house.vault, house.settings, callback_id, house.agent, token, NOW)
    assert refused.value.params == {"reason": "certificate_missing"}
    with house.database.reading() as session:
        assert session.query(DialPermit).all() == []


def test_granting_twice_is_granting_once(house: House) -> None:
    grant(house, house.agent)
    grant(house, house.agent)
    with house.database.reading() as session:
        (certificate,) = session.query(Certificate)
        assert (certificate.granted_by_id, certificate.granted_at) == (house.leader.id, NOW)


def test_only_leaders_certify_only_their_people_and_never_themselves(house: House) -> None:
    with pytest.raises(NotYours):
        grant(house, house.colleague, senior=house.agent)
    with pytest.raises(UnknownId):
        grant(house, house.outsider)
    with pytest.raises(IllegalStep) as refused:
        grant(house, house.leader)
    assert refused.value.params == {"reason": "own_certificate"}
    grant(house, house.leader, senior=house.supervisor)


def test_says_what_somebody_lacks_as_far_as_their_role_handles_it(house: House) -> None:
    settings = asking_for(DAMAGE, SAFETY, IssueType.BAD_REVIEW)
    grant(house, house.agent, SAFETY)
    with house.database.reading() as session:
        assert lacked_certificates(session, settings, house.agent) == [DAMAGE]
        assert lacked_certificates(session, settings, house.specialist) == [DAMAGE, IssueType.BAD_REVIEW, SAFETY]
        assert lacked_certificates(session, settings_for_tests(), house.agent) == []


def test_a_call_is_planned_for_somebody_with_the_certificate_only(house: House) -> None:
    callback_id = house.callback()
    grant(house, house.colleague)
    with house.database.reading() as session:
        callers = callers_for(session, house.settings, session.get_one(Callback, callback_id).case)
        assert [one.id for one in callers] == [house.colleague.id]


def test_an_entry_from_before_the_setting_is_offered_to_nobody_without_the_certificate(house: House) -> None:
    """The queue was worked out when calls about short items needed none."""
    stricter = asking_for(DAMAGE, IssueType.SHORT_ITEM)
    callback_id = house.callback(issue_type=IssueType.SHORT_ITEM)
    other = house.callback(phone="+8613900139000", issue_type=IssueType.WRONG_ITEM, amount=100)
    assert listed(house, settings=stricter) == [other]
    assert next_id(house, settings=stricter) == other
    with house.database.reading() as session:
        assert session.get_one(QueueEntry, callback_id).policy_key.endswith("+damage,short_item")


def test_the_jobs_follow_a_change_of_the_setting(house: House) -> None:
    house.callback(issue_type=IssueType.SHORT_ITEM)
    stricter = asking_for(DAMAGE, IssueType.SHORT_ITEM)
    with closing(kept_database(house.database.url, stricter)) as database, database.writing() as session:
        assert recompute_outdated(session, stricter, NOW) == 1
    with house.database.reading() as session:
        assert recompute_outdated(session, stricter, NOW) == 0
