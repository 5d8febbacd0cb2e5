"""Agents want the next callback, by hand or as it comes; for two agents there is one customer, with two matters."""

from callguard.db.session import Database
from tests.races.contender import Contender
from tests.races.deeds import claims_by_hand, presses_next
from tests.races.ground import Ground, Stage
from tests.races.oracle import PERSON
from tests.races.scene import Scene

MATTERS = 2


def furnish(database: Database, number: int, contenders: int) -> Stage:
    """Half as many customers as contenders."""
    with database.writing() as session:
        ground = Ground(session, number, contenders)
        people = [ground.person(which) for which in range(contenders // 2)]
        return ground.stage([callback for one in people for callback in ground.callbacks(one, MATTERS)])


def act(contender: Contender) -> None:
    """Every second one chooses by hand."""
    if contender.number % 2:
        callback_ids = contender.stage.callback_ids
        claims_by_hand(contender, callback_ids[contender.number % len(callback_ids)])
    else:
        presses_next(contender)


_LIVE = "callbacks JOIN cases ON cases.id = callbacks.case_id WHERE callbacks.status = 'claimed'"

FAULTS = {
    "claimed twice": "SELECT shop_id FROM deeds WHERE said = 'done' GROUP BY shop_id, got HAVING count(*) > 1",
    "a person on two desks": f"SELECT shop_id FROM {_LIVE} GROUP BY customer_id, shop_id HAVING count(*) > 1",
    "an agent with two": f"SELECT shop_id FROM {_LIVE} GROUP BY lease_agent_id, shop_id HAVING count(*) > 1",
    "a claim not kept": """
        SELECT shop_id FROM deeds WHERE said = 'done' AND NOT EXISTS (
            SELECT 1 FROM callbacks JOIN users ON users.id = lease_agent_id
            WHERE callbacks.id = got AND status = 'claimed'
            AND users.name = 'agent-' || deeds.shop_id || '-' || deeds.contender)
    """,
    "a person nobody claimed": f"""
        SELECT cases.shop_id FROM cases JOIN customers AS person ON person.id = cases.customer_id
        WHERE NOT EXISTS (SELECT 1 FROM {_LIVE} AND cases.customer_id = {PERSON.format("person")})
    """,
}

CLAIM = Scene("claim", furnish, act, FAULTS)
