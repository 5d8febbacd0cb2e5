"""The people at the desks: each a story of steps with time between, told again from its beginning after a crash."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from callguard.db.models import Callback, Case, Customer, DialPermit, User
from callguard.domain.callback import CallbackKind
from callguard.domain.errors import DomainError
from callguard.domain.guard import Answer, Verdict
from callguard.domain.plan_ladder import PlanLadder
from callguard.services.leases import give_back, keep_alive
from callguard.services.permits import take_permit
from callguard.services.preparations import prepare
from callguard.services.queue.claiming import claim, next_for
from callguard.services.releases import decide_release, request_release
from tests.house import LADDER
from tests.simulation.day import TICK, Day, Story
from tests.simulation.talks import pay_what_is_owed, talk

BY_HAND = 0.7
MOST_ASKED = 30
"""How often somebody with a callback in their hand asks at most, as long as they may not dial."""


def at_work(day: Day, agent: User, ends_at: datetime) -> Story:
    """One agent's shift: what is owed first, then the next call, and so on."""
    random = day.random
    while day.stage.now < ends_at:
        try:
            yield from pay_what_is_owed(day, agent)
            token = _lay_on_desk(day, agent)
            if token is None:
                yield random.uniform(300, 900)
            else:
                yield from _call(day, agent, *token)
        except DomainError:
            # Somebody or something was quicker; the page would say so, and the agent goes on.
            yield random.uniform(5, 30)


def _lay_on_desk(day: Day, agent: User) -> tuple[int, str] | None:
    stage, found = day.stage, None
    if day.random.random() < BY_HAND:
        with stage.writing() as session:
            found = _chosen(day, session, agent)
    if found is None:
        with stage.mortal():
            found = next_for(stage.database, stage.vault, stage.settings, agent, stage.now)
    if found is None:
        return None
    with stage.database.reading() as session:
        row = session.get_one(Callback, found)
        _check_alone(day, session, row)
        return row.id, row.lease_token or ""


def _chosen(day: Day, session: Session, agent: User) -> int | None:
    """Most of what comes to mind is done, or somebody else's."""
    for _ in range(6):
        row = claim(session, day.stage.settings, day.any_callback(), agent, day.stage.now)
        if row is not None:
            return row.id
    return None


def _check_alone(day: Day, session: Session, row: Callback) -> None:
    of_case = select(Customer.id, Customer.merged_into_id).join(Case).where(Case.id == row.case_id)
    own, into = session.execute(of_case).one()
    kept = into or own
    person = select(Customer.id).where(or_(Customer.id == kept, Customer.merged_into_id == kept))
    live = (
        select(Callback.id)
        .join(Case)
        .where(Case.customer_id.in_(person), Callback.status == "claimed", Callback.lease_expires_at > day.stage.now)
    )
    live_ids = session.scalars(live).all()
    # Two at once may only be left from before they were found to be one person, who are never offered again.
    if len(live_ids) > 1 and row.lease_expires_at == day.stage.now + day.stage.settings.lease_length:
        day.log.violations.append(f"{day.stage.now} callback {row.id} taken beside {live_ids}")


def _call(day: Day, agent: User, callback_id: int, token: str) -> Story:
    random, stage = day.random, day.stage
    yield random.uniform(20, 90)
    words = {"demands": "要求全额退款", "beyond_authority": "请主管"}
    with stage.writing() as session:
        callback = session.get_one(Callback, callback_id)
        is_survey = callback.kind is CallbackKind.SURVEY
        # What a colleague prepared is mostly found good enough.
        if callback.preparation is None or random.random() < 0.1:
            senior, ladder = session.get_one(User, day.leader_id), PlanLadder(()) if is_survey else LADDER
            prepare(session, callback_id, agent, token, ladder, stage.now, senior=senior, **words)
    if random.random() < 0.03:
        yield 900  # called away: the lease runs out
    yield random.uniform(5, 30)
    for _ in range(random.randint(1, MOST_ASKED)):
        answer = _ask(day, agent, callback_id, token)
        if not isinstance(answer, Answer):
            yield from talk(day, agent, answer, callback_id, token)
            return
        if answer.verdict is Verdict.NEEDS_RELEASE and not is_survey and random.random() < 0.3:
            yield from _ask_for_release(day, agent, callback_id)
        yield from _wait(day, agent, answer, callback_id, token)
    with stage.writing() as session:
        give_back(session, callback_id, agent, token, stage.now)
    yield 5


def _wait(day: Day, agent: User, answer: Answer, callback_id: int, token: str) -> Story:
    """A while; where the guard allows it soon, until that very instant, or just beside it."""
    random, stage = day.random, day.stage
    length = stage.settings.lease_length
    opens_at = answer.next_allowed_at or stage.now
    soon = stage.now + 2 * TICK < opens_at < stage.now + length
    if soon or random.random() < 0.2:
        with stage.writing() as session:
            keep_alive(session, callback_id, agent, token, stage.now, length)
    beside = random.choice([-1, 0, 1]) * TICK
    yield (opens_at + beside - stage.now).total_seconds() if soon else random.uniform(1, 90)


def _ask(day: Day, agent: User, callback_id: int, token: str) -> DialPermit | Answer:
    stage, asked_at = day.stage, day.stage.now
    with day.deciding(callback_id):
        with stage.writing() as session:
            got = take_permit(session, stage.vault, stage.settings, callback_id, agent, token, asked_at)
        return day.decided(callback_id, got)


def _ask_for_release(day: Day, agent: User, callback_id: int) -> Story:
    stage = day.stage
    with stage.writing() as session:
        release_id = request_release(session, callback_id, agent, "客户坚持", stage.now).id
    yield day.random.uniform(30, 300)
    with stage.writing() as session:
        granted = day.random.random() < 0.85
        decide_release(session, release_id, session.get_one(User, day.manager_id), granted, stage.now)
    yield 10
