"""What the telephone did, whole calls, and the leave for the last one."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from callguard.domain.attempt import CallResult
from callguard.services.permits import settle_permit
from callguard.services.releases import decide_release, request_release
from tests.model.asked import answered, question
from tests.model.desk import callers
from tests.model.hours import some
from tests.model.outcomes import Outcomes, Said, sayings
from tests.model.plain import Release
from tests.model.played import STAFF, picked


class Results(Outcomes):
    """From the telephone to the next call."""

    @precondition(lambda self: self.company.dials)
    @rule(which=some, result=st.sampled_from(list(CallResult)), somebody_else=st.integers(0, 5), twice=st.booleans())
    def the_call_is_settled(self, which: int, result: CallResult, somebody_else: int, twice: bool) -> None:
        dial = picked(self.company.dials, which)
        agent = dial.agent if somebody_else else "leader"
        for _ in range(2 if twice else 1):
            expected = "not_yours" if agent != dial.agent else self.settling(dial, result)
            done = self.tried(
                lambda session: settle_permit(session, dial.permit_id, self.user(agent), result, self.now)
            )
            assert (done if isinstance(done, str) else None) == expected
            if expected is None:
                self.settle(dial, result)

    @rule(agent=callers, said=sayings, lasts=st.integers(0, 9))
    def makes_a_call(self, agent: str, said: Said, lasts: int) -> None:
        """From the queue to the outcome, with the time that takes."""
        before = len(self.company.dials)
        self.goes_to_the_telephone(agent)
        self.moves_to(self.now + timedelta(seconds=50 * lasts))
        for dial in self.company.dials[before:]:
            self.records(dial, said.fitting(dial.callback))

    @precondition(lambda self: self.company.callbacks)
    @rule(which=some, agent=callers)
    def a_release_is_asked_for(self, which: int, agent: str) -> None:
        callback = picked(list(self.company.callbacks.values()), which)
        got = self.tried(lambda session: request_release(session, callback.id, self.user(agent), "客户要求", self.now))
        if callback.case.shop not in STAFF[agent] or callback.is_survey:
            assert got == ("survey_not_released" if callback.case.shop in STAFF[agent] else "not_yours")
            return
        assert not isinstance(got, str)
        person = self.company.person_of(callback)
        waiting = [one for one in person.all("releases") if one.callback is callback and not one.decided]
        if waiting:
            assert got.id == waiting[0].id
        else:
            callback.case.customer.releases.append(Release(got.id, callback, agent))
            self.says("release_requested", callback.case)

    @precondition(lambda self: self._releases())
    @rule(which=some, senior=st.sampled_from(["supervisor", "manager", "manager", "leader"]), granted=st.booleans())
    def a_release_is_decided(self, which: int, senior: str, granted: bool) -> None:
        release = picked(self._releases(), which)
        got = self.tried(lambda session: decide_release(session, release.id, self.user(senior), granted, self.now))
        if senior in ("leader", release.asked_by):
            assert got == "not_yours"
        elif release.decided:
            assert got == "already_decided"
        else:
            release.decided, release.granted_at = True, self.now if granted else None
            self.says("release_decided", release.callback.case)

    @rule(agent=callers)
    def rings_the_last_time(self, agent: str) -> None:
        """Takes what only needs a release, is given it, and goes to the telephone."""
        for callback in self.company.waiting():
            answer = answered(question(self.company, callback, self.now))
            needs_release = answer.verdict == "needs_release" and not callback.is_survey
            if needs_release and self.may_take(agent, callback) == "taken":
                which = list(self.company.callbacks.values())[::-1].index(callback)
                self.a_release_is_asked_for(which, agent)
                self.a_release_is_decided(self._releases()[::-1].index(self._asked_last(callback.id)), "manager", True)
                self.goes_to_the_telephone(agent)
                return

    def _releases(self) -> list[Release]:
        return [one for person in self.company.persons for one in person.all("releases")]

    def _asked_last(self, callback_id: int) -> Release:
        return max((one for one in self._releases() if one.callback.id == callback_id), key=lambda one: one.id)
