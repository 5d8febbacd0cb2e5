"""Who is brought into a call."""

from datetime import date

from callguard.db.models import Callback, User
from callguard.services.days_off import add_day_off
from callguard.services.duty import named_or_nearest_on_duty
from callguard.services.preparations import prepare
from tests.house import LADDER, NOW, House


def brought_in(house: House, callback_id: int) -> list[str]:
    with house.database.reading() as session:
        callback = session.get_one(Callback, callback_id)
        return [user.name for user in named_or_nearest_on_duty(session, callback, NOW)]


def prepared(house: House, callback_id: int, token: str, senior: User | None) -> None:
    with house.writing() as session:
        by_whom = (session, callback_id, house.agent, token)
        prepare(*by_whom, LADDER, NOW, demands="全额退款", beyond_authority="请主管", senior=senior)


def test_the_nearest_who_works_today_is_brought_in_unless_the_preparation_names_another(house: House) -> None:
    callback_id = house.callback()
    assert brought_in(house, callback_id) == ["zhaojie"]
    with house.writing() as session:
        add_day_off(session, house.settings, house.supervisor, house.leader.id, date(2026, 11, 20), NOW)
    token = house.claimed(callback_id)
    prepared(house, callback_id, token, senior=None)
    assert brought_in(house, callback_id) == ["laochen"]
    prepared(house, callback_id, token, senior=house.manager)
    assert brought_in(house, callback_id) == ["wuzong"]
