"""What comes of a call: the telephone's result, the agent's outcome, and the leave for the last one."""

from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from callguard.domain.attempt import CallResult
from callguard.domain.disposition import RULES, Disposition, DispositionRule, NextCall
from callguard.services.outcomes import ReportedOutcome, record_outcome
from callguard.services.permits import settle_permit
from callguard.services.releases import decide_release, request_release
from tests.model.asked import answered, question
from tests.model.desk import Desk, callers
from tests.model.hours import some
from tests.model.plain import DONE, ON_DESK, WAITING, Dial, Release
from tests.model.played import STAFF, picked

SAID = [(disposition, result) for disposition, one in RULES.items() for result in sorted(one.results)]
NOTHING_RANG = ("not_placed", "failed")


class Results(Desk):
    """From the telephone to the next call."""

    @precondition(lambda self: self.company.dials)
    @rule(which=some, result=st.sampled_from(list(CallResult)), somebody_else=st.integers(0, 5), twice=st.booleans())
    def the_call_is_settled(self, which: int, result: CallResult, somebody_else: int, twice: bool) -> None:
        dial = picked(self.company.dials, which)
        agent = dial.agent if somebody_else else "leader"
        for _ in range(2 if twice else 1):
            expected = "not_yours" if agent != dial.agent else self._settling(dial, result)
            done = self.tried(
                lambda session: settle_permit(session, dial.permit_id, self.user(agent), result, self.now)
            )
            assert (done if isinstance(done, str) else None) == expected
            if expected is None:
                self._settle(dial, result)

    @precondition(lambda self: self.company.dials)
    @rule(which=some, said=st.sampled_from(SAID), minutes=st.none() | st.integers(1, 3000), twice=st.booleans())
    def the_outcome_is_recorded(
        self, which: int, said: tuple[Disposition, CallResult], minutes: int | None, twice: bool
    ) -> None:
        untold = [dial for dial in self.company.dials if not dial.told]
        dial = picked(untold or self.company.dials, which)
        for _ in range(2 if twice else 1):
            self._record_outcome(dial, *said, minutes)

    @rule(agent=callers, said=st.sampled_from(SAID), minutes=st.none() | st.integers(1, 3000), lasts=st.integers(0, 9))
    def makes_a_call(self, agent: str, said: tuple[Disposition, CallResult], minutes: int | None, lasts: int) -> None:
        """From the queue to the outcome, with the time that takes."""
        before = len(self.company.dials)
        self.goes_to_the_telephone(agent)
        self.moves_to(self.now + timedelta(seconds=50 * lasts))
        for dial in self.company.dials[before:]:
            named = RULES[said[0]].next_call
            minutes = {NextCall.NAMED: minutes or 90, NextCall.NONE: None}.get(named, minutes)
            self._record_outcome(dial, *said, minutes)

    @precondition(lambda self: self.company.callbacks)
    @rule(which=some, agent=callers)
    def a_release_is_asked_for(self, which: int, agent: str) -> None:
        callback = picked(list(self.company.callbacks.values()), which)
        got = self.tried(lambda session: request_release(session, callback.id, self.user(agent), "客户要求", self.now))
        if callback.case.shop not in STAFF[agent]:
            assert got == "not_yours"
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
            if answer.verdict == "needs_release" and self.may_take(agent, callback) == "taken":
                which = list(self.company.callbacks.values())[::-1].index(callback)
                self.a_release_is_asked_for(which, agent)
                self.a_release_is_decided(self._releases()[::-1].index(self._asked_last(callback.id)), "manager", True)
                self.goes_to_the_telephone(agent)
                return

    def _releases(self) -> list[Release]:
        return [one for person in self.company.persons for one in person.all("releases")]

    def _asked_last(self, callback_id: int) -> Release:
        return max((one for one in self._releases() if one.callback.id == callback_id), key=lambda one: one.id)

    def _settling(self, dial: Dial, result: str) -> str | None:
        """Why it can't be settled so, if it can't."""
        if dial.settled:
            return None if dial.result == result else "settled_otherwise"
        late = self.now >= dial.at + timedelta(minutes=1)
        return "too_late_to_say_not_placed" if result in NOTHING_RANG and late else None

    def _settle(self, dial: Dial, result: str) -> None:
        if not dial.settled:
            dial.result, dial.settled, dial.permit = str(result), True, "settled"
            self.says("attempt_settled", dial.callback.case)

    def _record_outcome(self, dial: Dial, disposition: Disposition, result: CallResult, minutes: int | None) -> None:
        next_due_at = None if minutes is None else self.now + timedelta(minutes=minutes)
        expected = self._telling(dial, disposition, result, minutes is not None)
        words = ReportedOutcome(result, disposition, "客户原话", next_due_at)
        stage = self.stage
        done = self.tried(
            lambda session: record_outcome(
                session, stage.vault, stage.settings, dial.id, self.user(dial.agent), words, self.now
            )
        )
        assert (done if isinstance(done, str) else None) == expected
        if expected is not None:
            return
        self._settle(dial, dial.result if dial.settled else result)
        dial.told = True
        self.says("outcome", dial.callback.case)
        self._heed(dial, disposition, next_due_at)
        if dial.callback.status in (WAITING, ON_DESK) and dial.callback.holder in (dial.agent, None):
            self._move_on(dial, RULES[disposition], next_due_at)

    def _telling(self, dial: Dial, disposition: Disposition, result: CallResult, names_a_time: bool) -> str | None:
        if dial.told:
            return "outcome_recorded"
        rule_, stands = RULES[disposition], dial.result if dial.settled else result
        missing = rule_.next_call is NextCall.NAMED and not names_a_time
        unwanted = rule_.next_call is NextCall.NONE and names_a_time
        if stands not in rule_.results or missing or unwanted:
            return "invalid_fields"
        return None if dial.settled else self._settling(dial, stands)

    def _heed(self, dial: Dial, disposition: Disposition, next_due_at: datetime | None) -> None:
        case, now = dial.callback.case, self.now.isoformat()
        if disposition is Disposition.DO_NOT_CALL:
            for customer in self.company.reached(dial):
                customer.do_not_calls.append({"since": now, "until": None, "case": None, "shop": None})
            self.says("do_not_call", case)
        if disposition is Disposition.CALL_LATER and next_due_at is not None:
            until = next_due_at + timedelta(minutes=30)
            span = {"from": next_due_at.isoformat(), "until": until.isoformat()}
            case.customer.consents.append({"given_at": now, "case": case.name, "revoked_at": None, **span})
            self.says("consent", case)
        if disposition is Disposition.WRONG_NUMBER or dial.result == "invalid_number":
            dial.name.retired = True

    def _move_on(self, dial: Dial, rule_: DispositionRule, next_due_at: datetime | None) -> None:
        callback, case = dial.callback, dial.callback.case
        callback.put_back()
        if rule_.next_call is NextCall.PROPOSED:
            answer = answered(question(self.company, callback, self.now))
            callback.postpone(next_due_at or answer.next_allowed_at or callback.due_at, self.now)
            return
        callback.status = DONE
        if next_due_at is not None:
            promised = rule_.next_call is NextCall.NAMED
            if promised and any(one.is_planned("promised", next_due_at) for one in case.callbacks):
                return
            self.put_in(case, "promised" if promised else "service", next_due_at, dial.agent if promised else None)
        elif rule_.closes_case and case.open:
            case.open = False
            self.says("case_closed", case)
