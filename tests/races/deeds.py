"""What contenders do in more than one scene."""

from datetime import datetime

from sqlalchemy.orm import Session

from callguard.db.models import DialPermit
from callguard.db.session import Database
from callguard.domain.attempt import CallResult
from callguard.services.permits import settle_permit, take_permit
from callguard.services.queue.claiming import claim, next_for
from tests.house import NOW
from tests.races.contender import Contender
from tests.races.ground import ON_DESK


def presses_next(contender: Contender, now: datetime = NOW) -> int | None:
    """Asks for the next callback."""

    def work(database: Database) -> int | None:
        return next_for(database, contender.vault, contender.settings, contender.agent, now)

    return contender.works("claim", work)


def claims_by_hand(contender: Contender, callback_id: int, now: datetime = NOW) -> int | None:
    """Asks for this callback."""

    def step(session: Session) -> int | None:
        callback = claim(session, contender.settings, callback_id, contender.agent, now)
        return callback.id if callback else None

    return contender.does("claim", step)


def dials(contender: Contender, callback_id: int, now: datetime = NOW) -> int | None:
    """Takes the permit for a callback that lies prepared on the contender's desk."""

    def step(session: Session) -> int | None:
        answer = take_permit(session, contender.vault, contender.settings, callback_id, contender.agent, ON_DESK, now)
        return answer.id if isinstance(answer, DialPermit) else None

    return contender.does("dial", step)


def hangs_up(contender: Contender, permit_id: int) -> None:
    """Says that there was a conversation: the customer's line is free again, the slot is not."""

    def step(session: Session) -> int:
        return settle_permit(session, permit_id, contender.agent, CallResult.CONVERSATION, NOW).id

    contender.does("hang up", step)


def dials_and_hangs_up(contender: Contender, callback_id: int) -> None:
    """One call from beginning to end, if it is permitted."""
    permit_id = dials(contender, callback_id)
    if permit_id is not None:
        hangs_up(contender, permit_id)
