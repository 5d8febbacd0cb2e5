"""The seven steps of a call (七步电话流程) and the words for each, by issue, fault and attempt.

A step's text is put together from parts: each slot of its file speaks once, through the first part that fits the case.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache
from typing import Any

from callguard.domain.callback import CallbackKind
from callguard.domain.case import IssueType, Liability
from callguard.domain.disposition import Disposition
from callguard.domain.scope import CaseScope, members
from callguard.resources import package_text

BLANKS = ("shop", "agent", "goods", "order_tail", "customer", "plan", "deadline", "called_at", "call_at", "promises")
"""What `render` fills in; `deadline` is a point in time ("明天 18:00"), `plan` a clause without a full stop.

`called_at` and `call_at` are when we rang and ring next, `promises` clauses that say what we do and by when.
"""

_BLANK = re.compile(r"\{(\w+)\}")


class Step(IntEnum):
    """The steps in their order."""

    INTRODUCE = 1
    REASON = 2
    LISTEN = 3
    PROPOSE = 4
    NEGOTIATE = 5
    ADJUST = 6
    CLOSE = 7


_OF_SURVEY = (Step.INTRODUCE, Step.REASON, Step.LISTEN, Step.CLOSE)


def steps_of(kind: CallbackKind) -> tuple[Step, ...]:
    """The steps of such a call: in a survey, whose reason is its question, no plan is put forward."""
    return _OF_SURVEY if kind is CallbackKind.SURVEY else tuple(Step)


class AttemptStage(StrEnum):
    """Which call this is to the customer: two are the agent's, the third is the last."""

    FIRST = "first"
    SECOND = "second"
    LAST = "last"

    @classmethod
    def of(cls, attempt_no: int) -> "AttemptStage":
        """The stage of an attempt counted from 1."""
        return {1: cls.FIRST, 2: cls.SECOND}.get(attempt_no, cls.LAST)


_TELLING = (Step.REASON, Step.LISTEN)


def stage_of(step: Step, attempt_no: int, *, is_told: bool) -> AttemptStage:
    """Whose words a step takes; `is_told`: the customer has told their matter in an earlier call.

    Until then it is told, and plans are put forward, as in a first call; greeting and close know of the calls before.
    """
    stage = AttemptStage.of(attempt_no)
    if is_told or step in (Step.INTRODUCE, Step.CLOSE):
        return stage
    # No call follows the last one, told or not: its plan is the best there is.
    return stage if stage is AttemptStage.LAST and step not in _TELLING else AttemptStage.FIRST


class Ending(StrEnum):
    """How the talk went, for the words of the last step."""

    AGREED = "agreed"
    NOT_AGREED = "not_agreed"
    WANTS_TIME = "wants_time"
    CALL_LATER = "call_later"
    DO_NOT_CALL = "do_not_call"
    CUT_SHORT = "cut_short"


ENDING_OF: Mapping[Disposition, Ending] = {
    Disposition.SETTLED: Ending.AGREED,
    Disposition.WANTS_TIME: Ending.WANTS_TIME,
    Disposition.CALL_LATER: Ending.CALL_LATER,
    Disposition.REFUSED: Ending.NOT_AGREED,
    Disposition.COMPLAINT_THREATENED: Ending.NOT_AGREED,
    Disposition.ABUSIVE: Ending.CUT_SHORT,
    Disposition.DO_NOT_CALL: Ending.DO_NOT_CALL,
}
"""The dispositions of a talk that is closed with words; the others end before there is anything to close."""


def owe_answer(spoken_as: IssueType, *, agreed: bool) -> frozenset[Disposition]:
    """The dispositions whose closing words promise a senior's answer; `agreed`: the customer accepted a plan.

    Where somebody's safety is at stake nothing is over without one.
    """
    if spoken_as is IssueType.PERSONAL_SAFETY and not agreed:
        return frozenset(ENDING_OF)
    return frozenset(one for one, ending in ENDING_OF.items() if ending is Ending.NOT_AGREED)


@dataclass(frozen=True)
class Text:
    """One line in both languages."""

    zh: str
    en: str

    def in_locale(self, locale: str) -> str:
        """The line for a locale such as `en` or `zh_CN`; Chinese for any but English."""
        return self.en if locale.startswith("en") else self.zh


@dataclass(frozen=True)
class StepText:
    """What to say, line by line, what to find out, and what goes wrong here."""

    say: tuple[Text, ...] = ()
    find_out: tuple[Text, ...] = ()
    avoid: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Part:
    """One slot's words for some cases, stages and endings; `again` for the first time in a call, the next, or both."""

    slot: str
    scope: CaseScope
    stages: frozenset[AttemptStage]
    endings: frozenset[Ending]
    again: frozenset[bool]
    text: StepText

    def fits(
        self, issue_type: IssueType, liability: Liability, stage: AttemptStage, ending: Ending, *, again: bool
    ) -> bool:
        """Whether it is what is said in such a call."""
        in_call = stage in self.stages and ending in self.endings and again in self.again
        return in_call and self.scope.covers(issue_type, liability)


@dataclass(frozen=True)
class Script:
    """All texts, by step in the order they are spoken."""

    parts: Mapping[Step, tuple[Part, ...]]

    def step(
        self,
        step: Step,
        issue_type: IssueType,
        liability: Liability,
        stage: AttemptStage,
        ending: Ending = Ending.AGREED,
        *,
        again: bool = False,
    ) -> StepText:
        """The text of one step; `ending` matters in step 7 only.

        `again` where the step was spoken before in the same call: nobody apologises with the same words twice.
        """
        return _joined(
            part for part in self.parts[step] if part.fits(issue_type, liability, stage, ending, again=again)
        )


def load_script(kind: CallbackKind = CallbackKind.SERVICE) -> Script:
    """The packaged script of such calls, read once."""
    return _survey_script() if kind is CallbackKind.SURVEY else _service_script()


def waiting_text(issue_type: IssueType, liability: Liability) -> StepText:
    """What takes the place of a step's words while a senior decides: no plan, which nobody has allowed yet."""
    return _joined(part for part in _waiting_parts() if part.scope.covers(issue_type, liability))


def render(text: str, blanks: Mapping[str, str]) -> str:
    """Fill the blanks; one that is missing or empty stays visible as 〔name〕."""
    return _BLANK.sub(lambda blank: blanks.get(blank[1]) or f"〔{blank[1]}〕", text)


def blanks_in(text: str) -> tuple[str, ...]:
    """The names of the blanks a text leaves open, known or not."""
    return tuple(_BLANK.findall(text))


@cache
def _service_script() -> Script:
    return Script({step: tuple(map(_part, _rows(step.name.lower()))) for step in Step})


@cache
def _survey_script() -> Script:
    rows = tomllib.loads(package_text("content", "survey.toml"))["part"]
    steps = [Step[row.pop("step").upper()] for row in rows]
    parts = list(zip(steps, map(_part, rows), strict=True))
    return Script({step: tuple(part for at, part in parts if at is step) for step in _OF_SURVEY})


@cache
def _waiting_parts() -> tuple[Part, ...]:
    return tuple(map(_part, _rows("waiting")))


def _joined(fitting: Iterable[Part]) -> StepText:
    """Each slot speaks through the first part of it."""
    spoken: dict[str, StepText] = {}
    for part in fitting:
        spoken.setdefault(part.slot, part.text)
    texts = tuple(spoken.values())
    return StepText(
        say=tuple(line for text in texts for line in text.say),
        find_out=tuple(line for text in texts for line in text.find_out),
        avoid=tuple(line for text in texts for line in text.avoid),
    )


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(package_text("content", "script", f"{name}.toml"))["part"]
    return rows


def _part(row: dict[str, Any]) -> Part:
    return Part(
        slot=row.pop("slot"),
        scope=CaseScope.take(row),
        stages=members(AttemptStage, row.pop("stages", None)),
        endings=members(Ending, row.pop("endings", None)),
        again=frozenset({row.pop("again")} if "again" in row else {False, True}),
        # What is left are the three kinds of text: a misspelt key fails here.
        text=StepText(**{kind: tuple(Text(**line) for line in lines) for kind, lines in row.items()}),
    )
