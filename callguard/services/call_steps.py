"""Walking through the seven steps of the script."""

from datetime import datetime

from sqlalchemy.orm import Session

from callguard.db.models import Attempt, StepEntry, User
from callguard.domain.errors import IllegalStep
from callguard.domain.register import RegisterKind
from callguard.domain.script import Step, steps_of
from callguard.domain.talk import numbers
from callguard.services.leases import held_callback
from callguard.services.register import record
from callguard.services.talks import current_talk


def enter_step(session: Session, attempt_id: int, agent: User, token: str, step: Step, now: datetime) -> StepEntry:
    """Notes that the agent's call has come to this step, back or forth; where it is already, nothing is noted.

    IllegalStep where such a call has no such step.
    """
    attempt = session.get(Attempt, attempt_id)
    if attempt is None or attempt.callback_id is None or attempt.agent_id != agent.id:
        raise IllegalStep(reason="no_call")
    callback = held_callback(session, attempt.callback_id, agent, token, now)
    if step not in steps_of(callback.kind):
        raise IllegalStep(reason="no_such_step")
    if attempt.steps and attempt.steps[-1].step is step:
        return attempt.steps[-1]
    skipped = numbers(current_talk(session, attempt).skipped_by(step))
    entry = StepEntry(attempt_id=attempt.id, step=step, entered_at=now)
    attempt.steps.append(entry)
    facts = {"step": int(step)} | ({"skipped": skipped} if skipped else {})
    record(
        session,
        RegisterKind.STEP_ENTERED,
        callback.case,
        now,
        agent,
        callback=callback,
        attempt_id=attempt.id,
        facts=facts,
    )
    return entry
