"""A lease runs out: its holder gives a sign of life or dials, others want the callback, a job takes it back."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from callguard.db.session import Database
from callguard.services.lapsed_leases import release_lapsed_leases
from callguard.services.leases import keep_alive
from tests.house import NOW
from tests.races.contender import Contender
from tests.races.deeds import claims_by_hand, dials, presses_next
from tests.races.ground import ON_DESK, Ground, Stage, lay_on_desks
from tests.races.scene import Scene

HOLDER = 1
SECOND = timedelta(seconds=1)


def lapses_at(number: int) -> datetime:
    """Each round has a second of its own, since the jobs process takes back whatever has lapsed anywhere."""
    return NOW + number * SECOND


def furnish(database: Database, number: int, contenders: int) -> Stage:
    """One customer with two matters: one lies prepared on a desk until now, the other waits."""
    with database.writing() as session:
        ground = Ground(session, number, contenders)
        stage = ground.stage(ground.callbacks(ground.person(), 2))
    lay_on_desks(database, {stage.callback_ids[0]: stage.agent_ids[HOLDER]}, until=lapses_at(number))
    return stage


def act(contender: Contender) -> None:
    """The second is the holder, whose clock is a little behind."""
    stage, now = contender.stage, lapses_at(contender.stage.number)
    if contender.number == HOLDER:
        _holds(contender)
    elif contender.number == 0:
        contender.does("release", lambda session: release_lapsed_leases(session, now) or None)
    elif contender.number % 2:
        claims_by_hand(contender, stage.callback_ids[0], now)
    else:
        presses_next(contender, now)


def _holds(contender: Contender) -> None:
    callback_id, just_before = contender.stage.callback_ids[0], lapses_at(contender.stage.number) - SECOND / 2
    if contender.stage.number % 2:
        dials(contender, callback_id, just_before)
    else:
        contender.does("keep", lambda session: _kept(contender, session, callback_id, just_before))


def _kept(contender: Contender, session: Session, callback_id: int, now: datetime) -> int:
    keep_alive(session, callback_id, contender.agent, ON_DESK, now, contender.settings.lease_length)
    return callback_id


def _both(one: str, other: str) -> str:
    return f"""
        SELECT one.shop_id FROM deeds AS one JOIN deeds AS other ON other.shop_id = one.shop_id
        WHERE one.deed = '{one}' AND one.said = 'done' AND other.deed = '{other}' AND other.said = 'done'
    """


FAULTS = {
    "kept and claimed": _both("keep", "claim"),
    "kept and released": """
        SELECT deeds.shop_id FROM deeds JOIN register_entries AS lost ON lost.callback_id = deeds.got
        WHERE deed = 'keep' AND said = 'done' AND lost.kind = 'callback_released'
    """,
    "claimed twice": """
        SELECT shop_id FROM deeds WHERE deed = 'claim' AND said = 'done' GROUP BY shop_id HAVING count(*) > 1
    """,
    "dialled after it was lost": f"""
        {_both("dial", "claim")} AND other.ended < one.began UNION ALL
        SELECT dial.shop_id FROM register_entries AS dial JOIN register_entries AS lost
        ON lost.callback_id = dial.callback_id AND lost.id < dial.id
        WHERE dial.kind = 'permit_taken' AND lost.kind = 'callback_released'
    """,
    "said twice": """
        SELECT shop_id FROM register_entries WHERE kind = 'callback_released'
        GROUP BY callback_id, shop_id HAVING count(*) > 1
    """,
}

LEASE_EXPIRY = Scene("lease expiry", furnish, act, FAULTS)
