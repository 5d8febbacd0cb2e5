from datetime import timedelta

from callguard.services.job_runs import finish_run, start_run
from tests.house import NOW, House

MINUTE = timedelta(minutes=1)
INSTANT = timedelta(microseconds=1)


def test_the_same_run_is_taken_once(house: House) -> None:
    with house.writing() as session:
        assert start_run(session, "digest", NOW, NOW)
        assert not start_run(session, "digest", NOW, NOW)


def test_another_job_and_another_instant_are_other_runs(house: House) -> None:
    with house.writing() as session:
        assert start_run(session, "digest", NOW, NOW)
        assert start_run(session, "reminder", NOW, NOW)
        assert start_run(session, "digest", NOW + timedelta(days=1), NOW)


def test_a_run_whose_process_died_is_begun_again_after_a_minute_by_one(house: House) -> None:
    with house.writing() as session:
        start_run(session, "digest", NOW, NOW)
        assert not start_run(session, "digest", NOW, NOW + MINUTE - INSTANT)
        assert start_run(session, "digest", NOW, NOW + MINUTE)
        assert not start_run(session, "digest", NOW, NOW + MINUTE)


def test_a_finished_run_stays_finished(house: House) -> None:
    with house.writing() as session:
        start_run(session, "digest", NOW, NOW)
        finish_run(session, "digest", NOW, NOW)
        assert not start_run(session, "digest", NOW, NOW + timedelta(days=9))
