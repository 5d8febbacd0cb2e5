"""After every call there is one fitting message to copy, and it says nothing that isn't known."""

import re
from itertools import product

import pytest

from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind
from callguard.domain.case import IssueType, Liability
from callguard.domain.disposition import RULES, SURVEY_RULES, Disposition, NextCall
from callguard.domain.message import message_lines, message_parts
from callguard.domain.phrasebook import MessagePart, load_entries
from callguard.domain.phrases import find_phrases, load_phrases
from callguard.domain.script import BLANKS

OF_THE_CASE = {
    "shop": "暖阳家居",
    "agent": "小林",
    "goods": "保温杯",
    "order_tail": "7714",
    "customer": "王女士",
    "deadline": "明天 17:00",
    "called_at": "11月20日 15:00",
}
PROMISED = {"promises": "给您退 20 元，11月21日 17:00 前办好"}
AGAIN = {"call_at": "11月21日 10:30"}
PLAN = {"plan": "给您退 20 元"}
DISPOSITIONS = list(RULES)


def message(
    disposition: Disposition,
    *known: dict[str, str],
    issue_type: IssueType = IssueType.DAMAGE,
    result: CallResult = CallResult.CONVERSATION,
    locale: str = "zh",
    kind: CallbackKind = CallbackKind.SERVICE,
) -> str:
    blanks = {name: text for some in (OF_THE_CASE, *known) for name, text in some.items()}
    parts = message_parts(disposition, result, issue_type, Liability.SHOP, blanks, kind)
    return "".join(message_lines(parts, blanks, locale))


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_every_disposition_of_every_case_has_one_that_says_who_writes(locale: str) -> None:
    for disposition, issue_type in product(RULES, IssueType):
        written = message(disposition, AGAIN, issue_type=issue_type, locale=locale)
        assert "暖阳家居" in written, disposition
        assert "小林" in written, disposition
        assert "{" not in written, disposition


def test_no_message_contains_a_phrase_we_warn_of() -> None:
    phrases = load_phrases()
    for disposition, issue_type, locale, kind in product(Disposition, IssueType, ("zh", "en"), CallbackKind):
        written = message(disposition, PROMISED, AGAIN, PLAN, issue_type=issue_type, locale=locale, kind=kind)
        assert not find_phrases(written, phrases)


def test_every_part_comes_up_somewhere() -> None:
    blanks = dict.fromkeys(BLANKS, "某")
    none_known = {name: text for name, text in blanks.items() if name not in ("promises", "plan")}
    found = {
        entry.key
        for disposition, issue_type, known, kind in product(Disposition, IssueType, (blanks, none_known), CallbackKind)
        for entry in message_parts(disposition, CallResult.CONVERSATION, issue_type, Liability.SHOP, known, kind)
    }
    assert found == {entry.key for entry in load_entries() if entry.part is not None}


def test_a_part_belongs_to_a_message_and_nothing_else_does() -> None:
    for entry in load_entries():
        assert (entry.part is None) == (not entry.dispositions), entry.key


@pytest.mark.parametrize("disposition", DISPOSITIONS)
def test_what_was_promised_and_by_when_is_written_wherever_it_can_be(disposition: Disposition) -> None:
    assert (PROMISED["promises"] in message(disposition, PROMISED, AGAIN)) is RULES[disposition].reached
    assert "promises" not in message(disposition, AGAIN)


@pytest.mark.parametrize("disposition", DISPOSITIONS)
def test_the_next_call_is_announced_only_where_there_will_be_one(disposition: Disposition) -> None:
    announced = AGAIN["call_at"] in message(disposition, AGAIN)
    # Who has the wrong number can't ring before there is another.
    rings_again = RULES[disposition].next_call is not NextCall.NONE and disposition is not Disposition.WRONG_NUMBER
    assert announced is rings_again


def test_a_promised_call_is_not_announced_twice_nor_without_its_time() -> None:
    assert message(Disposition.CALL_LATER, AGAIN).count(AGAIN["call_at"]) == 1
    assert message(Disposition.CALL_LATER) == ""


def test_who_asked_for_no_more_calls_reads_that_we_only_write() -> None:
    written = message(Disposition.DO_NOT_CALL, AGAIN)
    assert "以后不再给您打电话" in written
    assert "只在这里用文字" in written


def test_who_was_not_reached_reads_when_we_tried() -> None:
    for disposition in (Disposition.NO_ANSWER, Disposition.BUSY, Disposition.SWITCHED_OFF):
        assert OF_THE_CASE["called_at"] in message(disposition)


def test_a_plan_is_named_only_where_it_was_heard() -> None:
    assert PLAN["plan"] in message(Disposition.WANTS_TIME, PLAN)
    for disposition in set(RULES) - {Disposition.WANTS_TIME}:
        assert PLAN["plan"] not in message(disposition, PLAN, AGAIN)


def test_the_complaint_is_not_repeated_back() -> None:
    for disposition in RULES:
        assert "投诉" not in message(disposition, PROMISED, AGAIN)


def test_where_somebody_may_be_hurt_the_message_ends_with_them() -> None:
    for disposition in RULES:
        hurt = message(disposition, AGAIN, issue_type=IssueType.PERSONAL_SAFETY)
        assert hurt.endswith("单据和东西都留好。"), disposition
        assert "看医生" not in message(disposition, AGAIN)


@pytest.mark.parametrize(
    ("result", "is_written"),
    [
        (CallResult.NOT_PLACED, False),
        (CallResult.FAILED, False),
        (CallResult.DROPPED, True),
        (CallResult.UNKNOWN, True),
    ],
)
def test_nobody_writes_of_a_fault_the_customer_did_not_notice(result: CallResult, is_written: bool) -> None:
    assert bool(message(Disposition.TECHNICAL_FAILURE, result=result)) is is_written


def test_a_number_that_does_not_exist_is_asked_about_all_the_same() -> None:
    assert "留一个号码" in message(Disposition.WRONG_NUMBER, result=CallResult.INVALID_NUMBER)
    assert message(Disposition.SWITCHED_OFF, result=CallResult.FAILED)


def test_the_parts_stand_in_their_order() -> None:
    known = OF_THE_CASE | PROMISED | AGAIN
    issue = (IssueType.PERSONAL_SAFETY, Liability.SHOP)
    parts = message_parts(Disposition.REFUSED, CallResult.CONVERSATION, *issue, known)
    assert [entry.part for entry in parts] == list(MessagePart)


# --- after a survey

SURVEYS = [disposition for disposition in SURVEY_RULES if message(disposition, kind=CallbackKind.SURVEY)]


def test_after_a_survey_nobody_is_told_of_another_one() -> None:
    for disposition in SURVEYS:
        written = message(disposition, AGAIN, kind=CallbackKind.SURVEY)
        is_open = SURVEY_RULES[disposition].next_call is not NextCall.NONE
        assert ("重新打开来办" in written) is (AGAIN["call_at"] in written) is is_open, disposition
    assert "不再打扰" in message(Disposition.NO_ANSWER, kind=CallbackKind.SURVEY)


def test_who_rated_is_thanked_and_who_complains_or_wants_no_calls_reads_as_ever() -> None:
    assert "谢谢您接电话" in message(Disposition.RATED, kind=CallbackKind.SURVEY)
    assert message(Disposition.RATED) == ""
    for disposition in (Disposition.DO_NOT_CALL, Disposition.COMPLAINT_THREATENED):
        assert message(disposition, kind=CallbackKind.SURVEY) == message(disposition)


def test_nobody_writes_after_a_survey_that_came_to_nothing() -> None:
    assert set(SURVEY_RULES) - set(SURVEYS) == {
        Disposition.REFUSED,
        Disposition.ABUSIVE,
        Disposition.NOT_RIGHT_PERSON,
        Disposition.WRONG_NUMBER,
        Disposition.TECHNICAL_FAILURE,
    }


def test_no_review_is_asked_for() -> None:
    for disposition in SURVEYS:
        assert not re.search("评价|好评|追评", message(disposition, kind=CallbackKind.SURVEY))
