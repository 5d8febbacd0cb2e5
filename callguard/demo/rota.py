"""When somebody of the staff is free for a call: within office hours, one call after the other."""

from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from callguard.db.models import User

CALL_TAKES = timedelta(minutes=8)
"""From the permit to the outcome, at most; shorter than a lease."""

_OPENS, _CLOSES = time(10, 2), time(17, 50)


class Rota:
    """The staff's calls, booked one after the other."""

    def __init__(self, random: Random, display_tz: str) -> None:
        self._random, self._zone = random, ZoneInfo(display_tz)
        self._taken: dict[int, list[datetime]] = {}

    def book(self, agent: User, not_before: datetime) -> datetime:
        """The first instant from `not_before` on at which the agent can begin a call, now taken."""
        at = not_before + timedelta(seconds=self._random.randrange(20, 240))
        taken = self._taken.setdefault(agent.id, [])
        while (later := self._in_hours(at, taken)) != at:
            at = later
        taken.append(at)
        return at

    def take(self, agent: User, at: datetime) -> bool:
        """Whether the agent is free at this very instant; if so, no longer."""
        taken = self._taken.setdefault(agent.id, [])
        if any(abs(other - at) < CALL_TAKES for other in taken):
            return False
        taken.append(at)
        return True

    def at_work(self, at: datetime) -> datetime:
        """The instant itself within office hours, else the next opening."""
        return self._in_hours(at, [])

    def _in_hours(self, at: datetime, taken: list[datetime]) -> datetime:
        local = at.astimezone(self._zone)
        if local.time() < _OPENS:
            return local.replace(hour=_OPENS.hour, minute=_OPENS.minute, second=self._random.randrange(60))
        if local.time() > _CLOSES:
            return datetime.combine(local.date() + timedelta(days=1), _OPENS, self._zone)
        clashes = [other for other in taken if abs(other - at) < CALL_TAKES]
        return max(clashes) + CALL_TAKES if clashes else at
