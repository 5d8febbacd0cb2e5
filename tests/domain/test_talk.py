"""Where a talk is, what it left out, and what it owes before it may end."""

from datetime import UTC, datetime, timedelta

import pytest

from callguard.domain.attempt import CallResult
from callguard.domain.disposition import RULES, Disposition
from callguard.domain.script import Step
from callguard.domain.talk import (
    OWE_THE_CLOSE,
    Entered,
    LastTalk,
    Skip,
    SkipReason,
    Talk,
    TalkCode,
    check_ending,
    check_skip,
    numbers,
)

START = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
TALKED = CallResult.CONVERSATION


def talk(*steps: int, before: tuple[int, ...] = (), explained: tuple[int, ...] = (), agreed: bool = False) -> Talk:
    """A talk that came to these steps, a minute each."""
    entered = tuple(Entered(Step(step), START + timedelta(minutes=minute)) for minute, step in enumerate(steps))
    return Talk(entered, frozenset(map(Step, explained)), frozenset(map(Step, before)), agreed)


def owed(
    told: Talk, disposition: Disposition, result: CallResult = TALKED, *, promised: bool = False
) -> dict[str, str]:
    return {error.field: error.code for error in check_ending(told, disposition, result, promised=promised)}


def test_a_talk_is_where_it_went_last_since_it_went_there() -> None:
    assert talk(1, 2, 4, 2).now == Entered(Step.REASON, START + timedelta(minutes=3))
    assert talk().now is None


def test_a_talk_knows_how_far_into_it_each_step_began() -> None:
    minutes = {step: length // timedelta(minutes=1) for step, length in talk(1, 2, 4, 2).came_to.items()}
    assert minutes == {Step.INTRODUCE: 0, Step.PROPOSE: 2, Step.REASON: 3}
    assert talk().came_to == {}


@pytest.mark.parametrize(
    ("told", "skipped", "why"),
    [
        (talk(), (), "nothing begun, nothing left out"),
        (talk(1, 2, 3), (), "step by step"),
        (talk(1, 4), (2, 3), "what was jumped over"),
        (talk(3), (1, 2), "a talk that begins in the middle"),
        (talk(1, 4, 2), (3,), "gone back to is left out no more"),
        (talk(1, 2, 3, 2, 3, 4), (), "back and forth leaves out nothing"),
        (talk(1, 2, 5, before=(1, 2, 3, 4)), (), "an earlier call came through them"),
        (talk(2, 5, before=(1, 2, 3, 4)), (1,), "but who calls is said in every call"),
        (talk(1, 2, 3, 4, 7, agreed=True), (), "after a yes nobody negotiates"),
        (talk(1, 2, 3, 4, 7), (5, 6), "without a yes one does"),
    ],
)
def test_left_out_is_what_lies_before_the_farthest_step(told: Talk, skipped: tuple[int, ...], why: str) -> None:
    assert told.skipped == skipped, why


def test_going_on_leaves_out_what_lies_between() -> None:
    assert talk(1, 2).skipped_by(Step.NEGOTIATE) == (3, 4)
    assert talk(1, 4).skipped_by(Step.ADJUST) == (5,)
    assert talk(1, 2).skipped_by(Step.LISTEN) == ()
    assert talk(1, 4).skipped_by(Step.REASON) == ()


def test_a_reason_explains_its_steps_only() -> None:
    told = talk(1, 4, 6, explained=(2, 3))
    assert told.unexplained(told.skipped) == (5,)


@pytest.mark.parametrize(
    ("before", "step"),
    [((), None), ((1, 2, 3), None), ((1, 2, 3, 4), 4), ((1, 2, 3, 4, 5), 5), ((1, 2, 3, 4, 5, 6, 7), 6)],
)
def test_a_later_call_goes_on_where_the_plans_stood(before: tuple[int, ...], step: int | None) -> None:
    assert talk(1, before=before).resumes_at == step


@pytest.mark.parametrize(
    ("told", "step", "why"),
    [
        (talk(), 1, "every call begins with who calls"),
        (talk(1), 2, "step by step"),
        (talk(1, 2), 3, "nothing was said before"),
        (talk(1, 2, before=(1, 2, 3, 4, 5)), 5, "where the plans stood"),
        (talk(1, 2, before=(1, 2, 3)), 3, "no plan was heard yet"),
        (talk(1, 2, 3, 4), 5, "no answer yet"),
        (talk(1, 2, 3, 4, agreed=True), 7, "nothing is left to negotiate"),
        (talk(1, 2, 3, agreed=True), 4, "a yes that came early is still summed up"),
        (talk(1, 7), None, "the last one"),
    ],
)
def test_one_step_follows_another(told: Talk, step: int | None, why: str) -> None:
    assert told.onwards == step, why


@pytest.mark.parametrize(
    ("told", "again"), [(talk(), False), (talk(1, 4), False), (talk(1, 4, 5), True), (talk(4, 5, 4), True)]
)
def test_a_step_gone_back_to_is_gone_through_again(told: Talk, again: bool) -> None:
    assert told.is_again(Step.PROPOSE) is again


@pytest.mark.parametrize("disposition", Disposition)
def test_a_talk_that_settled_nothing_owes_its_close(disposition: Disposition) -> None:
    code = owed(talk(1, 2, 3, 4, 5, 6), disposition).get("disposition")
    owing = OWE_THE_CLOSE | {Disposition.SETTLED}
    assert code == (TalkCode.CLOSING_MISSING if disposition in owing else None)
    assert owed(talk(1, 2, 3, 4, 5, 6, 7), disposition) == {}


def test_the_close_is_owed_by_all_whom_somebody_heard_out_without_a_settlement() -> None:
    reached = {disposition for disposition, rule in RULES.items() if rule.reached}
    assert reached - OWE_THE_CLOSE == {Disposition.SETTLED, Disposition.ABUSIVE}


def test_no_reason_stands_in_for_the_close() -> None:
    explained = talk(1, 2, 3, 4, explained=(5, 6, 7))
    assert owed(explained, Disposition.REFUSED) == {"disposition": TalkCode.CLOSING_MISSING}


def test_what_is_called_settled_owes_its_close_unless_something_was_accepted_or_promised() -> None:
    explained = (1, 2, 3, 4, 5, 6, 7)
    assert owed(talk(explained=explained), Disposition.SETTLED) == {"disposition": TalkCode.CLOSING_MISSING}
    assert owed(talk(explained=explained), Disposition.SETTLED, promised=True) == {}
    assert owed(talk(explained=explained, agreed=True), Disposition.SETTLED) == {}


def test_a_promise_alone_makes_no_step_needless() -> None:
    (error,) = check_ending(talk(1, 2, 3), Disposition.SETTLED, TALKED, promised=True)
    assert (error.code, error.params) == (TalkCode.STEPS_UNEXPLAINED, {"steps": "4, 5, 6, 7"})


def test_a_dead_line_owes_no_close_but_a_reason() -> None:
    assert owed(talk(1, 2, 3, 4), Disposition.REFUSED, CallResult.DROPPED) == {}
    assert owed(talk(1, 4), Disposition.REFUSED, CallResult.DROPPED) == {"skipped": TalkCode.STEPS_UNEXPLAINED}


@pytest.mark.parametrize(
    ("told", "disposition", "steps", "why"),
    [
        (talk(1, 4, 7), Disposition.REFUSED, "2, 3, 5, 6", "each step left out wants its reason"),
        (talk(1, 4, 7, explained=(2, 3, 5, 6)), Disposition.REFUSED, None, "and has it"),
        (talk(1, 2, 3, 4, agreed=True), Disposition.SETTLED, "7", "a settled talk goes to its end too"),
        (talk(1, 2, 3, 4, agreed=True, explained=(7,)), Disposition.SETTLED, None, "or says why not"),
        (talk(1, 2, 3, 4, 5, 7), Disposition.SETTLED, "6", "settled by words: only a yes makes steps needless"),
        (talk(1, 2, 3, 7), Disposition.SETTLED, "4, 5, 6", "whatever the note says of it"),
        (talk(agreed=True), Disposition.SETTLED, "1, 2, 3, 4, 7", "no way around by entering nothing"),
        (talk(1, 7), Disposition.CALL_LATER, None, "no time is the reason"),
        (talk(1, 7), Disposition.DO_NOT_CALL, None, "so is the wish not to be called"),
        (talk(1, 5), Disposition.ABUSIVE, None, "and abuse"),
        (talk(1, 5), Disposition.NOT_RIGHT_PERSON, None, "nobody was there to talk to"),
        (talk(2), Disposition.NO_ANSWER, None, "nor here"),
    ],
)
def test_what_was_left_out_wants_a_reason(told: Talk, disposition: Disposition, steps: str | None, why: str) -> None:
    errors = check_ending(told, disposition, TALKED)
    assert [error.params["steps"] for error in errors] == ([steps] if steps else []), why


def test_a_reason_outside_the_list_is_put_in_words() -> None:
    assert [error.code for error in check_skip(Skip(SkipReason.OTHER, " "))] == [TalkCode.SKIP_WORDS_MISSING]
    assert check_skip(Skip(SkipReason.OTHER, "先处理孩子的事")) == ()
    assert check_skip(Skip(SkipReason.NO_TIME)) == ()


@pytest.mark.parametrize(
    ("steps", "reached"), [((1, 5, 3), Step.NEGOTIATE), ((1, 4, 7), Step.PROPOSE), ((7,), Step.CLOSE)]
)
def test_an_earlier_call_is_told_by_how_far_it_came_before_its_close(steps: tuple[int, ...], reached: Step) -> None:
    assert LastTalk(1, START, frozenset(map(Step, steps))).reached is reached


def test_steps_are_told_by_their_numbers() -> None:
    assert numbers((Step.REASON, Step.LISTEN)) == "2, 3"
