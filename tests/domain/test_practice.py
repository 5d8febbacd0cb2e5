"""The book of practice calls: a scenario for every issue type in both languages, and a score that keeps its rules."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from callguard.domain.authority import Matter
from callguard.domain.case import IssueType
from callguard.domain.phrases import find_phrases, load_phrases
from callguard.domain.plan_ladder import MIN_PLANS, ladder_within
from callguard.domain.practice import (
    AttitudeRule,
    Grade,
    Mark,
    PracticeCode,
    Scenario,
    Score,
    check_marks,
    check_practice_ending,
    load_practice,
    score_of,
)
from callguard.domain.role import Role
from callguard.domain.script import Step, Text
from callguard.domain.talk import Entered, Talk

BOOK = load_practice()
CHINESE = re.compile(r"[\u4e00-\u9fff]")
MET = {rule: Mark(Grade.MET) for rule in AttitudeRule}


def texts(scenario: Scenario) -> Iterator[tuple[str, Text]]:
    for name in ("customer", "goods", "summary", "temper", "opening", "need", "yields"):
        yield f"{scenario.name} {name}", getattr(scenario, name)


def every_text() -> list[tuple[str, Text]]:
    criteria = [(f"criterion {one.rule}", one.words) for one in BOOK.criteria]
    return criteria + [text for scenario in BOOK.scenarios.values() for text in texts(scenario)]


def marked(**grades: Grade) -> dict[AttitudeRule, Mark]:
    """All rules kept but these."""
    return MET | {AttitudeRule(rule): Mark(grade, "一句话") for rule, grade in grades.items()}


def test_every_issue_type_has_a_scenario() -> None:
    assert {scenario.issue_type for scenario in BOOK.scenarios.values()} == set(IssueType)


def test_every_text_stands_in_both_languages() -> None:
    for name, text in every_text():
        assert CHINESE.search(text.zh), name
        assert text.en, name
        assert not CHINESE.search(text.en), name
        assert not re.search(r"[,;!?:]", text.zh), name


def test_no_two_scenarios_are_about_the_same_order_or_customer() -> None:
    scenarios = BOOK.scenarios.values()
    for field in ("order_tail", "customer", "goods"):
        assert len({getattr(one, field) for one in scenarios}) == len(scenarios)
    assert all(re.fullmatch(r"\d{4}", one.order_tail) for one in scenarios)


def test_enough_plans_are_suggested_to_whoever_handles_it_but_where_somebody_is_hurt() -> None:
    for scenario in BOOK.scenarios.values():
        role = next(role for role in Role if role.handles(scenario.issue_type))
        ladder = ladder_within(role, Matter(scenario.issue_type, scenario.liability, scenario.amount))
        safety = scenario.issue_type is IssueType.PERSONAL_SAFETY
        assert len(ladder.plans) == 0 if safety else len(ladder.plans) >= MIN_PLANS, scenario.name


def test_what_the_agent_reads_gives_nothing_away_and_has_no_word_we_warn_of() -> None:
    phrases = load_phrases()
    for scenario in BOOK.scenarios.values():
        for line in (scenario.summary.zh, scenario.summary.en):
            assert not find_phrases(line, phrases), (scenario.name, line)
        assert scenario.need.zh not in scenario.summary.zh


def test_every_rule_is_weighed_once_and_all_weights_make_a_hundred() -> None:
    assert [one.rule for one in BOOK.criteria].count(AttitudeRule.NO_ABUSE) == 1
    assert {one.rule for one in BOOK.criteria} == set(AttitudeRule)
    assert sum(one.weight for one in BOOK.criteria) == 100


@pytest.mark.parametrize(
    ("grades", "score", "why"),
    [
        ({}, Score(100, True), "everything kept"),
        ({"prompt": Grade.MISSED}, Score(90, True), "a weight lost"),
        ({"prompt": Grade.PARTLY}, Score(95, True), "half of it lost"),
        ({"answers_doubts": Grade.PARTLY}, Score(97, True), "half points are rounded down"),
        ({"care_first": Grade.NO_OCCASION}, Score(100, True), "what had no occasion doesn't weigh"),
        ({"care_first": Grade.NO_OCCASION, "prompt": Grade.MISSED}, Score(88, True), "the others weigh more then"),
        ({"real_empathy": Grade.MISSED, "prompt": Grade.MISSED}, Score(80, True), "exactly enough"),
        (
            {"real_empathy": Grade.MISSED, "prompt": Grade.MISSED, "real_answers": Grade.PARTLY},
            Score(77, False),
            "not enough",
        ),
        ({"no_abuse": Grade.MISSED}, Score(85, False), "whoever abuses fails, whatever the points"),
        ({"no_abuse": Grade.PARTLY}, Score(92, True), "half kept is not missed"),
        ({"care_first": Grade.MISSED}, Score(85, False), "so does who forgets the person"),
    ],
)
def test_the_score_is_the_share_of_the_weights_earned(grades: dict[str, Grade], score: Score, why: str) -> None:
    assert score_of(BOOK, marked(**grades)) == score, why


@pytest.mark.parametrize(
    ("marks", "faults"),
    [
        (MET, []),
        (MET | {AttitudeRule.PROMPT: Mark(Grade.PARTLY, "停了两次")}, []),
        (MET | {AttitudeRule.PROMPT: Mark(Grade.PARTLY, "  ")}, [("words.prompt", PracticeCode.WORD_MISSING)]),
        (MET | {AttitudeRule.NO_ABUSE: Mark(Grade.MISSED)}, [("words.no_abuse", PracticeCode.WORD_MISSING)]),
        (MET | {AttitudeRule.CARE_FIRST: Mark(Grade.NO_OCCASION)}, []),
        (
            MET | {AttitudeRule.NO_ABUSE: Mark(Grade.NO_OCCASION)},
            [("grades.no_abuse", PracticeCode.ALWAYS_AN_OCCASION)],
        ),
        (
            {rule: mark for rule, mark in MET.items() if rule is not AttitudeRule.PROMPT},
            [("grades.prompt", PracticeCode.GRADE_MISSING)],
        ),
    ],
)
def test_a_sheet_says_what_it_lacks(marks: dict[AttitudeRule, Mark], faults: list[tuple[str, str]]) -> None:
    assert [(error.field, error.code) for error in check_marks(BOOK, marks)] == faults


@pytest.mark.parametrize(
    ("steps", "agreed", "explained", "missing", "why"),
    [
        ((1, 2, 3, 4, 5, 6, 7), False, (), None, "all the way"),
        ((1, 2, 3, 4, 7), True, (), None, "after a yes nobody negotiates"),
        ((1, 2, 3, 4, 7), False, (), "5, 6", "without one one does"),
        ((1, 2, 3, 4, 7), False, (5, 6), None, "or says why not"),
        ((1, 2, 3), False, (), None, "who hangs up leaves out nothing that was still to come"),
        ((1, 3), False, (), "2", "but what was jumped over before"),
        ((1, 2, 3, 4), True, (), None, "who hangs up after their yes"),
        ((1, 7, 2), False, (), "3, 4, 5, 6", "gone back from the close, the jump is still to be explained"),
    ],
)
def test_a_talk_ends_with_a_reason_for_what_it_left_out(
    steps: tuple[int, ...], agreed: bool, explained: tuple[int, ...], missing: str | None, why: str
) -> None:
    entered = tuple(Entered(Step(step), datetime(2026, 11, 20, tzinfo=UTC)) for step in steps)
    errors = check_practice_ending(Talk(entered, frozenset(map(Step, explained)), agreed=agreed))
    assert [error.params["steps"] for error in errors] == ([missing] if missing else []), why
