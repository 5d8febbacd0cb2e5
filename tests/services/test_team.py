from callguard.db.models import User
from callguard.services.team import first_seniors, front_line, leaders
from tests.house import House


def names(users: list[User]) -> list[str]:
    return [user.name for user in users]


def test_the_front_line_is_agents_and_specialists_who_still_work_here(house: House) -> None:
    with house.writing() as session:
        session.get_one(User, house.colleague.id).active = False
    with house.database.reading() as session:
        assert names(front_line(session)) == ["xiaolin", "xiaoxu", "outsider"]


def test_a_shop_turns_to_its_team_leaders_first(house: House) -> None:
    with house.database.reading() as session:
        assert names(first_seniors(session, house.shop.id)) == ["zhaojie"]


def test_a_shop_without_a_team_leader_turns_to_the_next_role(house: House) -> None:
    with house.database.reading() as session:
        assert names(first_seniors(session, house.other_shop.id)) == ["laochen"]


def test_a_team_leader_who_left_is_turned_to_no_more(house: House) -> None:
    with house.writing() as session:
        session.get_one(User, house.leader.id).active = False
    with house.database.reading() as session:
        assert names(first_seniors(session, house.shop.id)) == ["laochen"]


def test_a_shop_with_nobody_above_the_front_line_turns_to_nobody(house: House) -> None:
    with house.writing() as session:
        for senior in (house.supervisor, house.manager):
            session.get_one(User, senior.id).shops = []
    with house.database.reading() as session:
        assert first_seniors(session, house.other_shop.id) == []


def test_every_shop_has_somebody_who_is_told_of_its_day(house: House) -> None:
    with house.database.reading() as session:
        assert names(leaders(session)) == ["zhaojie", "laochen"]
