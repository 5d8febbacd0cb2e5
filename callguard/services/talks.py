"""What is known of a talk: its steps, why some were left out, what was noted, and how far earlier calls came."""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import cast

from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.orm import Session

from callguard.db.models import Attempt, Callback, Offer, Outcome, StepEntry, StepSkip, User
from callguard.domain.callback import CallbackKind
from callguard.domain.errors import IllegalStep, InvalidFields, NotYours, UnknownId
from callguard.domain.offer import OfferStatus
from callguard.domain.register import RegisterKind
from callguard.domain.script import Step
from callguard.domain.talk import Entered, Skip, Talk, check_skip, numbers
from callguard.services.customer_lock import lock_customers
from callguard.services.phrases.alarms import heed_words
from callguard.services.register import record

Steps = Mapping[int, tuple[Entered, ...]]
"""What each call about a case came to, by the attempt's id."""

# Of the tables and not the classes: columns need nothing of what objects need.
_ATTEMPTS, _ENTRIES = cast("Table", Attempt.__table__), cast("Table", StepEntry.__table__)

_STEPS_OF_CASE = (
    select(_ENTRIES.c.attempt_id, _ENTRIES.c.step, _ENTRIES.c.entered_at)
    .join(_ATTEMPTS, _ATTEMPTS.c.id == _ENTRIES.c.attempt_id)
    .where(_ATTEMPTS.c.case_id == bindparam("case"))
    .order_by(_ENTRIES.c.attempt_id, _ENTRIES.c.id)
)


def steps_of_case(session: Session, case_id: int) -> Steps:
    """The steps of every call about the case."""
    rows = session.execute(_STEPS_OF_CASE, {"case": case_id})
    return {
        attempt_id: tuple(Entered(step, at) for _id, step, at in entries)
        for attempt_id, entries in groupby(rows, key=itemgetter(0))
    }


def talk_of(attempt: Attempt, steps: Steps, accepted: int, kind: CallbackKind) -> Talk:
    """The talk of an attempt, among the `steps` of its case; `accepted` is how many plans the customer took.

    A survey begins anew, whatever the calls before it came to.
    """
    explained = frozenset(skip.step for skip in attempt.skips)
    entered = steps.get(attempt.id, ())
    if kind is CallbackKind.SURVEY:
        return Talk(entered, explained, kind=kind)
    before = {one.step for attempt_id, entries in steps.items() if attempt_id < attempt.id for one in entries}
    return Talk(entered, explained, frozenset(before), agreed=accepted > 0)


def current_talk(session: Session, attempt: Attempt) -> Talk:
    """The talk of an attempt as it stands now."""
    kind = session.get_one(Callback, attempt.callback_id).kind
    steps = steps_of_case(session, attempt.case_id)
    return talk_of(attempt, steps, accepted_offers(session, attempt.callback_id), kind)


def accepted_offers(session: Session, callback_id: int | None) -> int:
    """How many offers of the callback the customer accepted."""
    accepted = (Offer.callback_id == callback_id, Offer.status == OfferStatus.ACCEPTED)
    return session.scalar(select(func.count()).where(*accepted)) or 0


def explain_skips(
    session: Session, attempt_id: int, agent: User, skip: Skip, now: datetime, *, at_the_end: bool = False
) -> tuple[Step, ...]:
    """Gives the reason for every step left out so far that has none, and says which they were.

    `at_the_end` counts what the talk didn't come to any more. InvalidFields where the reason says nothing. It needs no
    lease: the outcome, which doesn't either, may wait for it.
    """
    errors = check_skip(skip)
    if errors:
        raise InvalidFields(errors)
    attempt = own_attempt(session, attempt_id, agent)
    talk = current_talk(session, attempt)
    steps = talk.unexplained(talk.skipped_in_all if at_the_end else talk.skipped)
    words = skip.words.strip()
    for step in steps:
        attempt.skips.append(StepSkip(step=step, reason=skip.reason, words=words, explained_at=now))
    if steps:
        facts = {"steps": numbers(steps), "reason": skip.reason.value}
        callback = session.get_one(Callback, attempt.callback_id)
        record(
            session,
            RegisterKind.STEPS_SKIPPED,
            attempt.case,
            now,
            agent,
            callback=callback,
            attempt_id=attempt.id,
            note=words or None,
            facts=facts,
        )
    return steps


def keep_note(session: Session, attempt_id: int, agent: User, note: str, now: datetime) -> bool:
    """Keeps what was written down so far, for whoever takes the talk over, and says whether it raised the case."""
    attempt = own_attempt(session, attempt_id, agent)
    attempt.note = note
    return heed_words(session, attempt.case, agent, [note], now)


def own_attempt(session: Session, attempt_id: int, agent: User) -> Attempt:
    """The agent's own attempt, its customer locked, while its outcome is owed; IllegalStep once it was recorded."""
    attempt = session.get(Attempt, attempt_id)
    if attempt is None or attempt.callback_id is None:
        raise UnknownId
    # Two persons, where they were one when it was dialled and have been parted since.
    lock_customers(session, (attempt.customer_id, attempt.case.customer_id))
    session.refresh(attempt)
    if attempt.agent_id != agent.id:
        raise NotYours
    if session.scalar(select(Outcome).where(Outcome.attempt_id == attempt.id)) is not None:
        raise IllegalStep(reason="outcome_recorded")
    return attempt
