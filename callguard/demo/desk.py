"""One callback on an agent's desk, from the claim to the outcome."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from callguard.db.models import Callback, DialPermit, User
from callguard.demo.office import Office
from callguard.demo.words import say
from callguard.domain import guard
from callguard.domain.callback import CallbackKind
from callguard.domain.compensation import Plan, PlanKind
from callguard.domain.plan_ladder import MIN_PLANS, PlanLadder
from callguard.domain.role import Role
from callguard.services.outcomes import ReportedOutcome, record_outcome
from callguard.services.permits import take_permit
from callguard.services.preparations import prepare, suggested_ladder
from callguard.services.queue.claiming import claim

# For the customer whom nothing can be offered on one's own authority: something to say all the same.
_SMALL_LADDER = PlanLadder((Plan(PlanKind.COUPON, 300), Plan(PlanKind.COUPON, 500)), floor=300)


@dataclass
class Desk:
    """What an agent works on; `at` is the time there, which goes on with what is done."""

    office: Office
    callback: Callback
    agent: User
    token: str
    at: datetime
    permit: DialPermit = field(init=False)

    def wait(self, least: int, most: int) -> datetime:
        """Lets some seconds pass, and says how late it is then."""
        self.at += timedelta(seconds=self.office.random.randrange(least, most))
        return self.at

    def take_permit(self) -> DialPermit | guard.Answer:
        """The leave to dial, kept on the desk, or the guard's refusal."""
        office, at = self.office, self.wait(10, 30)
        answer = take_permit(
            office.session, office.vault, office.settings, self.callback.id, self.agent, self.token, at
        )
        if not isinstance(answer, guard.Answer):
            self.permit = answer
        return answer

    def finish(self, reported: ReportedOutcome) -> None:
        """Records the outcome."""
        office, at, attempt_id = self.office, self.wait(5, 30), self.permit.attempt_id
        record_outcome(office.session, office.vault, office.settings, attempt_id, self.agent, reported, at)


Talk = Callable[[Desk], ReportedOutcome]
"""What is said once the permit is taken, up to the outcome."""


def prepared_desk(office: Office, callback: Callback, agent: User, at: datetime) -> Desk:
    """The callback claimed by the agent, and prepared."""
    claimed = claim(office.session, office.settings, callback.id, agent, at)
    if claimed is None or claimed.lease_token is None:
        raise RuntimeError("a story gave one callback to two agents")
    prepare(
        office.session,
        callback.id,
        agent,
        claimed.lease_token,
        _ladder(office, callback, agent, at),
        at,
        demands=say(office.random, "demands"),
        beyond_authority=say(office.random, "beyond_authority"),
        senior=None if callback.kind is CallbackKind.SURVEY else office.staff.senior(Role.TEAM_LEADER),
    )
    return Desk(office, callback, agent, claimed.lease_token, at)


def _ladder(office: Office, callback: Callback, agent: User, at: datetime) -> PlanLadder:
    if callback.kind is CallbackKind.SURVEY:
        return PlanLadder(())
    ladder = suggested_ladder(office.session, callback, agent, at)
    return ladder if len(ladder.plans) >= MIN_PLANS else _SMALL_LADDER
