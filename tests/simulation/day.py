"""A day as a queue of stories: whoever's moment comes next makes one step, and the clock with them."""

import heapq
import itertools
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from callguard.db.models import Callback, Case, Customer, DialPermit
from callguard.domain.guard import Answer
from tests.simulation.crashing import Crash, CrashingStage
from tests.simulation.log import Decision, Log, Union

Story = Iterator[float]
"""Steps; each gives the seconds until the next."""

TICK = timedelta(microseconds=1)

TALKED_ABOUT = 150
"""How many of the callbacks decided about last are still in people's minds."""


class Day:
    """The clock, the stories, and what everybody needs to know."""

    def __init__(self, stage: CrashingStage, random: Random, ends_at: datetime) -> None:
        self.stage, self.random, self.log, self._ends_at = stage, random, Log(), ends_at
        self.callbacks, self.leader_id, self.manager_id = 0, 0, 0
        self._talked_about: deque[int] = deque(maxlen=TALKED_ABOUT)
        self._moments: list[tuple[datetime, int, Callable[[], Story], Story]] = []
        self._numbers = itertools.count()

    def add(self, tell: Callable[[], Story], at: datetime) -> None:
        """A story that begins at an instant, and again whenever the process has crashed under it."""
        heapq.heappush(self._moments, (at, next(self._numbers), tell, tell()))

    def run(self) -> None:
        """Until the day ends."""
        while self._moments and self._moments[0][0] < self._ends_at:
            at, _, tell, story = heapq.heappop(self._moments)
            # No two steps at one instant: afterwards one can see what was known at each.
            self.stage.now = max(at, self.stage.now + TICK)
            self._step(tell, story)

    def any_callback(self) -> int:
        """Mostly one that was decided about lately: there the rules have most to say."""
        if self._talked_about and self.random.random() < 0.8:
            return self.random.choice(self._talked_about)
        return self.random.randrange(self.callbacks) + 1

    def any_case(self) -> tuple[int, int]:
        """A case and its customer, chosen likewise."""
        of_callback = select(Case.id, Case.customer_id).join(Callback).where(Callback.id == self.any_callback())
        with self.stage.database.reading() as session:
            case_id, customer_id = session.execute(of_callback).one()
            return case_id, customer_id

    @contextmanager
    def deciding(self, callback_id: int) -> Iterator[None]:
        """Notes the call that was committed, though the answer was lost in the crash."""
        asked_at = self.stage.now
        try:
            yield
        except Crash:
            self.stage.restart()
            with self.stage.database.reading() as session:
                found = session.scalar(select(DialPermit).where(DialPermit.granted_at == asked_at))
            if found is not None:
                self._note(callback_id, found)
            raise

    @contextmanager
    def uniting(self) -> Iterator[None]:
        """Notes who was found to be one person, or parted, even if the process died of it."""
        try:
            yield
        except Crash:
            self.stage.restart()
            raise
        finally:
            self._note_unions()

    def decided(self, callback_id: int, got: DialPermit | Answer) -> DialPermit | Answer:
        """Notes what was answered; asking again for one's own permit decides nothing."""
        if isinstance(got, Answer) or got.granted_at == self.stage.now:
            self._note(callback_id, got)
        return got

    def _note_unions(self) -> None:
        known = {union.customer_id: union.into for union in self.log.unions}
        united = select(Customer.id, Customer.person_id).where(Customer.merged_into_id.is_not(None))
        with self.stage.database.reading() as session:
            found = dict(session.execute(united).all())
        for own, into in {**{own: own for own in known}, **found}.items():
            if known.get(own, own) != into:
                self.log.unions.append(Union(self.stage.now, own, into))

    def _note(self, callback_id: int, got: DialPermit | Answer) -> None:
        now = self.stage.now
        self._talked_about.append(callback_id)
        if isinstance(got, Answer):
            rules = tuple(one.id or str(one.rule) for one in got.refusals)
            self.log.decisions.append(Decision(now, callback_id, str(got.verdict), rules))
        else:
            self.log.decisions.append(Decision(now, callback_id, "allow", (), got.attempt_id))

    def _step(self, tell: Callable[[], Story], story: Story) -> None:
        self.log.steps += 1
        try:
            seconds = next(story, None)
        except Crash:
            self.stage.restart()
            self.log.crashes += 1
            story, seconds = tell(), self.random.uniform(5, 120)
        if seconds is not None:
            moment = self.stage.now + timedelta(seconds=seconds)
            heapq.heappush(self._moments, (moment, next(self._numbers), tell, story))
