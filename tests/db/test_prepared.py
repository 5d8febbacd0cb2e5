"""A statement made once does what SQLAlchemy's own would."""

from datetime import datetime, timedelta

import pytest

from callguard.db.models import Callback
from callguard.db.prepared import Prepared
from callguard.domain.callback import CallbackStatus
from callguard.services.leases import LEASE
from tests.house import NOW, House

UNTIL = NOW + timedelta(minutes=15)


def lease_of(house: House, wanted: int, until: datetime = UNTIL) -> dict[str, object]:
    return {"wanted": wanted, "now": NOW, "agent": house.agent.id, "token": "t", "until": until}


def test_instants_and_words_arrive_as_their_columns_keep_them(house: House) -> None:
    callback_id = house.callback()
    with house.database.at_once() as connection:
        assert Prepared(LEASE).run(connection, lease_of(house, callback_id)).rowcount == 1
    with house.database.reading() as session:
        leased = session.get_one(Callback, callback_id)
        assert leased.status is CallbackStatus.CLAIMED
        assert (leased.lease_agent_id, leased.lease_token, leased.lease_expires_at) == (house.agent.id, "t", UNTIL)


def test_an_instant_is_compared_as_it_is_stored(house: House) -> None:
    callback_id = house.callback()
    prepared = Prepared(LEASE)
    with house.database.at_once() as connection:
        prepared.run(connection, lease_of(house, callback_id))
        assert (
            prepared.run(
                connection, {**lease_of(house, callback_id), "now": UNTIL - timedelta(microseconds=1)}
            ).rowcount
            == 0
        )
        assert prepared.run(connection, {**lease_of(house, callback_id), "now": UNTIL}).rowcount == 1


def test_what_is_left_out_or_has_no_zone_is_refused(house: House) -> None:
    lease = lease_of(house, house.callback())
    with house.database.at_once() as connection:
        with pytest.raises(KeyError, match="token"):
            Prepared(LEASE).run(connection, {name: value for name, value in lease.items() if name != "token"})
        with pytest.raises(ValueError, match="naive"):
            Prepared(LEASE).run(connection, {**lease, "until": UNTIL.replace(tzinfo=None)})
