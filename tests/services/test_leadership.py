from datetime import timedelta

from callguard.services.leadership import give_up_lead, has_lead, take_lead
from tests.house import NOW, House

LENGTH = timedelta(seconds=6)
INSTANT = timedelta(microseconds=1)


def test_one_leads_and_the_other_stands_by(house: House) -> None:
    with house.writing() as session:
        assert take_lead(session, "one", NOW, LENGTH)
        assert not take_lead(session, "other", NOW, LENGTH)
        assert (has_lead(session, "one", NOW), has_lead(session, "other", NOW)) == (True, False)


def test_a_leader_without_a_sign_of_life_is_followed_by_another(house: House) -> None:
    with house.writing() as session:
        take_lead(session, "one", NOW, LENGTH)
        assert not take_lead(session, "other", NOW + LENGTH - INSTANT, LENGTH)
        assert take_lead(session, "other", NOW + LENGTH, LENGTH)
        assert not has_lead(session, "one", NOW + LENGTH)


def test_a_leader_who_gives_signs_of_life_stays(house: House) -> None:
    with house.writing() as session:
        take_lead(session, "one", NOW, LENGTH)
        take_lead(session, "one", NOW + LENGTH / 2, LENGTH)
        assert not take_lead(session, "other", NOW + LENGTH, LENGTH)


def test_a_leader_whose_time_is_up_may_not_act_even_before_anybody_follows(house: House) -> None:
    with house.writing() as session:
        take_lead(session, "one", NOW, LENGTH)
        assert not has_lead(session, "one", NOW + LENGTH)


def test_a_lead_given_up_is_free_at_once(house: House) -> None:
    with house.writing() as session:
        take_lead(session, "one", NOW, LENGTH)
        give_up_lead(session, "one", NOW)
        assert take_lead(session, "other", NOW, LENGTH)


def test_nobody_gives_up_somebody_elses_lead(house: House) -> None:
    with house.writing() as session:
        take_lead(session, "one", NOW, LENGTH)
        give_up_lead(session, "other", NOW)
        assert has_lead(session, "one", NOW)
