"""A customer says that they do not want to be rung, while agents prepare to ring them."""

from datetime import timedelta

from sqlalchemy.orm import Session

from callguard.db.models import Callback
from callguard.db.session import Database
from callguard.services.preparations import prepare
from callguard.services.wishes import add_do_not_call
from tests.house import LADDER, NOW
from tests.races.contender import Contender
from tests.races.deeds import dials_and_hangs_up
from tests.races.ground import ON_DESK, Ground, Stage, lay_on_desks
from tests.races.scene import Scene


def furnish(database: Database, number: int, contenders: int) -> Stage:
    """One customer with as many matters as contenders, each on a desk and not prepared."""
    with database.writing() as session:
        ground = Ground(session, number, contenders)
        stage = ground.stage(ground.callbacks(ground.person(), contenders))
    lay_on_desks(database, dict(zip(stage.callback_ids, stage.agent_ids, strict=True)), prepared=False)
    return stage


def act(contender: Contender) -> None:
    """The first hears the wish while the others prepare and dial."""
    callback_id = contender.stage.callback_ids[contender.number]
    contender.does("prepare", lambda session: _prepared(contender, session, callback_id))
    if contender.number == 0:
        contender.does("wish", lambda session: _wished(contender, session, callback_id))
    dials_and_hangs_up(contender, callback_id)


def _prepared(contender: Contender, session: Session, callback_id: int) -> int:
    prepared = prepare(
        session, callback_id, contender.agent, ON_DESK, LADDER, NOW, demands="全额退款", beyond_authority="请主管"
    )
    return prepared.callback_id


def _wished(contender: Contender, session: Session, callback_id: int) -> int:
    # In every second round the clock of whoever heard it is ahead of the others'.
    now = NOW + timedelta(seconds=contender.stage.number % 2)
    case_id = session.get_one(Callback, callback_id).case_id
    return add_do_not_call(session, case_id, contender.agent, "请不要再打电话", now).id


FAULTS = {
    "dialled after the wish": """
        SELECT dial.shop_id FROM register_entries AS dial JOIN register_entries AS wish
        ON wish.shop_id = dial.shop_id AND wish.id < dial.id
        WHERE dial.kind = 'permit_taken' AND wish.kind = 'do_not_call'
    """,
    "the wish is not there": """
        SELECT shop_id FROM deeds GROUP BY shop_id HAVING 1 <> (
            SELECT count(*) FROM do_not_calls JOIN users ON users.id = heard_by_id
            JOIN memberships ON memberships.user_id = users.id WHERE memberships.shop_id = deeds.shop_id)
    """,
    "still in the queue": """
        SELECT shop_id FROM queue_entries JOIN lanes ON lanes.id = lane_id WHERE standing IN ('ready', 'planned')
    """,
}

DO_NOT_CALL = Scene("do-not-call during preparation", furnish, act, FAULTS)
