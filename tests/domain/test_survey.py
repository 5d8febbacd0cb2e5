"""The survey's words and steps: one question, an open ear, nothing offered and no review asked for."""

import re
from itertools import product

import pytest

from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind
from callguard.domain.case import CaseClass, IssueType, Liability
from callguard.domain.disposition import Disposition
from callguard.domain.phrases import find_phrases, load_phrases
from callguard.domain.plan_ladder import PlanLadder, Preparation, check_preparation
from callguard.domain.script import BLANKS, AttemptStage, Ending, Step, StepText, blanks_in, load_script, steps_of
from callguard.domain.survey import RATINGS, is_dissatisfied
from callguard.domain.talk import Entered, Talk, check_ending
from tests.house import LADDER, NOW

SURVEY = CallbackKind.SURVEY
STEPS = steps_of(SURVEY)
TEXTS: dict[str, StepText] = {
    f"{step.name} {issue} {ending}": load_script(SURVEY).step(step, issue, Liability.SHOP, AttemptStage.FIRST, ending)
    for step, issue, ending in product(STEPS, IssueType, Ending)
}
LINES = {line for text in TEXTS.values() for line in (*text.say, *text.find_out, *text.avoid)}


def talk(*steps: int) -> Talk:
    return Talk(tuple(Entered(Step(step), NOW) for step in steps), kind=SURVEY)


def test_it_has_four_steps_and_every_other_call_has_seven() -> None:
    assert [int(step) for step in STEPS] == [1, 2, 3, 7]
    assert steps_of(CallbackKind.SERVICE) == steps_of(CallbackKind.PROMISED) == tuple(Step)
    assert set(load_script(SURVEY).parts) == set(STEPS)


def test_every_step_has_words_and_advice_in_both_languages() -> None:
    assert not [name for name, text in TEXTS.items() if not text.say or not text.avoid]
    for line in LINES:
        assert re.search(r"[\u4e00-\u9fff]", line.zh)
        assert line.en
        assert not re.search(r"[\u4e00-\u9fff]", line.en)
        assert sorted(blanks_in(line.zh)) == sorted(blanks_in(line.en))
        assert set(blanks_in(line.zh)) <= set(BLANKS) - {"plan", "deadline"}


def test_no_part_is_hidden_behind_an_earlier_one() -> None:
    parts = [part for step in STEPS for part in load_script(SURVEY).parts[step]]
    assert not [part for part in parts if not LINES.issuperset(part.text.say)]


def test_lines_are_short_fit_for_a_customer_and_in_full_width() -> None:
    for line in LINES:
        assert len(line.zh) <= 36, line.zh
        assert len(line.en) <= 100, line.en
        assert not re.search(r"[,;!?:()]", line.zh), line.zh
        assert not find_phrases(line.zh, load_phrases()), line.zh
        assert not find_phrases(line.en, load_phrases()), line.en


def test_nothing_is_offered_and_no_review_is_asked_for() -> None:
    said = "".join(line.zh for text in TEXTS.values() for line in text.say)
    assert not re.search("退|赔|补偿|优惠|评价|好评", said)


def test_it_says_who_asks_before_what_about_and_ends_with_thanks() -> None:
    for issue in IssueType:
        introduced = "".join(line.zh for line in TEXTS[f"INTRODUCE {issue} agreed"].say)
        assert "{shop}" in introduced
        assert "{goods}" not in introduced
        assert "1 到 5 分" in "".join(line.zh for line in TEXTS[f"REASON {issue} agreed"].say)
        for ending in Ending:
            assert "谢谢" in "".join(line.zh for line in TEXTS[f"CLOSE {issue} {ending}"].say)


@pytest.mark.parametrize(("rating", "is_low"), [(None, False), (1, True), (2, True), (3, False), (5, False)])
def test_one_and_two_mean_that_something_is_left(rating: int | None, is_low: bool) -> None:
    assert is_dissatisfied(rating) is is_low
    assert list(RATINGS) == [1, 2, 3, 4, 5]


# --- the talk


def test_it_goes_from_listening_to_the_close() -> None:
    assert talk().onwards is Step.INTRODUCE
    assert talk(1, 2).onwards is Step.LISTEN
    assert talk(1, 2, 3).onwards is Step.CLOSE
    assert talk(1, 2, 3, 7).onwards is None


def test_the_steps_it_has_not_are_left_out_without_a_reason() -> None:
    assert talk(1, 2, 3, 7).skipped_in_all == ()
    assert talk(1, 2).skipped_by(Step.CLOSE) == (Step.LISTEN,)
    assert talk(1, 3).skipped == (Step.REASON,)


@pytest.mark.parametrize(
    ("steps", "disposition", "result", "code", "why"),
    [
        ((1, 2, 3, 7), Disposition.RATED, CallResult.CONVERSATION, None, "all of them"),
        ((1, 2, 3), Disposition.RATED, CallResult.CONVERSATION, "steps_unexplained", "nobody said thanks"),
        ((1, 2), Disposition.RATED, CallResult.DROPPED, None, "nobody was there to hear it"),
        ((1, 7), Disposition.REFUSED, CallResult.CONVERSATION, None, "who doesn't answer says why by that"),
        ((1,), Disposition.REFUSED, CallResult.CONVERSATION, "closing_missing", "sorry to have disturbed you"),
        ((), Disposition.NO_ANSWER, CallResult.NO_ANSWER, None, "nobody was reached"),
        ((1, 2), Disposition.SETTLED, CallResult.CONVERSATION, None, "refused for another reason"),
    ],
)
def test_what_it_owes_at_its_end(
    steps: tuple[int, ...], disposition: Disposition, result: CallResult, code: str | None, why: str
) -> None:
    assert [error.code for error in check_ending(talk(*steps), disposition, result)] == ([code] if code else []), why


def test_it_is_prepared_without_plans() -> None:
    for issue in IssueType:
        assert check_preparation(Preparation(PlanLadder(())), issue, None, SURVEY) == ()
    (fault,) = check_preparation(Preparation(LADDER, "退款"), IssueType.DAMAGE, None, SURVEY)
    assert (fault.field, fault.code) == ("plans", "plans_not_wanted")


def test_its_class_comes_last() -> None:
    assert max(CaseClass) is CaseClass.SURVEY
