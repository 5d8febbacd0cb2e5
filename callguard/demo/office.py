"""Where the whole company works: one session, its people, and the calls that wait for them."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.models import Callback, Case, User
from callguard.db.vault import Vault
from callguard.demo.rota import Rota
from callguard.demo.staff import Staff
from callguard.domain.authority import load_authority, room_of
from callguard.domain.callback import CallbackStatus
from callguard.domain.case import IssueType
from callguard.domain.role import Role
from callguard.services.matters import matter_of
from callguard.settings import Settings


@dataclass
class Office:
    """The company at work; `now` is the demo's present, `at` how far the time up to it has been played."""

    session: Session
    vault: Vault
    settings: Settings
    random: Random
    staff: Staff
    now: datetime
    at: datetime = field(init=False)
    rota: Rota = field(init=False)

    def __post_init__(self) -> None:
        self.rota = Rota(self.random, self.settings.display_tz)

    def next_callback(self, case: Case) -> Callback | None:
        """The call that is still to be made for the case."""
        waiting = select(Callback).where(Callback.case_id == case.id, Callback.status == CallbackStatus.PENDING)
        return self.session.scalar(waiting.order_by(Callback.due_at).limit(1))

    def agent_for(self, callback: Callback) -> User:
        """Somebody who may work on it: the one it is bound to, else anybody."""
        bound = [user for user in self.staff.users if user.id == callback.agent_id]
        return self.random.choice(bound or self._who_may_call(callback))

    def idle_agent_for(self, callback: Callback) -> User | None:
        """Somebody free at this very instant; the first account of the list, which newcomers try, comes last."""
        return next((one for one in reversed(self._who_may_call(callback)) if self.rota.take(one, self.at)), None)

    def room(self, callback: Callback, role: Role, at: datetime) -> int:
        """How much a role may still give in the matter, in fen."""
        return room_of(load_authority(), role, matter_of(self.session, callback.case, at))

    def _who_may_call(self, callback: Callback) -> list[User]:
        # Front-line agents may not handle reviews.
        role = Role.SPECIALIST if callback.case.issue_type is IssueType.BAD_REVIEW else Role.AGENT
        return self.staff.of_shop(callback.case.shop.code, role)
