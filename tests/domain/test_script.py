"""Every combination of step, issue, fault, attempt and ending has its own fitting words in both languages."""

import re
from collections.abc import Iterator
from itertools import product

import pytest

from callguard.domain.case import IssueType, Liability
from callguard.domain.disposition import RULES, Disposition
from callguard.domain.phrases import find_phrases, load_phrases
from callguard.domain.script import (
    BLANKS,
    ENDING_OF,
    AttemptStage,
    Ending,
    Step,
    StepText,
    Text,
    load_script,
    owe_answer,
    render,
    stage_of,
    waiting_text,
)

SAME_IN_EVERY_CALL = {
    # What is said to somebody who may be hurt doesn't wear out.
    (Step.LISTEN, IssueType.PERSONAL_SAFETY),
    (Step.CLOSE, IssueType.PERSONAL_SAFETY),
    # The answer to their points is in writing from the first call on.
    (Step.CLOSE, IssueType.BAD_REVIEW),
    (Step.CLOSE, IssueType.SERVICE_COMPLAINT),
}
FILLED = {
    "shop": "暖阳家居",
    "agent": "小林",
    "goods": "保温杯",
    "order_tail": "7714",
    "customer": "王女士",
    "plan": "补发一只",
    "deadline": "明天 18:00",
}


def every_text() -> Iterator[tuple[str, StepText]]:
    script = load_script()
    for step, issue, liability, stage, again in product(Step, IssueType, Liability, AttemptStage, (False, True)):
        for ending in Ending if step is Step.CLOSE else (Ending.AGREED,):
            name = f"{step.name} {issue} {liability} {stage} {ending} {again}"
            yield name, script.step(step, issue, liability, stage, ending, again=again)
    for issue, liability in product(IssueType, Liability):
        yield f"waiting {issue} {liability}", waiting_text(issue, liability)


def lines(text: StepText) -> tuple[Text, ...]:
    return text.say + text.find_out + text.avoid


def spoken(
    step: Step,
    issue: IssueType,
    liability: Liability,
    stage: AttemptStage = AttemptStage.FIRST,
    ending: Ending = Ending.AGREED,
    *,
    again: bool = False,
) -> str:
    return "".join(line.zh for line in load_script().step(step, issue, liability, stage, ending, again=again).say)


def test_every_combination_has_words_to_say_and_advice() -> None:
    assert not [name for name, text in every_text() if not text.say or not text.avoid]


def test_no_part_is_hidden_behind_an_earlier_one() -> None:
    spoken_lines = {line for _, text in every_text() for line in lines(text)}
    parts = [part for step in Step for part in load_script().parts[step]]
    assert not [part for part in parts if lines(part.text) and not spoken_lines.issuperset(lines(part.text))]


def test_every_call_but_its_close_asks_for_something() -> None:
    needs = {name: text.find_out for name, text in every_text() if not name.startswith("CLOSE")}
    assert not [name for name, found in needs.items() if not found]


def test_every_line_stands_in_both_languages() -> None:
    for name, text in every_text():
        for line in lines(text):
            assert re.search(r"[\u4e00-\u9fff]", line.zh), name
            assert line.en, name
            assert not re.search(r"[\u4e00-\u9fff]", line.en), name


def test_both_languages_use_the_same_known_blanks() -> None:
    for name, text in every_text():
        for line in lines(text):
            blanks = sorted(re.findall(r"\{(\w+)\}", line.zh))
            assert set(blanks) <= set(BLANKS), name
            assert blanks == sorted(re.findall(r"\{(\w+)\}", line.en)), name


def test_no_brace_is_left_once_all_blanks_are_filled() -> None:
    for name, text in every_text():
        for line in lines(text):
            for locale in ("zh_CN", "en"):
                assert not re.search(r"[{}〔〕]", render(line.in_locale(locale), FILLED)), name


def test_lines_are_short_enough_to_read_aloud() -> None:
    for name, text in every_text():
        for line in lines(text):
            assert len(line.zh) <= 36, (name, line.zh)
            assert len(line.en) <= 100, (name, line.en)


def test_chinese_is_punctuated_in_full_width() -> None:
    assert not [line.zh for _, text in every_text() for line in lines(text) if re.search(r"[,;!?:]", line.zh)]


def test_no_line_is_said_twice_in_one_step() -> None:
    for name, text in every_text():
        said = [line.zh for line in text.say]
        assert len(said) == len(set(said)), name


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_no_line_is_said_twice_on_the_way_through_a_call(locale: str) -> None:
    script = load_script()
    for issue, liability, stage, ending in product(IssueType, Liability, AttemptStage, Ending):
        steps = [script.step(step, issue, liability, stage, ending).say for step in Step]
        said = [line.in_locale(locale) for lines in steps for line in lines]
        assert not {line for line in said if said.count(line) > 1}, (issue, liability, stage, ending)


@pytest.mark.parametrize("step", [Step.INTRODUCE, Step.REASON, Step.LISTEN, Step.PROPOSE, Step.CLOSE])
def test_a_later_call_is_no_first_call(step: Step) -> None:
    for issue, liability in product(IssueType, Liability):
        calls = [spoken(step, issue, liability, stage, Ending.NOT_AGREED) for stage in AttemptStage]
        if (step, issue) in SAME_IN_EVERY_CALL:
            continue
        assert calls[0] != calls[-1], (issue, liability)


@pytest.mark.parametrize("step", [Step.REASON, Step.PROPOSE, Step.NEGOTIATE])
def test_a_matter_has_words_of_its_own(step: Step) -> None:
    for liability in Liability:
        words = {issue: spoken(step, issue, liability) for issue in IssueType}
        assert len(set(words.values())) == len(IssueType), liability


def test_whose_fault_it_was_changes_the_apology() -> None:
    for issue in set(IssueType) - {IssueType.PERSONAL_SAFETY}:
        assert len({spoken(Step.PROPOSE, issue, liability) for liability in Liability}) == len(Liability), issue


def test_how_a_talk_ends_changes_its_close() -> None:
    for issue, liability, stage in product(IssueType, Liability, AttemptStage):
        closes = {spoken(Step.CLOSE, issue, liability, stage, ending) for ending in Ending}
        assert len(closes) == len(Ending), (issue, liability, stage)


def test_after_a_refusal_the_next_plan_comes_without_another_apology() -> None:
    for issue, liability, stage in product(IssueType, Liability, AttemptStage):
        words = spoken(Step.PROPOSE, issue, liability, stage, again=True)
        assert not re.search("对不起|抱歉", words)
        assert issue is IssueType.PERSONAL_SAFETY or "{plan}" in words


def test_while_a_senior_is_asked_no_plan_is_named_and_something_is_to_be_found_out() -> None:
    for issue, liability in product(IssueType, Liability):
        text = waiting_text(issue, liability)
        assert text.find_out
        assert not any("{plan}" in line.zh for line in lines(text))


@pytest.mark.parametrize("liability", [Liability.UNCLEAR, Liability.CUSTOMER])
def test_where_the_shop_is_not_at_fault_it_is_sorry_for_the_trouble_only(liability: Liability) -> None:
    for issue, stage, step in product(IssueType, AttemptStage, Step):
        assert not re.search("没做好|没核对|没安排好|我们的责任|失礼", spoken(step, issue, liability, stage))


@pytest.mark.parametrize("ending", [Ending.CALL_LATER, Ending.CUT_SHORT, Ending.DO_NOT_CALL])
def test_a_talk_broken_off_names_no_plan(ending: Ending) -> None:
    for issue, liability, stage in product(IssueType, Liability, AttemptStage):
        assert "{plan}" not in spoken(Step.CLOSE, issue, liability, stage, ending)


def test_no_text_contains_a_phrase_we_warn_of() -> None:
    phrases = load_phrases()
    for line in {line for _, text in every_text() for line in lines(text)}:
        assert not find_phrases(line.zh, phrases)
        assert not find_phrases(line.en, phrases)


def test_nothing_is_said_of_business_before_the_person_is_known() -> None:
    for issue, liability, stage in product(IssueType, Liability, AttemptStage):
        words = spoken(Step.INTRODUCE, issue, liability, stage)
        assert words.startswith("您好，请问是{customer}吗？")
        assert not re.search(r"goods|order_tail|退|赔|差评", words)


def test_an_apology_comes_before_every_plan() -> None:
    for issue, liability, stage in product(IssueType, Liability, AttemptStage):
        words = spoken(Step.PROPOSE, issue, liability, stage)
        apology = re.search("对不起|抱歉", words)
        assert apology
        assert "{plan}" not in words or apology.start() < words.index("{plan}")


def test_the_courier_is_never_blamed() -> None:
    assert not [name for name, text in every_text() for line in text.say if re.search("快递|物流|courier", str(line))]


@pytest.mark.parametrize("liability", [each for each in Liability if each is not Liability.SHOP])
def test_the_shop_confesses_only_to_its_own_fault(liability: Liability) -> None:
    for issue, stage in product(IssueType, AttemptStage):
        for step in (Step.PROPOSE, Step.CLOSE):
            assert not re.search("是我们(没|的责任|办得|安排|出库)", spoken(step, issue, liability, stage))


def test_the_customer_hears_nothing_of_fault_where_it_is_their_own() -> None:
    for issue, step in product(IssueType, Step):
        assert not re.search("您的(错|责任|问题)|您(弄|用)坏", spoken(step, issue, Liability.CUSTOMER))


def test_safety_asks_about_the_person_suggests_a_doctor_and_names_no_plan() -> None:
    for liability, stage in product(Liability, AttemptStage):
        call = [spoken(step, IssueType.PERSONAL_SAFETY, liability, stage) for step in Step]
        assert "医" in call[Step.REASON - 1]
        assert "医院" in call[Step.PROPOSE - 1]
        assert "主管" in call[Step.PROPOSE - 1]
        assert "{plan}" not in "".join(call)


def test_a_bad_review_is_never_traded() -> None:
    for liability, stage, ending in product(Liability, AttemptStage, Ending):
        call = "".join(spoken(step, IssueType.BAD_REVIEW, liability, stage, ending) for step in Step)
        assert not re.search("删|改评|好评|追评|撤", call)
    assert "评价怎么写都由您" in spoken(Step.PROPOSE, IssueType.BAD_REVIEW, Liability.SHOP)


def test_after_the_last_call_nobody_promises_another() -> None:
    for issue, liability, ending in product(IssueType, Liability, Ending):
        words = spoken(Step.CLOSE, issue, liability, AttemptStage.LAST, ending)
        assert not re.search("再(给您)?来电|再联系您|给您回电|再打给您", words)
    assert "再联系您" in spoken(Step.CLOSE, IssueType.DAMAGE, Liability.SHOP, AttemptStage.SECOND, Ending.WANTS_TIME)


def test_who_asked_for_no_more_calls_hears_that_there_will_be_none() -> None:
    for issue, liability, stage in product(IssueType, Liability, AttemptStage):
        words = spoken(Step.CLOSE, issue, liability, stage, Ending.DO_NOT_CALL)
        assert "不再给您打电话" in words
        assert "{plan}" not in words


def test_every_call_is_closed_with_an_apology_and_thanks() -> None:
    for issue, liability, stage, ending in product(IssueType, Liability, AttemptStage, Ending):
        words = spoken(Step.CLOSE, issue, liability, stage, ending)
        assert re.search("对不起|抱歉", words)
        assert "谢谢" in words


def test_an_agreement_is_summed_up_with_its_day() -> None:
    for issue, liability, stage in product(IssueType, Liability, AttemptStage):
        assert "{deadline}" in spoken(Step.CLOSE, issue, liability, stage, Ending.AGREED)


def test_the_third_call_is_the_last() -> None:
    assert [AttemptStage.of(number) for number in (1, 2, 3, 4)] == [*AttemptStage, AttemptStage.LAST]


@pytest.mark.parametrize("attempt_no", [1, 2, 3])
def test_who_has_told_their_matter_hears_the_words_of_a_later_call_in_every_step(attempt_no: int) -> None:
    assert {stage_of(step, attempt_no, is_told=True) for step in Step} == {AttemptStage.of(attempt_no)}


def test_who_has_not_told_it_yet_is_asked_as_in_the_first_call() -> None:
    second = {step: stage_of(step, 2, is_told=False) for step in Step}
    assert {step for step in Step if second[step] is AttemptStage.SECOND} == {Step.INTRODUCE, Step.CLOSE}
    assert {second[step] for step in Step if step not in (Step.INTRODUCE, Step.CLOSE)} == {AttemptStage.FIRST}


def test_the_last_call_that_is_the_first_to_be_told_keeps_its_best_plan() -> None:
    last = {step: stage_of(step, 3, is_told=False) for step in Step}
    assert {step for step in Step if last[step] is AttemptStage.FIRST} == {Step.REASON, Step.LISTEN}


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_no_line_is_said_twice_either_where_the_matter_was_not_told_before(locale: str) -> None:
    script = load_script()
    for issue, liability, number, ending in product(IssueType, Liability, (2, 3), Ending):
        stages = {step: stage_of(step, number, is_told=False) for step in Step}
        steps = [script.step(step, issue, liability, stage, ending).say for step, stage in stages.items()]
        said = [line.in_locale(locale) for lines in steps for line in lines]
        assert not {line for line in said if said.count(line) > 1}, (issue, liability, number, ending)


def test_words_end_exactly_the_talks_somebody_reached() -> None:
    assert set(ENDING_OF) == {disposition for disposition, rule in RULES.items() if rule.reached}


def test_the_closing_words_promise_an_answer_where_nothing_was_agreed() -> None:
    not_agreed = {Disposition.REFUSED, Disposition.COMPLAINT_THREATENED}
    for agreed in (False, True):
        assert owe_answer(IssueType.DAMAGE, agreed=agreed) == not_agreed
    assert owe_answer(IssueType.PERSONAL_SAFETY, agreed=True) == not_agreed


def test_where_safety_is_at_stake_every_talk_without_an_accepted_plan_promises_an_answer() -> None:
    assert owe_answer(IssueType.PERSONAL_SAFETY, agreed=False) == set(ENDING_OF)


@pytest.mark.parametrize(("locale", "line"), [("zh_CN", "您好"), ("zh", "您好"), ("en", "Hello"), ("en_GB", "Hello")])
def test_a_line_is_shown_in_the_readers_language(locale: str, line: str) -> None:
    assert Text("您好", "Hello").in_locale(locale) == line


@pytest.mark.parametrize(
    ("blanks", "rendered", "why"),
    [
        ({"agent": "小林"}, "我是〔shop〕的小林", "a missing blank stays visible"),
        ({"agent": "小林", "shop": ""}, "我是〔shop〕的小林", "an empty one is missing too"),
        ({"agent": "{shop}", "shop": "暖阳"}, "我是暖阳的{shop}", "what is filled in is not filled again"),
        ({"agent": r"\1", "shop": "A&B"}, r"我是A&B的\1", "signs of regular expressions and HTML pass untouched"),
    ],
)
def test_blanks_are_filled_as_they_are(blanks: dict[str, str], rendered: str, why: str) -> None:
    assert render("我是{shop}的{agent}", blanks) == rendered, why
