"""Two customers turn out to be one, while both are being rung; each has one call left, together they have none."""

from sqlalchemy.orm import Session

from callguard.db.session import Database
from callguard.domain.identity import IdentifierKind
from callguard.services.customers import KnownAs, find_or_add_customer
from tests.house import NOW
from tests.races.contender import Contender
from tests.races.deeds import dials_and_hangs_up, presses_next
from tests.races.ground import Ground, Stage, lay_on_desks, phone
from tests.races.oracle import PERSON
from tests.races.scene import Scene


def furnish(database: Database, number: int, contenders: int) -> Stage:
    """Every third contender has the one on their desk, every third the other; either has a matter left in the queue.

    In every second round the other is on nobody's desk.
    """
    with database.writing() as session:
        ground = Ground(session, number, contenders)
        people = [ground.person(0), ground.person(1)]
        callbacks = [ground.callbacks(people[_rings(one, number)], 1)[0] for one in range(contenders)]
        for one in people:
            ground.rung(ground.callbacks(one, 1)[0], times=1)
        stage = ground.stage(callbacks)
    dialling = [one for one in range(contenders) if _dials(one)]
    lay_on_desks(database, {stage.callback_ids[one]: stage.agent_ids[one] for one in dialling})
    return stage


def act(contender: Contender) -> None:
    """The first imports what shows that they are one person."""
    if contender.number == 0:
        contender.does("merge", lambda session: _merged(contender, session))
    elif _dials(contender.number):
        dials_and_hangs_up(contender, contender.stage.callback_ids[contender.number])
    else:
        presses_next(contender)


def _dials(contender: int) -> bool:
    return contender % 3 != 0


def _rings(contender: int, number: int) -> int:
    """Which of the two a contender's callback is for."""
    return 1 if contender % 3 == 2 and number % 2 else 0


def _merged(contender: Contender, session: Session) -> int:
    known_as = [KnownAs(IdentifierKind.PHONE, phone(contender.stage.number, which)) for which in range(2)]
    zone = contender.settings.display_tz
    return find_or_add_customer(session, contender.vault, known_as, NOW, name=None, time_zone=zone).id


FAULTS = {
    "not merged": "SELECT shop_id FROM deeds WHERE deed = 'merge' AND said <> 'done'",
    "dialled in spite of the calls to the other": f"""
        SELECT dial.shop_id FROM register_entries AS dial
        JOIN register_entries AS merge ON merge.shop_id = dial.shop_id AND merge.id < dial.id
        JOIN attempts ON attempts.id = dial.attempt_id
        JOIN customers AS person ON person.id = attempts.customer_id
        WHERE dial.kind = 'permit_taken' AND merge.kind = 'customer_merged' AND 2 <= (
            SELECT count(*) FROM attempts AS earlier JOIN customers AS other ON other.id = earlier.customer_id
            WHERE earlier.id < attempts.id AND {PERSON.format("other")} = {PERSON.format("person")})
    """,
    "claimed while on another desk": """
        SELECT claim.shop_id FROM deeds AS claim JOIN deeds AS merge
        ON merge.shop_id = claim.shop_id AND merge.ended < claim.began
        WHERE claim.deed = 'claim' AND claim.said = 'done' AND merge.deed = 'merge' AND merge.said = 'done'
    """,
}

MERGE = Scene("merge during permit", furnish, act, FAULTS)
