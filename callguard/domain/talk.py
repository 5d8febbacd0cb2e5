"""One talk through the seven steps: where it is, what it left out, and what it owes before it may end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind
from callguard.domain.disposition import Disposition, rules_of
from callguard.domain.errors import FieldError
from callguard.domain.script import ENDING_OF, Step, steps_of


class SkipReason(StrEnum):
    """Why a step was left out."""

    CUSTOMER_LED = "customer_led"
    NO_TIME = "no_time"
    NOT_WANTED = "not_wanted"
    NOT_NEEDED = "not_needed"
    SENIOR_TOOK_OVER = "senior_took_over"
    OTHER = "other"


class TalkCode(StrEnum):
    """What is wrong with a reason, or with how a talk is to end."""

    SKIP_WORDS_MISSING = "skip_words_missing"
    STEPS_UNEXPLAINED = "steps_unexplained"
    CLOSING_MISSING = "closing_missing"


@dataclass(frozen=True)
class Skip:
    """A reason, in `words` where none of the list fits."""

    reason: SkipReason
    words: str = ""


@dataclass(frozen=True)
class Entered:
    """A step, and the instant at which the talk came to it."""

    step: Step
    at: datetime


@dataclass(frozen=True)
class Talk:
    """The steps one call came to, in their order, back and forth.

    `explained` are those a reason was given for, `before` those that earlier calls about the case came to; `agreed`
    says that the customer accepted a plan. `kind` is the call's, on which its steps depend.
    """

    entered: tuple[Entered, ...] = ()
    explained: frozenset[Step] = frozenset()
    before: frozenset[Step] = frozenset()
    agreed: bool = False
    kind: CallbackKind = CallbackKind.SERVICE

    @property
    def course(self) -> tuple[Step, ...]:
        """The steps such a call has, in their order."""
        return steps_of(self.kind)

    @property
    def now(self) -> Entered | None:
        """Where the talk is, and since when; None before the first step."""
        return self.entered[-1] if self.entered else None

    @property
    def steps(self) -> frozenset[Step]:
        """The steps it came to."""
        return frozenset(one.step for one in self.entered)

    @property
    def came_to(self) -> dict[Step, timedelta]:
        """How long after its beginning it came to each of its steps, the last time where it went back."""
        return {one.step: one.at - self.entered[0].at for one in self.entered}

    @property
    def skipped(self) -> tuple[Step, ...]:
        """What was left out on the way to the farthest step; a step gone back to is left out no more."""
        farthest = max(self.steps, default=0)
        return self._left_out(step for step in self.course if step < farthest)

    def skipped_by(self, to: Step) -> tuple[Step, ...]:
        """What would newly be left out by going there now."""
        return tuple(step for step in self._left_out(self.course) if step < to and step not in self.skipped)

    @property
    def skipped_in_all(self) -> tuple[Step, ...]:
        """What is left out if the talk ends now, its close included."""
        return self._left_out(self.course)

    def unexplained(self, steps: Iterable[Step]) -> tuple[Step, ...]:
        """Those of the steps for which no reason was given."""
        return tuple(step for step in steps if step not in self.explained)

    def is_again(self, step: Step) -> bool:
        """Whether coming to the step, now or next, means going through it once more."""
        earlier = self.entered[:-1] if self.now is not None and self.now.step is step else self.entered
        return any(one.step is step for one in earlier)

    @property
    def onwards(self) -> Step | None:
        """The step that follows, None at the last: the close after a yes, in a later call where the plans stood."""
        if self.now is None:
            return Step.INTRODUCE
        step = self.now.step
        if step is Step.CLOSE:
            return None
        if self.agreed and step in _PLANS:
            return Step.CLOSE
        if step is Step.REASON and self.resumes_at:
            return self.resumes_at
        return next(one for one in self.course if one > step)

    @property
    def resumes_at(self) -> Step | None:
        """Where a later call goes on once it has said who calls and why; None where it begins with listening."""
        return max(self.before & _PLANS, default=None)

    def _left_out(self, due: Iterable[Step]) -> tuple[Step, ...]:
        done = self.steps | (self.before - _EVERY_CALL) | (_TOWARDS_A_YES if self.agreed else frozenset())
        return tuple(step for step in due if step not in done)


_EVERY_CALL = frozenset({Step.INTRODUCE, Step.CLOSE})
"""Nobody is spared these because an earlier call had them."""

_TOWARDS_A_YES = frozenset({Step.NEGOTIATE, Step.ADJUST})
"""Needless once there is one."""

_PLANS = frozenset({Step.PROPOSE, Step.NEGOTIATE, Step.ADJUST})

OWE_THE_CLOSE = frozenset(ENDING_OF) - {Disposition.SETTLED, Disposition.ABUSIVE}
"""Talks that settled nothing: their last apology can't be skipped. From an abusive one anybody may walk away.

One that is called settled owes it too where nothing was accepted and nothing promised (`check_ending`).
"""

_SAYS_WHY = frozenset({Disposition.CALL_LATER, Disposition.DO_NOT_CALL, Disposition.ABUSIVE})
"""Dispositions that are themselves the reason for a short talk."""


def check_skip(skip: Skip) -> tuple[FieldError, ...]:
    """What is wrong with a reason; empty when it can be recorded."""
    if skip.reason is SkipReason.OTHER and not skip.words.strip():
        return (FieldError("why", TalkCode.SKIP_WORDS_MISSING),)
    return ()


def check_ending(
    talk: Talk, disposition: Disposition, result: CallResult, *, promised: bool = False
) -> tuple[FieldError, ...]:
    """What the talk still owes before it may be recorded so; empty where the customer wasn't reached.

    `promised` says that something was promised in it. A line that went dead in the middle owes no close: nobody was
    there to hear it. A disposition that such a call can't have is somebody else's to refuse.
    """
    rule = rules_of(talk.kind).get(disposition)
    if rule is None or not rule.reached:
        return ()
    to_the_end = result is CallResult.CONVERSATION
    owes_close = disposition in OWE_THE_CLOSE or _settled_nothing(talk, disposition, promised=promised)
    if to_the_end and owes_close and Step.CLOSE not in talk.steps:
        return (FieldError("disposition", TalkCode.CLOSING_MISSING, {"step": int(Step.CLOSE)}),)
    if disposition in _says_why(talk.kind):
        return ()
    settled = to_the_end and disposition in (Disposition.SETTLED, Disposition.RATED)
    missing = talk.unexplained(talk.skipped_in_all if settled else talk.skipped)
    return (FieldError("skipped", TalkCode.STEPS_UNEXPLAINED, {"steps": numbers(missing)}),) if missing else ()


def _settled_nothing(talk: Talk, disposition: Disposition, *, promised: bool) -> bool:
    """Whether the case is called settled though nobody accepted or promised anything."""
    return disposition is Disposition.SETTLED and not (talk.agreed or promised)


def _says_why(kind: CallbackKind) -> frozenset[Disposition]:
    return _SAYS_WHY | ({Disposition.REFUSED} if kind is CallbackKind.SURVEY else set())


def numbers(steps: Iterable[Step]) -> str:
    """The steps by their numbers: "2, 3"."""
    return ", ".join(str(int(step)) for step in steps)


@dataclass(frozen=True)
class LastTalk:
    """How far an earlier call about the case came, and what was noted in it; `agent_id` is who made it."""

    agent_id: int
    at: datetime
    steps: frozenset[Step]
    note: str = ""

    @property
    def reached(self) -> Step:
        """Its farthest step before the close, which says nothing of how far one came."""
        return max(self.steps - {Step.CLOSE}, default=Step.CLOSE)
