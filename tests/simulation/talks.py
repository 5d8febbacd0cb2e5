"""Calls while they go on, and what the agents say of them."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select

from callguard.db.models import Attempt, Callback, DialPermit, User
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind
from callguard.domain.commitment import Department
from callguard.domain.disposition import Disposition, NextCall, dispositions_for, rules_of
from callguard.domain.survey import RATINGS, is_dissatisfied
from callguard.services.leases import keep_alive
from callguard.services.outcome_effects import PromisedThing
from callguard.services.outcomes import ReportedOutcome, owed_outcome, record_outcome
from callguard.services.permits import settle_permit
from tests.simulation.day import Day, Story

RESULTS = {
    CallResult.CONVERSATION: 45,
    CallResult.NO_ANSWER: 25,
    CallResult.BUSY: 8,
    CallResult.REJECTED: 8,
    CallResult.DROPPED: 4,
    CallResult.VOICEMAIL: 4,
    CallResult.UNKNOWN: 3,
    CallResult.INVALID_NUMBER: 1,
    CallResult.FAILED: 1,
    CallResult.NOT_PLACED: 1,
}

ASKED = 0.5
"""How many of those whose case was settled are to be asked how it was, in the course of the day already."""


def talk(day: Day, agent: User, permit: DialPermit, callback_id: int, token: str) -> Story:
    """From the first ring to what is said of it; some go away without a word."""
    random, stage = day.random, day.stage
    result = random.choices(list(RESULTS), list(RESULTS.values()))[0]
    if result in (CallResult.NOT_PLACED, CallResult.FAILED):
        yield random.uniform(5, 50)
    else:
        yield random.uniform(10, 60)
        if result is CallResult.CONVERSATION:
            yield from _stay(day, agent, callback_id, token)
    if random.random() < 0.03:
        yield 1000  # gone, without a word
        return
    if random.random() < 0.3:
        for _ in range(random.choice([1, 1, 2])):
            with stage.writing() as session:
                settle_permit(session, permit.id, agent, result, stage.now)
            yield 1
    yield from _tell(day, agent, permit.attempt_id, result)


def _stay(day: Day, agent: User, callback_id: int, token: str) -> Story:
    for _ in range(day.random.randrange(3)):
        yield day.random.uniform(30, 120)
        with day.stage.writing() as session:
            length = day.stage.settings.lease_length
            keep_alive(session, callback_id, agent, token, day.stage.now, length)


def pay_what_is_owed(day: Day, agent: User) -> Story:
    """Tells of the oldest call nobody has told of."""
    with day.stage.database.reading() as session:
        owed = owed_outcome(session, agent)
    if owed is not None:
        yield 10
        yield from _tell(day, agent, owed.id, CallResult.NO_ANSWER if owed.settled_at is None else owed.result)


def _tell(day: Day, agent: User, attempt_id: int, result: CallResult) -> Iterator[float]:
    random, stage = day.random, day.stage
    kind = _kind_of(day, attempt_id)
    fitting = dispositions_for(result, kind)
    weights = [1 if one in (Disposition.DO_NOT_CALL, Disposition.WRONG_NUMBER) else 6 for one in fitting]
    said = random.choices(fitting, weights)[0]
    rule, rating = rules_of(kind)[said], random.choice(RATINGS) if said is Disposition.RATED else None
    needs_time = rule.next_call is NextCall.NAMED or is_dissatisfied(rating)
    due_at, survey_at = (stage.now + timedelta(minutes=random.randrange(20, 600)) for _ in range(2))
    asked = rule.closes_case and random.random() < ASKED
    words = ReportedOutcome(
        result,
        said,
        "客户原话",
        due_at if needs_time else None,
        # Whose case is about their safety is settled with only by somebody who will answer.
        (PromisedThing(Department.AFTER_SALES, "主管答复", due_at),) if rule.closes_case else (),
        rating=rating,
        survey_at=survey_at if asked else None,
    )
    for _ in range(random.choice([1, 1, 1, 2])):
        with stage.writing() as session:
            record_outcome(session, stage.vault, stage.settings, attempt_id, agent, words, stage.now)
        yield 2


def _kind_of(day: Day, attempt_id: int) -> CallbackKind:
    of_attempt = select(Callback.kind).join(Attempt, Attempt.callback_id == Callback.id)
    with day.stage.database.reading() as session:
        return session.scalars(of_attempt.where(Attempt.id == attempt_id)).one()
