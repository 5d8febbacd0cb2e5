"""The scale of what may be given: the agent's own part, a senior's, nobody's."""

from callguard.db.models import Callback
from callguard.services.authority_meters import meter_of
from tests.house import NOW, House


def test_allows_the_last_fen_that_is_the_agents_and_forbids_the_first_that_is_nobodys(house: House) -> None:
    callback_id = house.callback(amount=20000)
    with house.database.reading() as session:
        case = session.get_one(Callback, callback_id).case
        meter = meter_of(session, house.settings, case, house.agent, NOW)
    assert [meter.allows(cost) for cost in (5000, 5001)] == [True, False]
    assert [meter.forbids(cost) for cost in (60000, 60001)] == [False, True]
