"""How far money goes in a case, as one scale: given, mine to give, a senior's to give, nobody's."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from callguard.db.models import Case, User
from callguard.domain.authority import Matter, load_authority, room_of
from callguard.domain.role import Role
from callguard.services.matters import matter_and_today
from callguard.settings import Settings


@dataclass(frozen=True)
class AuthorityMeter:
    """What was `given`, and up to which sums the agent and their seniors may still go on top of it; all in fen."""

    given: int
    mine: int
    with_approval: int

    def allows(self, cost: int) -> bool:
        """Whether the agent may offer this alone."""
        return cost <= self.mine

    def forbids(self, cost: int) -> bool:
        """Whether nobody may offer this."""
        return cost > self.with_approval


def meter_of(session: Session, settings: Settings, case: Case, agent: User, now: datetime) -> AuthorityMeter:
    """The scale for an agent and a case, the agent's daily budget included."""
    matter, today = matter_and_today(session, case, agent, now, settings.display_tz)
    return meter_for(agent.role, matter, today)


def meter_for(role: Role, matter: Matter, given_today: int) -> AuthorityMeter:
    """The scale for a role and a matter; `given_today` counts against the daily budget, in fen."""
    table = load_authority()
    mine = room_of(table, role, matter)
    budget = table.daily_budget.get(role)
    if budget is not None:
        mine = min(mine, max(budget - given_today, 0))
    most = max(room_of(table, each, matter) for each in Role)
    return AuthorityMeter(max(matter.given_on_order, matter.given_to_customer), mine, most)
