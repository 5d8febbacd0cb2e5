"""Whose a callback is alone, days off taken into account."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.models import Callback, DayOff
from callguard.domain.callback import Binding
from callguard.settings import Settings


class Bindings:
    """The bindings of these callbacks, the days off of everyone concerned read at once."""

    def __init__(self, session: Session, settings: Settings, callbacks: Iterable[Callback], now: datetime) -> None:
        self._zone, self._now = ZoneInfo(settings.display_tz), now
        self._days_off: dict[int, set[date]] = defaultdict(set)
        agent_ids = {one.agent_id for one in callbacks if one.agent_id is not None}
        if agent_ids:
            self._read(session, agent_ids)

    def of(self, callback: Callback) -> Binding | None:
        """What binds a callback from now on; None where it is anybody's."""
        if callback.agent_id is None:
            return None
        binding = Binding(callback.agent_id, callback.bound_until_at)
        return binding.besides(self._days_off[callback.agent_id], callback.due_at, self._zone, self._now)

    def _read(self, session: Session, agent_ids: set[int]) -> None:
        today = self._now.astimezone(self._zone).date()
        ahead = select(DayOff.user_id, DayOff.on).where(DayOff.user_id.in_(agent_ids), DayOff.on >= today)
        for user_id, on in session.execute(ahead):
            self._days_off[user_id].add(on)
