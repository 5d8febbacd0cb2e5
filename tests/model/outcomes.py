"""What comes of a call: what the agent says of it, and everything that follows."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind
from callguard.domain.commitment import Department
from callguard.domain.disposition import EVERY_RULE, Disposition, DispositionRule, NextCall, rules_of
from callguard.services.outcome_effects import PromisedThing
from callguard.services.outcomes import ReportedOutcome, record_outcome
from tests.model.asked import answered, question
from tests.model.desk import Desk
from tests.model.hours import some
from tests.model.plain import CANCELLED, DONE, ON_DESK, WAITING, Callback, Dial
from tests.model.played import picked
from tests.model.surveyed import planning

FARTHEST = timedelta(days=30)
NOTHING_RANG = ("not_placed", "failed")
MEANINGS = [(meant, result) for meant, one in EVERY_RULE.items() for result in sorted(one.results)]


@dataclass(frozen=True)
class Said:
    """What an agent says of a call; minutes are from then on until the next one, and until the survey asked for.

    `promised`: that a senior will answer.
    """

    meant: tuple[Disposition, CallResult]
    minutes: int | None = None
    rating: int | None = None
    survey: int | None = None
    promised: bool = False

    def fitting(self, callback: Callback) -> "Said":
        """Something that can be said of such a call: the nearest to it."""
        rules, meant = rules_of(CallbackKind(callback.kind)), self.meant
        if meant[0] not in rules:
            meant = (Disposition.RATED if callback.is_survey else Disposition.SETTLED, CallResult.CONVERSATION)
        next_call = rules[meant[0]].next_call
        minutes = {NextCall.NAMED: self.minutes or 90, NextCall.NONE: None}.get(next_call, self.minutes)
        survey = self.survey if rules[meant[0]].closes_case and minutes is None else None
        rating = min(max(self.rating or 1, 1), 5) if meant[0] is Disposition.RATED else None
        promised = self.promised or _needs_promise(meant[0], callback)
        return replace(self, meant=meant, minutes=minutes, rating=rating, survey=survey, promised=promised)


sayings = st.builds(
    Said,
    st.sampled_from(MEANINGS),
    st.none() | st.integers(1, 3000),
    st.none() | st.integers(0, 6),
    st.none() | st.sampled_from([2880, 43200, 43201]) | st.integers(0, 5000),
    st.booleans(),
)


class Outcomes(Desk):
    """From the agent's word to the next call."""

    @precondition(lambda self: self.company.dials)
    @rule(which=some, said=sayings, fits=st.booleans(), twice=st.booleans())
    def the_outcome_is_recorded(self, which: int, said: Said, fits: bool, twice: bool) -> None:
        untold = [dial for dial in self.company.dials if not dial.told]
        dial = picked(untold or self.company.dials, which)
        for _ in range(2 if twice else 1):
            self.records(dial, said.fitting(dial.callback) if fits else said)

    def records(self, dial: Dial, said: Said) -> None:
        """The agent whose call it was says this of it."""
        (disposition, result), next_due_at, survey_at = said.meant, self._in(said.minutes), self._in(said.survey)
        expected = self._telling(dial, said)
        answer = PromisedThing(Department.AFTER_SALES, "主管答复", self.now + timedelta(days=1))
        promises = (answer,) if said.promised else ()
        words = ReportedOutcome(result, disposition, "客户原话", next_due_at, promises, said.rating, survey_at)
        stage = self.stage
        done = self.tried(
            lambda session: record_outcome(
                session, stage.vault, stage.settings, dial.id, self.user(dial.agent), words, self.now
            )
        )
        assert (done if isinstance(done, str) else None) == expected
        if expected is not None:
            return
        self.settle(dial, dial.result if dial.settled else result)
        dial.told, dial.rating = True, said.rating
        self.says("outcome", dial.callback.case)
        if said.promised:
            self.says("commitment_made", dial.callback.case)
        self._heed(dial, disposition, next_due_at)
        if self._moves_on(dial):
            self._move_on(dial, _rule(dial, disposition), next_due_at, survey_at)

    def settling(self, dial: Dial, result: str) -> str | None:
        """Why it can't be settled so, if it can't."""
        if dial.settled:
            return None if dial.result == result else "settled_otherwise"
        late = self.now >= dial.at + timedelta(minutes=1)
        return "too_late_to_say_not_placed" if result in NOTHING_RANG and late else None

    def settle(self, dial: Dial, result: str) -> None:
        """The telephone did this."""
        if not dial.settled:
            dial.result, dial.settled, dial.permit = str(result), True, "settled"
            self.says("attempt_settled", dial.callback.case)

    def _in(self, minutes: int | None) -> datetime | None:
        return None if minutes is None else self.now + timedelta(minutes=minutes)

    def _moves_on(self, dial: Dial) -> bool:
        """Whether nobody else has the callback in hand, or has dealt with it."""
        return dial.callback.status in (WAITING, ON_DESK) and dial.callback.holder in (dial.agent, None)

    def _telling(self, dial: Dial, said: Said) -> str | None:
        if dial.told:
            return "outcome_recorded"
        (disposition, result), rules = said.meant, rules_of(CallbackKind(dial.callback.kind))
        stands = dial.result if dial.settled else result
        unanswered = _needs_promise(disposition, dial.callback) and not said.promised
        if disposition not in rules or unanswered or self._is_faulty(rules[disposition], said, stands):
            return "invalid_fields"
        survey_at, case = self._in(said.survey), dial.callback.case
        # None can be planned beside another, even where the case was over already; what is settled now is over.
        if survey_at is not None and case.survey and self._moves_on(dial):
            return planning(case, survey_at)
        return None if dial.settled else self.settling(dial, stands)

    def _is_faulty(self, rule_: DispositionRule, said: Said, result: str) -> bool:
        named, is_rated = said.minutes is not None, said.meant[0] is Disposition.RATED
        missing = rule_.next_call is NextCall.NAMED and not named
        unwanted = rule_.next_call is NextCall.NONE and named
        misrated = said.rating not in range(1, 6) if is_rated else said.rating is not None
        survey_at = self._in(said.survey)
        if survey_at is not None and not (rule_.closes_case and not named):
            return True
        untimely = survey_at is not None and not self.now < survey_at <= self.now + FARTHEST
        return result not in rule_.results or missing or unwanted or misrated or untimely

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

    def _move_on(
        self, dial: Dial, rule_: DispositionRule, next_due_at: datetime | None, survey_at: datetime | None
    ) -> None:
        callback, case = dial.callback, dial.callback.case
        callback.put_back()
        if rule_.next_call is NextCall.PROPOSED:
            answer = answered(question(self.company, callback, self.now))
            callback.postpone(next_due_at or answer.next_allowed_at or callback.due_at, self.now)
            return
        callback.status = DONE
        if next_due_at is not None:
            self._reopen(callback)
            self._add_next(dial, rule_, next_due_at)
        elif rule_.closes_case and case.open:
            case.open = False
            self.says("case_closed", case)
        if survey_at is not None and case.survey is None:
            self.put_in(case, "survey", survey_at)
            self.says("callback_planned", case)

    def _reopen(self, callback: Callback) -> None:
        """Whoever is to be rung again has a closed case opened again, and nothing left over comes up with it."""
        case = callback.case
        if case.open:
            return
        case.open = True
        self.says("case_reopened", case)
        for one in case.callbacks:
            if one.status in (WAITING, ON_DESK):
                one.put_back()
                one.status = CANCELLED

    def _add_next(self, dial: Dial, rule_: DispositionRule, due_at: datetime) -> None:
        promised, case = rule_.next_call is NextCall.NAMED, dial.callback.case
        if promised and any(one.is_planned("promised", due_at) for one in case.callbacks):
            return
        self.put_in(case, "promised" if promised else "service", due_at, dial.agent if promised else None)


def _rule(dial: Dial, disposition: Disposition) -> DispositionRule:
    return rules_of(CallbackKind(dial.callback.kind))[disposition]


def _needs_promise(disposition: Disposition, callback: Callback) -> bool:
    """Nobody who may be hurt is settled with without a senior's answer."""
    return disposition is Disposition.SETTLED and callback.case.issue == "personal_safety"
