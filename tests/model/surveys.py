"""Surveys from the settled case to the rating, since few stories would come to one by themselves."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from callguard.db import models
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind
from callguard.domain.disposition import Disposition
from callguard.domain.guard import Verdict
from callguard.services.surveys import proposed_survey_at
from tests.model.asked import answered, by_the_contract, question
from tests.model.asking import Asking
from tests.model.desk import callers
from tests.model.hours import HAIR, some
from tests.model.outcomes import Said, sayings
from tests.model.plain import Callback, Dial
from tests.model.played import CALLERS, picked
from tests.model.results import Results
from tests.model.surveyed import KEPT_FOR, LOOK_AHEAD

SURVEY_AFTER = timedelta(days=2)
SETTLED, RATED = ((meant, CallResult.CONVERSATION) for meant in (Disposition.SETTLED, Disposition.RATED))
BESIDE = [-LOOK_AHEAD - HAIR, -LOOK_AHEAD, -HAIR, timedelta(), KEPT_FOR - HAIR, KEPT_FOR]


class Surveys(Results, Asking):
    """Asked once, later, and by whoever is free."""

    def begins(self) -> None:
        """In some scenes most was settled two days ago, with calls left over, and customers are to be asked soon."""
        if not self.scene.settled:
            return
        for which in range(len(self.company.cases)):
            self.a_call_is_planned(which, 4000, CallbackKind.SERVICE, None, twice=False)
        for _day in range(2):
            for _case in self.company.cases:
                self.settles_a_case("supervisor", 2880)
            self.sleeps_over()

    @rule(agent=callers, minutes=st.sampled_from([1, 2, 60, 2880]) | st.integers(1, 3000))
    def settles_a_case(self, agent: str, minutes: int) -> None:
        before = len(self.company.dials)
        self.goes_to_the_telephone(agent)
        for dial in self.company.dials[before:]:
            self.records(dial, Said(SETTLED, survey=minutes).fitting(dial.callback))

    @precondition(lambda self: self.company.cases)
    @rule(which=some)
    def a_time_is_proposed(self, which: int) -> None:
        """Two days later, or when it is allowed after that; to whom no call is allowed ever, none."""
        stage, case, at = self.stage, picked(self.company.cases, which), self.now + SURVEY_AFTER
        with stage.database.reading() as session:
            row = session.get_one(models.Case, case.id)
            proposed = proposed_survey_at(session, stage.vault, stage.settings, row, self.now)
        about = Callback(0, case, "survey", at)
        if proposed != at:
            assert by_the_contract(question(self.company, about, at)) != "allow"
        if proposed is not None:
            assert by_the_contract({**question(self.company, about, at), "now": proposed.isoformat()}) == "allow"

    @precondition(lambda self: self._planned())
    @rule(which=some, beside=st.sampled_from(BESIDE))
    def waits_for_a_survey(self, which: int, beside: timedelta) -> None:
        """Until the job looks at it, until it is due, or until it is too late, or just before."""
        self.moves_to(picked(self._planned(), which).due_at + beside)

    @precondition(lambda self: self._planned())
    @rule(which=some, who=some, said=sayings, rates=st.integers(0, 3), then=st.sampled_from(["", "", "again", "lost"]))
    def asks_how_it_was(self, which: int, who: int, said: Said, rates: int, then: str) -> None:
        """When it is due and allowed; some try to ring `again`, and from some it is `lost` before they tell of it."""
        survey, before = picked(self._to_be_made() or self._planned(), which), len(self.company.dials)
        self._waits_until_allowed(survey)
        agent = picked([one for one in CALLERS if self.may_take(one, survey) == "taken"] or CALLERS, who)
        self.takes(agent, self._place_of(survey))
        self.rings(agent)
        for dial in self.company.dials[before:]:
            self._rings_again(dial, then)
            words = replace(said, meant=RATED) if rates < 3 else said
            self.records(dial, words.fitting(dial.callback))

    @precondition(lambda self: self._planned())
    @rule(which=some, agent=callers)
    def is_taken_up_while_looked_at(self, which: int, agent: str) -> None:
        found = self.finds_lapsed_surveys()
        self.takes(agent, self._place_of(picked(self._planned(), which)))
        self.gives_up(found)

    def _planned(self) -> list[Callback]:
        return [one for one in self.company.surveys() if one.case.survey is one]

    def _to_be_made(self) -> list[Callback]:
        return [one for one in self._planned() if one.is_wanted]

    def _place_of(self, callback: Callback) -> int:
        return list(self.company.callbacks.values())[::-1].index(callback)

    def _waits_until_allowed(self, survey: Callback) -> None:
        self.moves_to(survey.due_at)
        answer = answered(question(self.company, survey, self.now))
        if answer.verdict is not Verdict.ALLOW and answer.next_allowed_at is not None:
            self.moves_to(answer.next_allowed_at)
        self.run_jobs()

    def _rings_again(self, dial: Dial, how: str) -> None:
        """Nobody is rung twice for one survey, by whomever."""
        if how:
            self.the_call_is_settled(0, CallResult.CONVERSATION, somebody_else=1, twice=False)
            self.asks_for_the_permit(self.latest_grip(dial.agent), twice=False)
        if how == "lost":
            self.gives_back(self.latest_grip(dial.agent))
            self.takes(dial.agent, self._place_of(dial.callback))
