"""Who reads changes nothing, and undoes nothing either."""

from sqlalchemy import event

from callguard.db.models import Callback
from callguard.domain.callback import CallbackStatus
from tests.house import House


def test_what_is_changed_while_reading_does_not_stay(house: House) -> None:
    callback_id = house.callback()
    with house.database.reading() as session:
        session.get_one(Callback, callback_id).status = CallbackStatus.DONE
    with house.database.reading() as session:
        assert session.get_one(Callback, callback_id).status is CallbackStatus.PENDING


def test_reading_ends_without_a_rollback_so_that_prepared_statements_are_kept(house: House) -> None:
    undone: list[object] = []
    event.listen(house.database.engine, "rollback", undone.append)
    with house.database.reading() as session:
        session.get(Callback, 1)
    assert undone == []
