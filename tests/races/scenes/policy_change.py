"""A stricter policy comes into force, one call a day, while agents claim and dial customers who had theirs."""

from dataclasses import replace

from sqlalchemy.orm import Session

from callguard.db.models import Shop
from callguard.db.session import Database
from callguard.domain.guard import Policy, load_preset
from callguard.services.guard_policies import activate_policy
from callguard.services.queue.upkeep import recompute_outdated
from tests.house import NOW, settings_for_tests
from tests.races.contender import Contender
from tests.races.deeds import dials_and_hangs_up, presses_next
from tests.races.ground import Ground, Stage, lay_on_desks
from tests.races.scene import Scene


def furnish(database: Database, number: int, contenders: int) -> Stage:
    """Each contender has a customer on the desk, and as many wait in the queue; all were rung once today."""
    with database.writing() as session:
        ground = Ground(session, number, contenders)
        callbacks = [ground.callbacks(ground.person(which), 1)[0] for which in range(2 * contenders)]
        for callback in callbacks:
            ground.rung(callback, times=1)
        stage = ground.stage(callbacks)
    dialling = [one for one in range(contenders) if one == 0 or one % 2]
    lay_on_desks(database, {stage.callback_ids[one]: stage.agent_ids[one] for one in dialling})
    return stage


def act(contender: Contender) -> None:
    """The first puts the policy in force, after a call of its own in every second round, and wants to go on."""
    callback_id = contender.stage.callback_ids[contender.number]
    if contender.number == 0:
        if contender.stage.number % 2:
            dials_and_hangs_up(contender, callback_id)
        contender.does("activate", lambda session: _activated(contender, session))
        contender.does("follow", lambda session: recompute_outdated(session, contender.settings, NOW) or None)
        dials_and_hangs_up(contender, callback_id)
    elif contender.number % 2:
        dials_and_hangs_up(contender, callback_id)
    else:
        presses_next(contender)


def follow(database: Database) -> None:
    """The jobs process's next go."""
    done = 1
    while done:
        with database.writing() as session:
            done = recompute_outdated(session, settings_for_tests(), NOW)


def once_a_day() -> Policy:
    """The default, but for a single call a day."""
    preset = load_preset("cn-after-sales")
    per_day = replace(preset.limits[0], max=1, release_max=None)
    return replace(preset, name="once", limits=(per_day, *preset.limits[1:]))


def _activated(contender: Contender, session: Session) -> int:
    shop = session.get_one(Shop, contender.stage.shop_id)
    activate_policy(session, once_a_day(), shop, NOW, NOW)
    return shop.id


FAULTS = {
    "not activated": "SELECT shop_id FROM deeds WHERE deed = 'activate' AND said <> 'done'",
    "claimed or dialled against the policy": """
        SELECT late.shop_id FROM deeds AS late JOIN deeds AS change
        ON change.shop_id = late.shop_id AND change.ended < late.began
        WHERE late.deed IN ('claim', 'dial') AND late.said = 'done' AND change.deed = 'activate'
    """,
    "offered against the policy": """
        SELECT lanes.shop_id FROM queue_entries JOIN lanes ON lanes.id = lane_id
        JOIN guard_policies ON guard_policies.shop_id = lanes.shop_id WHERE standing IN ('ready', 'planned')
    """,
}

POLICY_CHANGE = Scene("policy change", furnish, act, FAULTS, follow)
