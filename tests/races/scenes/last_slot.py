"""Every contender is about to ring the same customer, to whom one call is left."""

from callguard.db.session import Database
from tests.races.contender import Contender
from tests.races.deeds import dials, hangs_up
from tests.races.ground import Ground, Stage, lay_on_desks
from tests.races.scene import Scene

VARIANTS = ("the line stays busy", "hung up at once", "the third call, by release")
BUSY, HUNG_UP, RELEASED = range(len(VARIANTS))


def variant(stage_number: int) -> int:
    """They take turns."""
    return stage_number % len(VARIANTS)


def furnish(database: Database, number: int, contenders: int) -> Stage:
    """One customer with as many matters as contenders, each on a desk."""
    with database.writing() as session:
        ground = Ground(session, number, contenders)
        callbacks = ground.callbacks(ground.person(), contenders)
        released = variant(number) == RELEASED
        ground.rung(callbacks[0], times=2 if released else 1)
        for callback in callbacks if released else ():
            ground.released(callback)
        stage = ground.stage(callbacks)
    lay_on_desks(database, dict(zip(stage.callback_ids, stage.agent_ids, strict=True)))
    return stage


def act(contender: Contender) -> None:
    """Where the line is free again at once, the count alone keeps the others from ringing."""
    permit_id = dials(contender, contender.stage.callback_ids[contender.number])
    if permit_id is not None and variant(contender.stage.number) != BUSY:
        hangs_up(contender, permit_id)


FAULTS = {
    "not given exactly once": """
        SELECT shop_id FROM deeds WHERE deed = 'dial' GROUP BY shop_id
        HAVING sum(CASE WHEN said = 'done' THEN 1 ELSE 0 END) <> 1
    """,
    "not recorded exactly once": """
        SELECT shop_id FROM deeds GROUP BY shop_id HAVING 1 <> (
            SELECT count(*) FROM register_entries
            WHERE kind = 'permit_taken' AND register_entries.shop_id = deeds.shop_id)
    """,
}

LAST_SLOT = Scene("permit on the last slot", furnish, act, FAULTS)
