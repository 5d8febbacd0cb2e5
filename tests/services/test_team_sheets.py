"""What a leader sees of their people."""

from datetime import date, timedelta

from callguard.db.models import Attempt, User
from callguard.domain.attempt import CallResult
from callguard.domain.case import IssueType
from callguard.services.certificates import grant_certificate
from callguard.services.days_off import add_day_off
from callguard.services.team_sheets import MemberSheet, team_sheets
from tests.house import NOW, House

DAY = timedelta(days=1)
TODAY = date(2026, 11, 20)


def sheets(house: House, viewer: User) -> dict[str, MemberSheet]:
    with house.database.reading() as session:
        return {one.user.name: one for one in team_sheets(session, house.settings, viewer, NOW)}


def said(house: House, result: CallResult, days_ago: int, by: User | None) -> None:
    """A result that rests on somebody's word, or on the provider's (None)."""
    callback_id, at = house.callback(), NOW - days_ago * DAY
    house.attempted(callback_id, result, at)
    with house.writing() as session:
        attempt = session.query(Attempt).filter_by(callback_id=callback_id).one()
        attempt.settled_by_id = by.id if by else None


def test_a_leader_sees_everybody_of_their_shops_the_front_line_first(house: House) -> None:
    seen = list(sheets(house, house.leader))
    assert seen == ["xiaolin", "xiaozhou", "xiaoxu", "zhaojie", "laochen", "wuzong"]
    assert "outsider" in sheets(house, house.supervisor)


def test_who_has_left_is_not_among_them(house: House) -> None:
    with house.writing() as session:
        session.get_one(User, house.colleague.id).active = False
    assert "xiaozhou" not in sheets(house, house.leader)


def test_the_front_line_sees_itself_only(house: House) -> None:
    assert list(sheets(house, house.agent)) == ["xiaolin"]


def test_shows_certificates_in_force_and_days_off_from_today_on(house: House) -> None:
    with house.writing() as session:
        grant_certificate(session, house.leader, house.agent.id, IssueType.DAMAGE, NOW)
        for on in (TODAY + DAY, TODAY):
            add_day_off(session, house.settings, house.leader, house.agent.id, on, NOW)
        add_day_off(session, house.settings, house.leader, house.colleague.id, TODAY - DAY, NOW - DAY)
    agent, colleague = sheets(house, house.leader)["xiaolin"], sheets(house, house.leader)["xiaozhou"]
    assert (agent.certificates, agent.days_off, agent.is_off) == ([IssueType.DAMAGE], [TODAY, TODAY + DAY], True)
    assert (colleague.certificates, colleague.days_off, colleague.is_off) == ([], [], False)


def test_counts_what_never_rang_on_somebodys_word_alone(house: House) -> None:
    said(house, CallResult.NOT_PLACED, 1, house.agent)
    said(house, CallResult.FAILED, 20, house.agent)
    said(house, CallResult.NOT_PLACED, 31, house.agent)
    said(house, CallResult.NOT_PLACED, 1, None)
    said(house, CallResult.NO_ANSWER, 1, house.agent)
    said(house, CallResult.NOT_PLACED, 2, house.colleague)
    seen = sheets(house, house.leader)
    assert (seen["xiaolin"].not_dialled_week, seen["xiaolin"].not_dialled_month) == (1, 2)
    assert (seen["xiaozhou"].not_dialled_week, seen["xiaozhou"].not_dialled_month) == (1, 1)
    assert seen["zhaojie"].not_dialled_month == 0
