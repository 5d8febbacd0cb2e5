"""The talk of a practice call: its steps, why some were left out, the note, and what it owes at the end."""

from datetime import datetime

from sqlalchemy.orm import Session

from callguard.db.models import PracticeCall, PracticeSkip, PracticeStep, User
from callguard.domain.errors import InvalidFields
from callguard.domain.offer import accepted_among
from callguard.domain.practice import PracticeState, check_practice_ending
from callguard.domain.script import Step
from callguard.domain.talk import Entered, Skip, Talk, check_skip
from callguard.services.phrases.wording import wording_errors
from callguard.services.practice.access import agents_own, require


def talk_in_practice(call: PracticeCall) -> Talk:
    """How far the talk has come, as the rules of a call to a customer see it."""
    entered = tuple(Entered(one.step, one.entered_at) for one in call.steps)
    explained = frozenset(one.step for one in call.skips)
    return Talk(entered, explained, agreed=bool(accepted_among(call.offers)))


def enter_practice_step(session: Session, call_id: int, agent: User, step: Step, now: datetime) -> None:
    """Notes that the talk has come to this step, back or forth; where it is already, nothing is noted."""
    call = agents_own(session, call_id, agent)
    require(call, PracticeState.READY, PracticeState.TALKING)
    if not call.steps or call.steps[-1].step is not step:
        call.steps.append(PracticeStep(practice_call_id=call.id, step=step, entered_at=now))


def explain_practice_skips(session: Session, call_id: int, agent: User, skip: Skip, now: datetime) -> None:
    """Gives the reason for every step left out so far that has none; InvalidFields where the reason says nothing."""
    errors = check_skip(skip)
    if errors:
        raise InvalidFields(errors)
    call = agents_own(session, call_id, agent)
    require(call, PracticeState.TALKING)
    talk, said = talk_in_practice(call), {"reason": skip.reason, "words": skip.words.strip(), "explained_at": now}
    for step in talk.unexplained(talk.skipped):
        call.skips.append(PracticeSkip(practice_call_id=call.id, step=step, **said))


def write_practice_notes(session: Session, call_id: int, agent: User, notes: str) -> None:
    """Keeps what the agent wrote down so far; nobody is called, whatever it says."""
    call = agents_own(session, call_id, agent)
    require(call, PracticeState.READY, PracticeState.TALKING, PracticeState.OVER)
    call.notes = notes


def end_practice_talk(session: Session, call_id: int, agent: User, now: datetime) -> None:
    """Ends the talk: what follows is the score.

    InvalidFields where a call to a customer could not be recorded so: a step left out without a reason, or wording in
    the note that must not be kept.
    """
    call = agents_own(session, call_id, agent)
    require(call, PracticeState.TALKING)
    errors = (*wording_errors(session, {"notes": call.notes}), *check_practice_ending(talk_in_practice(call)))
    if errors:
        raise InvalidFields(errors)
    call.ended_at = now
