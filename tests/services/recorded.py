"""Decisions of the guard to look back on."""

from datetime import datetime

from callguard.db.models import DialPermit, User
from callguard.domain.attempt import CallResult
from callguard.services.leases import give_back
from callguard.services.permits import settle_permit, take_permit
from tests.house import NOW, House


def asked(house: House, callback_id: int, now: datetime = NOW, agent: User | None = None) -> None:
    """Asks for a permit and gives the callback back; what was granted was not placed, and counts for nothing."""
    agent = agent or house.agent
    token = house.prepared(callback_id, agent, now)
    with house.writing() as session:
        taken = take_permit(session, house.vault, house.settings, callback_id, agent, token, now)
        if isinstance(taken, DialPermit):
            settle_permit(session, taken.id, agent, CallResult.NOT_PLACED, now)
        give_back(session, callback_id, agent, token, now)
