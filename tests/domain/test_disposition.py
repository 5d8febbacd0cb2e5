"""Which outcome goes with which call, and what it must carry."""

from datetime import UTC, datetime, timedelta

import pytest

from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind
from callguard.domain.case import IssueType
from callguard.domain.disposition import (
    EVERY_RULE,
    RULES,
    SURVEY_RULES,
    Disposition,
    NextCall,
    dispositions_for,
    rules_of,
)
from callguard.domain.outcome import Outcome, check_outcome

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
D, R = Disposition, CallResult


@pytest.mark.parametrize(
    ("outcome", "expected", "why"),
    [
        (Outcome(D.SETTLED, R.CONVERSATION, "说明后客户满意"), [], "explained, nothing owed"),
        (Outcome(D.SETTLED, R.CONVERSATION, accepted_offers=1, commitments=1), [], "agreed and entrusted"),
        (Outcome(D.SETTLED, R.CONVERSATION), [("note", "offer_or_note_missing")], "settled how?"),
        (Outcome(D.SETTLED, R.CONVERSATION, " \n"), [("note", "offer_or_note_missing")], "blanks are no note"),
        (
            Outcome(D.SETTLED, R.CONVERSATION, accepted_offers=1),
            [("commitments", "commitment_missing")],
            "a promise nobody owns is soon broken",
        ),
        (
            Outcome(D.SETTLED, R.NO_ANSWER, "满意"),
            [("disposition", "result_does_not_fit")],
            "nobody settled anything with a ringing tone",
        ),
        (Outcome(D.SETTLED, R.CONVERSATION, "满意", LATER), [], "a word of thanks later is welcome"),
        (Outcome(D.CALL_LATER, R.CONVERSATION, "明天再打", next_due_at=LATER), [], "at a time"),
        (Outcome(D.CALL_LATER, R.DROPPED, "明天再打", next_due_at=LATER), [], "cut off, but said so"),
        (Outcome(D.CALL_LATER, R.CONVERSATION, "再打"), [("next_due_at", "next_call_missing")], "when?"),
        (Outcome(D.WANTS_TIME, R.CONVERSATION), [("next_due_at", "next_call_missing")], "until when?"),
        (
            Outcome(D.CALL_LATER, R.CONVERSATION, "刚才", next_due_at=NOW),
            [("next_due_at", "next_call_in_past")],
            "now is no later",
        ),
        (Outcome(D.NO_ANSWER, R.NO_ANSWER), [], "the queue finds the time"),
        (Outcome(D.NO_ANSWER, R.NO_ANSWER, next_due_at=LATER), [], "or the agent does"),
        (
            Outcome(D.NO_ANSWER, R.CONVERSATION),
            [("disposition", "result_does_not_fit")],
            "who talked has answered",
        ),
        (Outcome(D.NO_ANSWER, R.UNKNOWN), [], "no proof either way"),
        (Outcome(D.REFUSED, R.CONVERSATION), [("note", "note_missing")], "the next shift must know why"),
        (Outcome(D.ABUSIVE, R.DROPPED), [("note", "note_missing")], "what was said is kept"),
        (Outcome(D.COMPLAINT_THREATENED, R.CONVERSATION, "要打 12315"), [], "noted"),
        (Outcome(D.DO_NOT_CALL, R.CONVERSATION), [], "the wish is enough"),
        (
            Outcome(D.DO_NOT_CALL, R.CONVERSATION, next_due_at=LATER),
            [("next_due_at", "next_call_not_wanted")],
            "they have just asked for none",
        ),
        (
            Outcome(D.DO_NOT_CALL, R.CONVERSATION, accepted_offers=1, commitments=1),
            [],
            "one can accept and want no more calls",
        ),
        (
            Outcome(D.WANTS_TIME, R.CONVERSATION, next_due_at=NOW + timedelta(days=31)),
            [("next_due_at", "next_call_too_far")],
            "a slip of the finger in the year",
        ),
        (
            Outcome(D.CALL_LATER, R.CONVERSATION, next_due_at=LATER),
            [("note", "note_missing")],
            "consent is kept in the customer's words",
        ),
        (
            Outcome(D.NO_ANSWER, R.NO_ANSWER, spoken_as=IssueType.PERSONAL_SAFETY),
            [("note", "note_missing")],
            "who may be hurt is written about",
        ),
        (
            Outcome(D.SETTLED, R.CONVERSATION, "已去医院", spoken_as=IssueType.PERSONAL_SAFETY),
            [("commitments", "answer_not_promised")],
            "the closing words promise the senior's answer",
        ),
        (
            Outcome(D.SETTLED, R.CONVERSATION, "已去医院", spoken_as=IssueType.PERSONAL_SAFETY, commitments=1),
            [],
            "which stands among the promises",
        ),
        (
            Outcome(D.REFUSED, R.CONVERSATION, "已去医院", spoken_as=IssueType.PERSONAL_SAFETY),
            [],
            "what stays open may be answered later",
        ),
        (Outcome(D.SETTLED, R.CONVERSATION, "好", spoken_as=IssueType.DAMAGE), [], "nobody is hurt"),
        (Outcome(D.WRONG_NUMBER, R.INVALID_NUMBER), [], "no such number"),
        (
            Outcome(D.REFUSED, R.BUSY, next_due_at=NOW),
            [
                ("disposition", "result_does_not_fit"),
                ("next_due_at", "next_call_in_past"),
                ("note", "note_missing"),
            ],
            "all at once",
        ),
    ],
)
def test_an_outcome_says_what_it_lacks(outcome: Outcome, expected: list[tuple[str, str]], why: str) -> None:
    assert [(error.field, error.code) for error in check_outcome(outcome, NOW)] == expected, why


def test_every_disposition_has_its_rule_and_every_result_its_disposition() -> None:
    assert set(RULES) == set(Disposition) - {D.RATED}
    assert set(EVERY_RULE) == set(Disposition)
    assert all(dispositions_for(result) for result in CallResult)


def test_who_was_not_heard_was_not_reached() -> None:
    silent = set(CallResult) - {R.CONVERSATION, R.DROPPED}
    assert not [each for each, rule in RULES.items() if rule.reached and rule.results & silent]


def test_a_talk_is_never_recorded_as_one_that_did_not_take_place() -> None:
    unheard = {D.NO_ANSWER, D.BUSY, D.SWITCHED_OFF, D.TECHNICAL_FAILURE}
    assert unheard.isdisjoint(dispositions_for(R.CONVERSATION))


def test_what_was_not_dialled_is_nobodys_fault_but_ours() -> None:
    assert dispositions_for(R.NOT_PLACED) == (D.TECHNICAL_FAILURE,)


def test_only_an_unreached_customer_stays_in_the_queue() -> None:
    staying = {each for each, rule in RULES.items() if not rule.closes_callback}
    assert staying == {D.NOT_RIGHT_PERSON, D.NO_ANSWER, D.BUSY, D.SWITCHED_OFF, D.WRONG_NUMBER, D.TECHNICAL_FAILURE}


def test_only_a_settled_case_is_closed() -> None:
    assert [each for each, rule in RULES.items() if rule.closes_case] == [D.SETTLED]


def test_threats_and_abuse_are_told_to_a_senior() -> None:
    assert {each for each, rule in RULES.items() if rule.tells_senior} == {D.COMPLAINT_THREATENED, D.ABUSIVE}


def test_a_wish_for_no_calls_is_recorded_and_followed() -> None:
    assert RULES[D.DO_NOT_CALL].records_do_not_call
    assert RULES[D.DO_NOT_CALL].next_call is NextCall.NONE


# --- the survey

SURVEY = CallbackKind.SURVEY


def survey(
    disposition: Disposition,
    result: CallResult = CallResult.CONVERSATION,
    note: str = "",
    rating: int | None = None,
    next_due_at: datetime | None = None,
) -> Outcome:
    return Outcome(disposition, result, note, next_due_at, kind=SURVEY, rating=rating)


@pytest.mark.parametrize(
    ("outcome", "expected", "why"),
    [
        (survey(D.RATED, rating=5), [], "content, and in a hurry"),
        (survey(D.RATED, R.DROPPED, rating=3), [], "cut off, but said so"),
        (survey(D.RATED), [("rating", "rating_missing")], "which?"),
        (survey(D.RATED, rating=0), [("rating", "rating_missing")], "none such"),
        (survey(D.RATED, rating=6), [("rating", "rating_missing")], "none such"),
        (survey(D.RATED, rating=2), [("note", "note_missing")], "why?"),
        (survey(D.RATED, note="还没退款", rating=1, next_due_at=LATER), [], "and is rung about it"),
        (survey(D.REFUSED), [], "nobody has to say why they don't answer"),
        (survey(D.REFUSED, rating=4), [("rating", "rating_not_wanted")], "either or"),
        (survey(D.NO_ANSWER, R.NO_ANSWER), [], "over"),
        (
            survey(D.NO_ANSWER, R.NO_ANSWER, next_due_at=LATER),
            [("next_due_at", "next_call_not_wanted")],
            "nobody is rung twice",
        ),
        (survey(D.SETTLED, note="好"), [("disposition", "not_in_such_a_call")], "there is nothing to settle"),
        (survey(D.CALL_LATER, note="好"), [("disposition", "not_in_such_a_call")], "nobody is rung twice"),
        (
            Outcome(D.RATED, R.CONVERSATION, rating=5),
            [("disposition", "not_in_such_a_call")],
            "nobody was asked",
        ),
        (Outcome(D.SETTLED, R.CONVERSATION, "好", survey_at=LATER), [], "settled, and asked about it later"),
        (
            Outcome(D.SETTLED, R.CONVERSATION, "好", LATER, survey_at=LATER),
            [("survey_at", "survey_not_wanted")],
            "not before it is over",
        ),
        (
            Outcome(D.REFUSED, R.CONVERSATION, "不要", survey_at=LATER),
            [("survey_at", "survey_not_wanted")],
            "we know the answer",
        ),
        (
            Outcome(D.SETTLED, R.CONVERSATION, "好", survey_at=NOW),
            [("survey_at", "next_call_in_past")],
            "now is no later",
        ),
        (
            Outcome(D.SETTLED, R.CONVERSATION, "好", survey_at=NOW + timedelta(days=31)),
            [("survey_at", "next_call_too_far")],
            "nobody remembers",
        ),
    ],
)
def test_a_survey_has_an_outcome_of_its_own(outcome: Outcome, expected: list[tuple[str, str]], why: str) -> None:
    assert [(error.field, error.code) for error in check_outcome(outcome, NOW)] == expected, why


def test_a_survey_is_over_after_its_call_whatever_came_of_it() -> None:
    assert all(rule.closes_callback and not rule.closes_case for rule in SURVEY_RULES.values())
    assert all(dispositions_for(result, SURVEY) for result in CallResult)


def test_every_other_call_has_the_rules_of_service() -> None:
    assert rules_of(CallbackKind.PROMISED) is rules_of(CallbackKind.SERVICE) is RULES
    assert rules_of(SURVEY) is SURVEY_RULES
