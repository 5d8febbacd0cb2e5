"""Whether a time named for the next call will be one at which the guard allows it, as far as is known today."""

from datetime import datetime

from sqlalchemy.orm import Session

from callguard.db.models import Callback, User
from callguard.db.vault import Vault
from callguard.domain import guard
from callguard.domain.errors import UnknownId
from callguard.services.cases import case_for
from callguard.services.guard_questions import Questioner
from callguard.settings import Settings


def verdict_at(
    session: Session, vault: Vault, settings: Settings, callback_id: int, agent: User, at: datetime
) -> guard.Answer:
    """The guard's answer for an instant to come; UnknownId when the callback is not of the agent's shops."""
    callback = session.get(Callback, callback_id)
    if callback is None:
        raise UnknownId
    case = case_for(session, callback.case_id, agent)
    return Questioner(session, vault, settings.policy, [case.customer_id], at).answer(callback)
