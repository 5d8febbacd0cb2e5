"""Practice calls: mock cases that a senior plays, and what they score the agent by ("People", domain.md).

Nothing here is dialled or counted: a practice call knows no customer, no number and no permit.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from callguard.domain.attempt import CallResult
from callguard.domain.case import IssueType, Liability
from callguard.domain.disposition import Disposition
from callguard.domain.errors import FieldError
from callguard.domain.script import Step, Text
from callguard.domain.talk import Talk, check_ending
from callguard.resources import package_text


class AttitudeRule(StrEnum):
    """What is listened for ("Service attitude rules", domain.md): a grunt on the telephone is an emoji in chat."""

    NO_ABUSE = "no_abuse"
    NO_IMPATIENCE = "no_impatience"
    SOOTHES_AND_HANDLES = "soothes_and_handles"
    CARE_FIRST = "care_first"
    PROMPT = "prompt"
    REAL_EMPATHY = "real_empathy"
    NO_REPETITION = "no_repetition"
    REAL_ANSWERS = "real_answers"
    ANSWERS_DOUBTS = "answers_doubts"


class Grade(StrEnum):
    """How far a rule was kept; `no_occasion`: nothing in the talk put it to the test."""

    MET = "met"
    PARTLY = "partly"
    MISSED = "missed"
    NO_OCCASION = "no_occasion"


_SHARES: Mapping[Grade, float] = {Grade.MET: 1, Grade.PARTLY: 0.5, Grade.MISSED: 0}


class PracticeState(StrEnum):
    """How far a practice call has come: wanted, played by somebody, prepared, the talk runs, it awaits its score."""

    ASKED = "asked"
    PREPARING = "preparing"
    READY = "ready"
    TALKING = "talking"
    OVER = "over"
    SCORED = "scored"
    CALLED_OFF = "called_off"


class PracticeCode(StrEnum):
    """What is wrong with a score sheet."""

    GRADE_MISSING = "practice_grade_missing"
    ALWAYS_AN_OCCASION = "practice_always_an_occasion"
    WORD_MISSING = "practice_word_missing"


@dataclass(frozen=True)
class Criterion:
    """One rule with its weight; missing a `must` fails the call, an `optional` one may have had no occasion."""

    rule: AttitudeRule
    weight: int
    words: Text
    must: bool = False
    optional: bool = False

    def points(self, grade: Grade) -> float:
        """What of its weight is earned; for a grade other than `no_occasion`."""
        return self.weight * _SHARES[grade]


@dataclass(frozen=True)
class Scenario:
    """A mock case; the agent reads `summary`, while `temper`, `opening`, `need` and `yields` are the senior's alone."""

    name: str
    issue_type: IssueType
    liability: Liability
    customer: Text
    goods: Text
    order_tail: str
    amount: int
    summary: Text
    temper: Text
    opening: Text
    need: Text
    yields: Text


@dataclass(frozen=True)
class PracticeBook:
    """All scenarios by name, and the score sheet; a call with `pass_points` of 100 is passed."""

    scenarios: Mapping[str, Scenario]
    criteria: tuple[Criterion, ...]
    pass_points: int


@dataclass(frozen=True)
class Mark:
    """A rule's grade, and a word on it."""

    grade: Grade
    word: str = ""


@dataclass(frozen=True)
class Score:
    """Points out of 100, and whether the call is passed."""

    points: int
    passed: bool


@cache
def load_practice() -> PracticeBook:
    """The packaged book, read once."""
    content = tomllib.loads(package_text("content", "practice.toml"))
    scenarios = map(_scenario, content["scenario"])
    return PracticeBook(
        scenarios={scenario.name: scenario for scenario in scenarios},
        criteria=tuple(map(_criterion, content["criterion"])),
        pass_points=content["pass_points"],
    )


def check_marks(book: PracticeBook, marks: Mapping[AttitudeRule, Mark]) -> tuple[FieldError, ...]:
    """What is missing on a score sheet: every rule has its grade, and who fell short is told where."""
    faults = (_fault(criterion, marks.get(criterion.rule)) for criterion in book.criteria)
    return tuple(fault for fault in faults if fault is not None)


def score_of(book: PracticeBook, marks: Mapping[AttitudeRule, Mark]) -> Score:
    """The share of the weights that was earned, of those that had their occasion; for a sheet without faults."""
    weighed = [one for one in book.criteria if marks[one.rule].grade is not Grade.NO_OCCASION]
    earned = sum(one.points(marks[one.rule].grade) for one in weighed)
    points = int(100 * earned // sum(one.weight for one in weighed))
    failed = any(one.must and marks[one.rule].grade is Grade.MISSED for one in weighed)
    return Score(points, points >= book.pass_points and not failed)


def check_practice_ending(talk: Talk) -> tuple[FieldError, ...]:
    """What the talk still owes before it may end, as if it were to be recorded.

    At the close it ends with the yes it came to, or without one; before that somebody has hung up.
    """
    at_the_close = talk.now is not None and talk.now.step is Step.CLOSE
    result = CallResult.CONVERSATION if at_the_close else CallResult.DROPPED
    return check_ending(talk, Disposition.SETTLED if talk.agreed else Disposition.REFUSED, result)


def _fault(criterion: Criterion, mark: Mark | None) -> FieldError | None:
    if mark is None:
        return FieldError(f"grades.{criterion.rule}", PracticeCode.GRADE_MISSING)
    if mark.grade is Grade.NO_OCCASION and not criterion.optional:
        return FieldError(f"grades.{criterion.rule}", PracticeCode.ALWAYS_AN_OCCASION)
    if mark.grade in (Grade.PARTLY, Grade.MISSED) and not mark.word.strip():
        return FieldError(f"words.{criterion.rule}", PracticeCode.WORD_MISSING)
    return None


def _criterion(row: dict[str, Any]) -> Criterion:
    return Criterion(**row | {"rule": AttitudeRule(row["rule"]), "words": Text(**row["words"])})


def _scenario(row: dict[str, Any]) -> Scenario:
    texts = {key: Text(**value) for key, value in row.items() if isinstance(value, dict)}
    kinds = {"issue_type": IssueType(row["issue_type"]), "liability": Liability(row["liability"])}
    return Scenario(**row | texts | kinds)
