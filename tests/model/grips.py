"""Who holds what: what lies on desks, and every lease there ever was, to be tried again."""

from tests.model.hours import Hours
from tests.model.plain import ON_DESK, Callback
from tests.model.played import FRONT_LINE, STAFF, picked

Grip = tuple[Callback, str, str]
"""What somebody holds, or once held: the callback, their name, the lease's token."""


class Grips(Hours):
    """Leases."""

    def desk_of(self, agent: str) -> Callback | None:
        """What lies there now."""
        theirs = (one for one in self.company.callbacks.values() if one.holder == agent and one.is_live(self.now))
        return min(theirs, key=lambda one: one.id, default=None)

    def may_take(self, agent: str, callback: Callback) -> str | None:
        """What comes of choosing it by hand: taken, again, or why not; None where it simply isn't to be had."""
        on_desk, case = self.desk_of(agent), callback.case
        if on_desk is not None:
            return "again" if on_desk is callback else "desk_occupied"
        is_free = callback.status == "pending" or (callback.status == ON_DESK and not callback.is_live(self.now))
        theirs = case.shop in STAFF[agent] and callback.is_for(agent, self.now)
        handled = agent not in FRONT_LINE or case.issue != "bad_review"
        alone = not any(one.is_live(self.now) for one in self.company.held(self.company.person_of(callback)))
        return "taken" if is_free and theirs and handled and alone and callback.is_wanted else None

    def laid_on(self, agent: str, callback: Callback, token: str) -> None:
        """It is theirs until the lease ends."""
        callback.status, callback.holder, callback.token = ON_DESK, agent, token
        callback.lease_ends_at = self.now + self.stage.settings.lease_length
        callback.taken_from = frozenset(self.company.person_of(callback).customers)
        self.grips.append((callback, agent, token))

    def adopt_lapses(self) -> None:
        """Whoever finds nothing tidies up first."""
        on_desks = self.tokens_on_desks()
        for callback in self.company.callbacks.values():
            lapsed = callback.status == ON_DESK and not callback.is_live(self.now)
            if lapsed and callback.token not in on_desks:
                self.lapses(callback)

    def grip(self, which: int) -> Grip:
        """One that still holds, or now and then any there ever was."""
        holding = [grip for grip in self.grips if self.refused(grip) is None]
        return picked(self.grips if which % 4 == 0 or not holding else holding, which // 4)

    def latest_grip(self, agent: str) -> int:
        """Which of the grips is the last thing that somebody took."""
        return 4 * next(which for which in range(len(self.grips)) if picked(self.grips, which)[1] == agent)

    def refused(self, grip: Grip) -> str | None:
        """Why nothing can be done with it, if so."""
        callback, agent, token = grip
        if callback.token != token or not callback.is_live(self.now):
            return "stale_lease"
        return None if callback.holder == agent else "not_yours"
