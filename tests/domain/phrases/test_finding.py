"""Phrases are found at the right place, however they are written, and excused where the wording is harmless."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callguard.domain.phrases import (
    Phrase,
    PhraseCategory,
    PhraseList,
    Severity,
    check_text,
    find_phrases,
    is_symbols_only,
    load_phrases,
)

ALL = load_phrases()


def phrase(text: str, *unless: str, severity: Severity = Severity.HINT, allowed: int = 0) -> Phrase:
    return Phrase(text, PhraseCategory.WEAK, severity, "reason", "replacement", unless, allowed)


def found(text: str, *phrases: Phrase) -> list[str]:
    matches = find_phrases(text, PhraseList(phrases, ALL.symbols_only))
    return [text[match.start : match.end] for match in matches]


@pytest.mark.parametrize(
    "written",
    [
        "没办法",
        "沒辦法",
        "没 办 法",
        "没　办　法",
        "没 办法",
        "没\u200b办\u200d法",
        "没\u200b \ufeff办\u2060法",
        "没\ufe0f办\u0336法",
        "没*办*法",
        "没·办-法",
        "没 * 办 * 法",
        "没\t办\xa0法",
        "没\n办法",
        "没 \r\n 办\n法",
        "没\xad办\u3164法",
    ],
)
def test_a_phrase_is_found_however_it_is_written(written: str) -> None:
    assert found(f"这个{written}。", phrase("没办法")) == [written]


@pytest.mark.parametrize("written", ["没，办法", "没。办法", "没！办法", "没、办法", "没/办法", "没…办法"])
def test_punctuation_parts_sentences(written: str) -> None:
    assert found(written, phrase("没办法")) == []


@pytest.mark.parametrize(
    "written",
    [
        "没\n\n办法",
        "没，\n办法",
        "- 没\n- 办法",
        "1. 没\n2. 办法",
        "客服：没\n顾客：办法",
        "客服 14:05\n没\n办法 14:06\n好",
    ],
)
def test_a_paragraph_an_item_and_a_speaker_begin_anew(written: str) -> None:
    assert found(written, phrase("没办法")) == []


def test_two_letters_that_meet_over_a_line_end_mean_nothing() -> None:
    assert found("问过员工\n商家同意", phrase("工商")) == []
    assert found("问过员工 商家同意", phrase("工商")) == ["工 商"]


@pytest.mark.parametrize(
    ("listed", "written"),
    [
        ("沒辦法", "没办法"),
        ("等着吧", "您等著吧"),
        ("打12315", "打１２３１５"),
        ("打12315", "打 12315"),
        ("打12315", "打 1 2 3 1 5"),
        ("打12315", "打12 315"),
        ("打12315", "打１２－３１５"),
        ("打12315", "打\n12315"),
        ("打12 315", "打12315"),
        ("12315", "11-20 12315"),
        ("12315", "12315 3次"),
        ("12315", "找12 315吧"),
        ("calm down", "calm\ndown"),
        ("calm down", "ＣＡＬＭ　ＤＯＷＮ"),
        ("calm down", "calm   down"),
        ("calm down", "c a l m  d o w n"),
        ("calm down", "c a l m down"),
        ("calm down", "calm d o w n"),
        ("calm down", "ca\u200blm d\xf3wn"),
        ("calm down", "请calm down吧"),
        ("can't be done", "can’t be done"),
        ("can not", "CAN NOT"),
        ("ok了", "OK 了"),
        ("行了，就这样", "行了, 就这样"),
    ],
)
def test_listed_and_written_forms_meet(listed: str, written: str) -> None:
    assert len(found(written, phrase(listed))) == 1


@pytest.mark.parametrize(
    ("listed", "written"),
    [
        ("calm down", "calm downtown"),
        ("calm down", "becalm down"),
        ("calm down", "calmdown"),
        ("calm down", "cal mdown"),
        ("calm down", "ca lm down"),
        ("calm down", "c alm d o w n"),
        ("can not", "cannot"),
        ("cannot", "can not"),
        ("打12315", "打123150"),
        ("12315", "12-3 15点"),
        ("12315", "12-31 5点"),
        ("12315", "2026-12 315"),
        ("12315", "12 315 7"),
        ("12315", "A12-315"),
        ("12315", "12\n315"),
        ("12315", "12*315"),
        ("calm down", "cal\nmdown"),
        ("calm down", "calm\n\ndown"),
        ("calm down", "calm. Down"),
    ],
)
def test_latin_words_are_whole_and_parted_as_listed(listed: str, written: str) -> None:
    assert found(written, phrase(listed)) == []


@pytest.mark.parametrize(
    "reply",
    [
        "？？？",
        "……",
        "😊",
        "👌👌 ",
        "。",
        "!!!",
        "[微笑]",
        "[OK]",
        "[呲牙][呲牙]",
        "[破涕为笑]😊",
        "/:809",
        "/:^_^/:Y",
        "/:066。",
        "#E-s01",
    ],
)
def test_a_reply_of_symbols_alone_is_no_answer(reply: str) -> None:
    (match,) = find_phrases(reply, ALL)
    assert match.phrase.category is PhraseCategory.SYMBOLS_ONLY
    assert (match.start, match.end) == (0, len(reply))
    assert find_phrases(reply, PhraseList(ALL.phrases, None)) == ()


@pytest.mark.parametrize(
    "reply", ["好的😊", "[OK]好的", "/:809好的", "[图片]", "[2]", "[ ]已退", "/:066 done", "#E-mail"]
)
def test_symbols_beside_words_are_no_matter(reply: str) -> None:
    assert not is_symbols_only(reply)


def test_matches_come_in_the_order_of_the_text() -> None:
    assert found("不清楚，也没办法", phrase("没办法"), phrase("不清楚")) == ["不清楚", "没办法"]


def test_every_occurrence_is_found() -> None:
    assert found("没办法就是没办法", phrase("没办法")) == ["没办法", "没办法"]


def test_a_match_inside_a_longer_one_is_reported_once() -> None:
    assert found("那你想怎样", phrase("怎样"), phrase("那你想怎样"), phrase("那你")) == ["那你想怎样"]


def test_a_graver_match_inside_a_longer_one_is_reported_too() -> None:
    inner = phrase("你想怎样", severity=Severity.BLOCK)
    assert found("那你想怎样", phrase("那你想怎样"), inner) == ["那你想怎样", "你想怎样"]


def test_of_two_at_one_place_the_graver_is_reported() -> None:
    listed = PhraseList((phrase("没办法"), phrase("沒辦法", severity=Severity.BLOCK)), None)
    assert [match.severity for match in find_phrases("没办法", listed)] == [Severity.BLOCK]


def test_overlapping_matches_are_both_reported() -> None:
    assert found("甲乙丙", phrase("甲乙"), phrase("乙丙")) == ["甲乙", "乙丙"]


@pytest.mark.parametrize("text", ["行不行？不行。", "行 不 行？不行。", "行\u200b不行？不行。"])
def test_a_harmless_wording_excuses_only_what_lies_inside_it(text: str) -> None:
    assert found(text, phrase("不行", "行不行")) == ["不行"]
    assert text.rindex("不行") == find_phrases(text, PhraseList((phrase("不行", "行不行"),), None))[0].start


def test_what_may_be_said_so_often_is_a_fault_from_the_next_time_on() -> None:
    soothing = phrase("请您放心", allowed=2)
    assert found("请您放心。请您放心", soothing) == []
    matches = find_phrases("请您放心。请 您放心。請您放心。", PhraseList((soothing,), None))
    assert [match.start for match in matches] == [11]


@given(
    st.text(
        st.sampled_from("没办法不行 \u200b*\n。calm down㎏ﬁ沒辦𠀀é\u0301\ud83d没请您放心「」顾客说：1"), max_size=60
    )
)
def test_places_are_those_of_the_text_as_it_was_written(text: str) -> None:
    for match in (*find_phrases(text, ALL), *check_text(text, ALL).triggers):
        assert 0 <= match.start < match.end <= len(text)
        alone = PhraseList((Phrase(match.phrase.text, PhraseCategory.WEAK, Severity.HINT, "r", "r"),), None)
        assert match.phrase.category is PhraseCategory.SYMBOLS_ONLY or find_phrases(
            text[match.start : match.end], alone
        )


@pytest.mark.parametrize(
    ("text", "faults", "why"),
    [
        ("顾客说要打12315", [], "the customer's words, of which the trigger tells more"),
        ("顾客说没办法了，要打12315", ["没办法"], "other words of theirs are still hinted at"),
        ("您去打12315", ["您去打12315"], "the agent's own are a fault whatever they raise"),
        ("再不处理要打12315，情绪激动", [], "notes leave out the customer, whose intention it is"),
        ("顾客说已冷水冲。要打12315投诉", [], "in the sentence after what they said too"),
    ],
)
def test_what_raises_a_case_is_not_hinted_at_besides(text: str, faults: list[str], why: str) -> None:
    checked = check_text(text, ALL)
    assert [text[match.start : match.end] for match in checked.faults] == faults, why
    assert len(checked.triggers) == 1
