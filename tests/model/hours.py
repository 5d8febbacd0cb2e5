"""What time does, and the jobs that act for it; and the process that ends and begins anew."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy import select

from callguard.db.models import Notification, Shop
from callguard.domain.guard import Verdict
from callguard.domain.notification import NotificationKind
from callguard.domain.platform import Platform
from callguard.services.guard_policies import activate_policy, retire_policy
from callguard.services.lapsed_leases import release_lapsed_leases
from callguard.services.permits import expire_permits
from callguard.services.queue.turning import recompute_stale, turn_entries
from callguard.services.queue.upkeep import recompute_outdated
from callguard.services.refused_calls import find_refused_calls, move_refused_call
from tests.model.asked import PLATFORMS, POLICIES, answered, policy_called, question
from tests.model.given_up import GivenUp
from tests.model.plain import Callback, Dial
from tests.model.played import picked

HAIR = timedelta(microseconds=1)
some = st.integers(0, 11)
holders = st.sampled_from(["S-1", "S-2", "taobao", "tmall"])


class Hours(GivenUp):
    """Clock, jobs, policies, restarts."""

    @rule(minutes=st.sampled_from([1, 1, 2, 5, 10, 61]) | st.integers(1, 300))
    def waits(self, minutes: int) -> None:
        self.moves_to(self.now + timedelta(minutes=minutes))

    @rule(
        zone=st.integers(0, 3),
        hour=st.sampled_from([8, 10, 12, 14, 18, 18, 18, 24, 24]),
        beside=st.sampled_from([-1, 0, 1]),
    )
    def waits_for(self, zone: int, hour: int, beside: int) -> None:
        """Until just before, at or just after an hour on the wall of a customer: opening, closing, midnight."""
        tz = ZoneInfo(self.zones[zone % len(self.zones)])
        self.moves_to(next_on_the_wall(self.now + HAIR, tz, hour) + beside * HAIR)

    @rule()
    def sleeps_over(self) -> None:
        self.moves_to(self.now + timedelta(hours=24))

    @precondition(lambda self: any(one.lease_ends_at for one in self.company.callbacks.values()))
    @rule(which=some, beside=st.sampled_from([-1, 0]))
    def waits_for_a_lease_to_run_out(self, which: int, beside: int) -> None:
        ends = [one.lease_ends_at for one in self.company.callbacks.values() if one.lease_ends_at]
        self.moves_to(picked(ends, which) + beside * HAIR)

    @rule()
    def restarts(self) -> None:
        self.stage.restart()

    @rule()
    def jobs_run(self) -> None:
        self.run_jobs()

    @rule(after_jobs=st.booleans())
    def refused_calls_are_moved(self, after_jobs: bool) -> None:
        """Only promises; all others wait, and who never can be called is told of."""
        if after_jobs:
            self.run_jobs()
        with self.stage.database.reading() as session:
            found = find_refused_calls(session, self.stage.vault, self.stage.settings, self.now)
        assert found.last_id is None
        for call in found.found:
            with self.stage.writing() as session:
                move_refused_call(session, call, self.now)
        never: set[int] = set()
        for callback in self.company.waiting():
            answer = answered(question(self.company, callback, self.now))
            is_refused = callback.due_at <= self.now and answer.verdict is Verdict.REFUSE
            if is_refused and callback.kind == "promised" and answer.next_allowed_at:
                callback.postpone(answer.next_allowed_at, self.now)
                self.says("callback_moved", callback.case)
            elif is_refused and answer.next_allowed_at is None:
                never.add(callback.id)
        self._are_reported(never)

    @rule(name=st.sampled_from(POLICIES), holder=st.none() | holders, minutes=st.sampled_from([0, 0, 45]))
    def a_policy_is_activated(self, name: str, holder: str | None, minutes: int) -> None:
        effective_at, owner = self.now + timedelta(minutes=minutes), self._holder(holder) if holder else None
        with self.stage.writing() as session:
            activate_policy(session, policy_called(name), owner, effective_at, self.now)
        self.company.policies.append((holder, name, effective_at))
        self.outdated = True

    @rule(holder=holders, minutes=st.sampled_from([0, 0, 45]))
    def a_policy_is_retired(self, holder: str, minutes: int) -> None:
        effective_at = self.now + timedelta(minutes=minutes)
        there_is_one = self.company.policy_of(holder, effective_at) is not None
        done = self.tried(lambda session: retire_policy(session, self._holder(holder), effective_at, self.now))
        assert (done if isinstance(done, str) else None) == (None if there_is_one else "no_rules_to_end")
        if there_is_one:
            self.company.policies.append((holder, None, effective_at))
            self.outdated = True

    def _holder(self, name: str) -> Shop | Platform:
        return self.shop(name) if name in PLATFORMS else Platform(name)

    def _are_reported(self, never: set[int]) -> None:
        """Nobody is reported who may be called after all."""
        with self.stage.database.reading() as session:
            of_kind = Notification.kind == NotificationKind.NEVER_CALLABLE
            told = session.scalars(select(Notification.callback_id).where(of_kind))
            found = {one for one in told if one is not None}
        assert found - self.company.reported <= never
        # Not the other way round: of a number that dies before the hours begin the queue knows only when it is dead.
        self.company.reported = found

    def moves_to(self, instant: datetime) -> None:
        """The clock stands there next, unless it does already or is past it."""
        later = max(self.now, instant)
        self.outdated |= any(self.now < effective_at <= later for _shop, _name, effective_at in self.company.policies)
        self.stage.now = later

    def run_jobs(self) -> None:
        """One go of every job that frees something."""
        now, writing = self.now, self.stage.writing
        with writing() as session:
            turn_entries(session, now)
        with writing() as session:
            recompute_stale(session)
        if self.outdated:
            with writing() as session:
                recompute_outdated(session, self.stage.settings, now)
        with writing() as session:
            release_lapsed_leases(session, now)
        with writing() as session:
            expire_permits(session, now)
        self.outdated = False
        for callback in self.company.callbacks.values():
            if callback.status == "claimed" and not callback.is_live(now):
                self.lapses(callback)
        for dial in self.company.dials:
            if dial.permit == "open" and dial.permit_ends_at <= now and self._is_forgotten(dial):
                dial.permit = "expired"
                self.says("permit_expired", dial.callback.case)
        self.gives_up(self.finds_lapsed_surveys())

    def lapses(self, callback: Callback) -> None:
        """Its holder gave no sign of life."""
        callback.put_back()
        self.says("callback_released", callback.case)

    def _is_forgotten(self, dial: Dial) -> bool:
        still_held = dial.callback.is_live(self.now) and dial.callback.holder == dial.agent
        return not still_held or self.now >= dial.at + timedelta(hours=2)


def next_on_the_wall(after: datetime, tz: ZoneInfo, hour: int) -> datetime:
    """The first instant from `after` on at which the clocks there show that hour, or leap over it."""
    today = after.astimezone(tz).date()
    found = (_shown(today + timedelta(days=days), hour, tz) for days in range(-1, 4))
    return min(at for at in found if at >= after)


def _shown(on: date, hour: int, tz: ZoneInfo) -> datetime:
    wall = datetime.combine(on, time()) + timedelta(hours=hour)
    return wall.replace(tzinfo=tz).astimezone(UTC)
