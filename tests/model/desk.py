"""What agents do at their desks: the next call, the lease, the preparation, the permit."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from callguard.db import models
from callguard.domain.guard import Answer
from callguard.domain.plan_ladder import PlanLadder
from callguard.services.leases import give_back, keep_alive
from callguard.services.permits import take_permit
from callguard.services.preparations import prepare
from callguard.services.queue.claiming import claim, next_for
from tests.house import LADDER
from tests.model.asked import by_the_contract, question
from tests.model.awaited import offered_to, order_of
from tests.model.grips import Grip, Grips
from tests.model.hours import some
from tests.model.plain import Callback, Decision, Dial
from tests.model.played import CALLERS, FRONT_LINE, STAFF, picked
from tests.model.surveyed import given_up

callers = st.sampled_from(CALLERS)


class Desk(Grips):
    """A callback from the queue to the telephone."""

    @rule(agent=callers, after_jobs=st.booleans())
    def presses_next(self, agent: str, after_jobs: bool) -> None:
        if after_jobs:
            self.run_jobs()
        on_desk = self.desk_of(agent)
        found = next_for(self.stage.database, self.stage.vault, self.stage.settings, self.user(agent), self.now)
        with self.stage.database.reading() as session:
            row = session.get(models.Callback, found) if found is not None else None
        self.adopt_lapses()
        offered = offered_to(self.company, agent, STAFF[agent], agent not in FRONT_LINE, self.now)
        if on_desk is not None:
            assert row is not None
            assert (row.id, row.lease_token) == (on_desk.id, on_desk.token)
        elif row is None:
            assert offered == [] or self.outdated
        else:
            callback = self.company.callbacks[row.id]
            assert callback in offered
            # What time alone has put off or freed is found a moment later, by the jobs.
            if after_jobs:
                assert order_of(self.company, callback, self.now) == order_of(self.company, offered[0], self.now)
                assert not callback.is_survey or given_up(self.company, callback, self.now) is None
            self.laid_on(agent, callback, row.lease_token or "")

    @precondition(lambda self: self.company.callbacks)
    @rule(agent=callers, which=some)
    def takes(self, agent: str, which: int) -> None:
        callback = picked(list(self.company.callbacks.values()), which)
        expected = self.may_take(agent, callback)
        row = self.tried(lambda session: claim(session, self.stage.settings, callback.id, self.user(agent), self.now))
        if row is None or isinstance(row, str):
            assert row == expected
        elif expected == "again":
            assert row.lease_token == callback.token
        else:
            assert expected == "taken"
            self.laid_on(agent, callback, row.lease_token or "")

    @precondition(lambda self: self.grips)
    @rule(which=some)
    def gives_a_sign_of_life(self, which: int) -> None:
        grip = self.grip(which)
        callback, agent, token = grip
        length = self.stage.settings.lease_length
        done = self.tried(lambda session: keep_alive(session, callback.id, self.user(agent), token, self.now, length))
        assert done == self.refused(grip)
        if done is None:
            callback.lease_ends_at = self.now + length

    @precondition(lambda self: self.grips)
    @rule(which=some)
    def gives_back(self, which: int) -> None:
        grip = self.grip(which)
        callback, agent, token = grip
        done = self.tried(lambda session: give_back(session, callback.id, self.user(agent), token, self.now))
        assert done == self.refused(grip)
        if done is None:
            callback.put_back()

    @precondition(lambda self: self.grips)
    @rule(which=some)
    def prepares(self, which: int) -> None:
        grip = self.grip(which)
        callback, agent, token = grip
        words = {"demands": "要求全额退款", "beyond_authority": "请主管"}
        leader, ladder = self.user("leader"), PlanLadder(()) if callback.is_survey else LADDER
        done = self.tried(
            lambda session: prepare(
                session, callback.id, self.user(agent), token, ladder, self.now, senior=leader, **words
            )
        )
        assert (done if isinstance(done, str) else None) == self.refused(grip)
        if not isinstance(done, str):
            callback.prepared = True
            self.says("prepared", callback.case)

    @precondition(lambda self: self.grips)
    @rule(which=some, twice=st.booleans())
    def asks_for_the_permit(self, which: int, twice: bool) -> None:
        for _ in range(2 if twice else 1):
            self._ask_for_the_permit(self.grip(which))

    @rule(agent=callers)
    def goes_to_the_telephone(self, agent: str) -> None:
        """All of it in one go, or few stories would come to a call."""
        self.presses_next(agent, after_jobs=True)
        self.rings(agent)

    def rings(self, agent: str) -> None:
        """With what lies on their desk, if anything does."""
        if self.desk_of(agent) is not None:
            self.prepares(self.latest_grip(agent))
            self.asks_for_the_permit(self.latest_grip(agent), twice=False)

    def _ask_for_the_permit(self, grip: Grip) -> None:
        callback, agent, token = grip
        expected = self._permit_expected(grip)
        stage = self.stage
        got = self.tried(
            lambda session: take_permit(
                session, stage.vault, stage.settings, callback.id, self.user(agent), token, self.now
            )
        )
        if isinstance(got, str):
            assert got == expected
        elif isinstance(got, Answer):
            self.decisions += 1
            assert got.verdict == expected
            self._is_refused(got, callback, agent)
        elif isinstance(expected, Dial):
            assert got.id == expected.permit_id
        else:
            self.decisions += 1
            assert expected == "allow", f"a call that the contract answers with {expected}"
            self._dials(got, callback, agent)

    def _is_refused(self, answer: Answer, callback: Callback, agent: str) -> None:
        reasons = ((one.policy, one.rule, one.id) for one in answer.refusals)
        decision = Decision(agent, self.now, (answer.verdict, *reasons))
        if not decision.is_the_same(callback.decided):
            callback.decided = decision
            self.says("dial_refused", callback.case)

    def _permit_expected(self, grip: Grip) -> str | Dial:
        callback, agent, _token = grip
        person = self.company.person_of(callback)
        going_on = self.company.open_dials(person)
        mine = [dial for dial in going_on if dial.callback is callback and dial.agent == agent]
        refused = self.refused(grip)
        if refused is not None:
            return refused
        if mine:
            return mine[0]
        if callback.is_survey and callback.dialled:
            return "survey_made"
        if callback.is_survey and any(case.open for case in person.all("cases")):
            return "survey_beside_open_case"
        if not callback.prepared:
            return "not_prepared"
        if person.number(self.now) is None:
            return "no_number"
        if going_on:
            return "customer_on_the_telephone"
        return by_the_contract(question(self.company, callback, self.now))

    def _dials(self, permit: models.DialPermit, callback: Callback, agent: str) -> None:
        person = self.company.person_of(callback)
        number = person.number(self.now)
        assert number is not None
        dial = Dial(
            permit.attempt_id,
            permit.id,
            callback,
            agent,
            person.kept,
            number,
            self.now,
            self.now + self.stage.settings.permit_length,
            frozenset(person.customers),
        )
        callback.decided, callback.dialled = Decision(agent, self.now), True
        person.kept.dials.append(dial)
        self.company.dials.append(dial)
        self.says("permit_taken", callback.case)
