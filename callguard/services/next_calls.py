"""Whether a time named for the next call will be one at which the guard allows it, as far as is known today."""

from datetime import datetime

from sqlalchemy.orm import Session

from callguard.db.models import User
from callguard.db.vault import Vault
from callguard.domain import guard
from callguard.services.callbacks import callback_for
from callguard.services.guard_questions import Questioner
from callguard.settings import Settings


def verdict_at(
    session: Session, vault: Vault, settings: Settings, callback_id: int, agent: User, at: datetime
) -> guard.Answer:
    """The guard's answer for an instant to come; UnknownId when the callback is not of the agent's shops."""
    callback = callback_for(session, callback_id, agent)
    return Questioner(session, vault, settings.policy, [callback.case.customer_id], at).answer(callback)
