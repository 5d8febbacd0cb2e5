from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from threading import Event

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from callguard.db.models import Callback, JobRun
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.case import CaseStatus
from callguard.domain.guard import load_preset
from callguard.domain.notification import NotificationKind
from callguard.jobs.lead import Interrupted, Lead
from callguard.jobs.running import run_job
from callguard.jobs.table import JOBS, Job
from callguard.jobs.tasks import follow_policies
from callguard.jobs.triggers import Daily, Every
from callguard.jobs.turn import Turn
from callguard.services.guard_policies import activate_policy
from callguard.services.queue.claiming import claim_next
from callguard.services.queue.upkeep import count_outdated
from callguard.services.runtime import Runtime
from tests.house import NOW, House
from tests.told import kinds_told, stored, told

DIGEST, REMINDER = NotificationKind.MORNING_DIGEST, NotificationKind.EVENING_REMINDER
MINUTE = timedelta(minutes=1)
Run = Callable[..., None]


def shanghai(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, second, tzinfo=UTC) - timedelta(hours=8)


@pytest.fixture
def lead(house: House, monkeypatch: pytest.MonkeyPatch) -> Lead:
    """The lead, which a slow machine doesn't lose halfway through a test's day: nobody renews it here."""
    monkeypatch.setattr("callguard.jobs.lead.LENGTH", timedelta(minutes=10))
    lead = Lead(house.database)
    lead.renew()
    return lead


@pytest.fixture
def run(house: House, lead: Lead) -> Run:
    """Gives every job of the table, or those that are named, one go at an instant."""

    def run(now: datetime, *jobs: Job, stopping: bool = False) -> None:
        runtime, stop = replace(Runtime.open(house.settings, lambda: now), database=house.database), Event()
        if stopping:
            stop.set()
        for job in jobs or JOBS:
            run_job(job, Turn(runtime, lead, stop, now))

    return run


def test_a_day_brings_one_digest_and_one_reminder(house: House, run: Run) -> None:
    house.callback(due_at=shanghai(20, 9))
    expected: list[tuple[datetime, list[str]]] = [
        (shanghai(20, 0), []),
        (shanghai(20, 9, 59, 59), []),
        (shanghai(20, 10), [DIGEST]),
        (shanghai(20, 10, 0, 5), [DIGEST]),
        (shanghai(20, 17, 29, 59), [DIGEST]),
        (shanghai(20, 17, 30), [DIGEST, REMINDER]),
        (shanghai(20, 18), [DIGEST, REMINDER]),
        (shanghai(21, 0), [DIGEST, REMINDER]),
        (shanghai(21, 10), [DIGEST, REMINDER, DIGEST]),
    ]
    for now, kinds in expected:
        run(now)
        assert (now, kinds_told(house, house.agent)) == (now, kinds)


def test_a_leader_hears_once_a_day_how_much_of_it_can_be_done(house: House, run: Run) -> None:
    house.callback(due_at=shanghai(20, 9))
    house.callback(phone=None, due_at=shanghai(20, 9))
    for now in (shanghai(20, 9, 59), shanghai(20, 10), shanghai(20, 11)):
        run(now)
    (plan,) = [one for one in told(house, house.leader) if one.kind == NotificationKind.DAY_PLAN]
    assert plan.facts == {"due": 2, "fitting": 1}
    assert NotificationKind.DAY_PLAN not in kinds_told(house, house.agent)


@pytest.mark.timeout(60)
def test_rules_that_come_into_force_during_a_go_are_followed_once(house: House, lead: Lead) -> None:
    began_at = NOW - MINUTE
    with house.writing() as session:
        activate_policy(session, replace(load_preset("cn-after-sales"), name="newer"), None, NOW, began_at)
    house.callback()
    runtime = replace(Runtime.open(house.settings, lambda: NOW), database=house.database)
    follow_policies(Turn(runtime, lead, Event(), began_at))
    with house.database.reading() as session:
        assert count_outdated(session, house.settings, NOW) == 0


def test_nothing_is_lost_between_closing_and_opening(house: House, run: Run) -> None:
    promised = house.callback(due_at=shanghai(20, 14), kind=CallbackKind.PROMISED)
    other = house.callback(due_at=shanghai(20, 14), phone="+8613800138009")
    run(shanghai(20, 17, 59, 59))
    assert stored(house, promised).due_at == shanghai(20, 14)
    run(shanghai(20, 18))
    assert stored(house, promised).due_at == shanghai(21, 10)
    for callback_id, agent in ((other, house.agent), (promised, house.colleague)):
        with house.writing() as session:
            claimed = claim_next(session, house.vault, house.settings, agent, shanghai(21, 10))
            assert claimed is not None
            assert claimed.id == callback_id


def test_a_survey_that_may_not_be_made_is_given_up_and_one_that_may_be_waits(house: House, run: Run) -> None:
    ids = [house.callback(due_at=NOW, kind=CallbackKind.SURVEY, phone=phone) for phone in (None, "+8613800138000")]
    with house.writing() as session:
        for callback_id in ids:
            session.get_one(Callback, callback_id).case.status = CaseStatus.CLOSED
    run(NOW)
    assert [stored(house, one).status for one in ids] == [CallbackStatus.CANCELLED, CallbackStatus.PENDING]


@pytest.mark.parametrize(
    ("wakes_at", "expected"),
    [
        (shanghai(20, 14), [DIGEST]),
        (shanghai(23, 11), [DIGEST]),
        (shanghai(23, 17, 45), [REMINDER]),
        (shanghai(23, 20), []),
    ],
)
def test_after_a_sleep_one_run_is_made_up_for_and_stale_ones_are_not(
    house: House, run: Run, wakes_at: datetime, expected: list[str]
) -> None:
    house.callback(due_at=shanghai(20, 9))
    run(shanghai(20, 9, 30))
    run(wakes_at, *reversed(JOBS))
    assert kinds_told(house, house.agent) == expected


def test_after_a_sleep_what_fell_due_meanwhile_is_still_told(house: House, run: Run) -> None:
    house.callback(due_at=NOW, kind=CallbackKind.PROMISED, agent=house.agent)
    run(NOW + timedelta(hours=2))
    assert NotificationKind.PROMISE_MISSED in kinds_told(house, house.leader)


def test_two_goes_in_the_same_minute_tell_everything_once(house: House, run: Run) -> None:
    house.claimed(house.callback(due_at=NOW, kind=CallbackKind.PROMISED, agent=house.agent))
    for _ in range(2):
        run(NOW + timedelta(hours=1))
    told = kinds_told(house, house.agent)
    assert sorted(told) == sorted(set(told))
    assert NotificationKind.LEASE_LOST in told


def test_a_clock_that_is_set_back_repeats_no_digest(house: House, run: Run) -> None:
    for now in (shanghai(20, 14), shanghai(20, 10, 5), shanghai(20, 14)):
        run(now)
    assert kinds_told(house, house.agent) == [DIGEST]


def test_a_failing_job_is_logged_without_its_words_and_the_others_go_on(house: House, run: Run) -> None:
    done: list[str] = []

    def fail(turn: Turn) -> None:
        raise ValueError("王小明 13800138000")

    jobs = Job("broken", fail, Every(MINUTE)), Job("sound", lambda _: done.append("sound"), Every(MINUTE))
    with capture_logs() as logs:
        run(NOW, *jobs)
    assert done == ["sound"]
    (line,) = logs
    assert (line["event"], line["job"], line["error"]) == ("job_failed", "broken", "ValueError")
    assert "13800138000" not in str(line)


def test_a_daily_run_that_failed_is_tried_again_until_it_is_stale(house: House, run: Run) -> None:
    goes: list[datetime] = []

    def fail_once(turn: Turn) -> None:
        goes.append(turn.now)
        if len(goes) == 1:
            raise ValueError

    job = Job("daily", fail_once, Daily(time(10), until=time(11)))
    at = shanghai(20, 10)
    with capture_logs():
        for now in (at, at + MINUTE / 2, at + MINUTE, at + 2 * MINUTE, at + 60 * MINUTE):
            run(now, job)
    assert goes == [at, at + MINUTE]


def test_a_process_that_lost_the_lead_without_noticing_writes_nothing(house: House, run: Run, lead: Lead) -> None:
    callback_id = house.callback(due_at=NOW)
    lead.give_up()
    Lead(house.database).renew()
    assert lead.held
    with capture_logs() as logs:
        run(shanghai(20, 18))
    assert {line["event"] for line in logs} == {"job_interrupted"}
    assert stored(house, callback_id).due_at == NOW
    with house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(JobRun)) == 0


def test_the_lead_is_noticed_to_be_lost_when_it_is_renewed(house: House, lead: Lead) -> None:
    lead.give_up()
    Lead(house.database).renew()
    lead.renew()
    assert not lead.held


def test_a_process_that_is_told_to_stop_ends_between_two_transactions(house: House, run: Run) -> None:
    reached: list[str] = []

    def two_steps(turn: Turn) -> None:
        with turn.reading():
            reached.append("first")
        turn.stopping.set()
        with pytest.raises(Interrupted), turn.writing():
            reached.append("second")

    run(NOW, Job("long", two_steps, Every(MINUTE)))
    assert reached == ["first"]
    run(NOW, stopping=True)
    assert kinds_told(house, house.agent) == []
