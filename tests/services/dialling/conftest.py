"""An agent with a permit, before the dial and after it was answered."""

import pytest

from callguard.db.models import DialPermit, User
from callguard.domain.attempt import CallResult
from tests.house import House
from tests.services.dialling.desk import NUMBER, Desk


@pytest.fixture
def desk(house: House) -> Desk:
    """The agent has taken the permit and not dialled yet."""
    with house.writing() as session:
        session.get_one(User, house.agent.id).phone = house.agent.phone = "+8613900139000"
    callback_id = house.callback(phone=NUMBER)
    attempt_id, _ = house.dialled(callback_id)
    with house.database.reading() as session:
        permit = session.query(DialPermit).filter_by(attempt_id=attempt_id).one()
    return Desk(house, callback_id, attempt_id, permit.id)


@pytest.fixture
def answered(desk: Desk) -> Desk:
    """The provider has reported that somebody or something picked up."""
    token = desk.dialled()
    desk.bridge(token)
    desk.customer_leg_ends(token, CallResult.CONVERSATION, seconds=9)
    return desk
