"""The phrase list finds what must not be said, at the right place, and leaves ordinary sentences alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callguard.domain.phrases import (
    Phrase,
    PhraseCategory,
    PhraseList,
    Severity,
    find_phrases,
    is_symbols_only,
    load_phrases,
)

ALL = load_phrases()


def phrase(text: str, *unless: str) -> Phrase:
    return Phrase(text, PhraseCategory.WEAK, Severity.HINT, "reason", "replacement", unless)


def found(text: str, *phrases: Phrase) -> list[str]:
    matches = find_phrases(text, PhraseList(phrases, ALL.symbols_only))
    return [text[match.start : match.end] for match in matches]


def test_every_category_has_phrases() -> None:
    listed = {each.category for each in ALL.phrases} | {ALL.symbols_only.category}
    assert listed == set(PhraseCategory)


def test_no_phrase_is_listed_twice() -> None:
    texts = [each.text.lower() for each in ALL.phrases]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("each", ALL.phrases, ids=lambda each: each.text)
def test_every_phrase_is_found_and_its_replacement_is_clean(each: Phrase) -> None:
    assert [match.phrase for match in find_phrases(each.text, ALL)] == [each]
    assert each.reason
    assert each.replacement
    assert not find_phrases(each.replacement, ALL)
    assert all(each.text in harmless for harmless in each.unless)


@pytest.mark.parametrize(
    "sentence",
    [
        "您好，您的包裹今天发出，明天送到。",
        "我来联系快递核实，下午三点前给您答复。",
        "您看这样行不行？",
        "您有病史的话请先问医生。",
        "这件商品没有问题，您放心用。",
        "客户说不同意退货，想要补发。",
        "Is there anything else I can do for you?",
        "已退款 20 元，客户满意。",
        "",
        "   ",
    ],
)
def test_ordinary_sentences_do_not_match(sentence: str) -> None:
    assert find_phrases(sentence, ALL) == ()


@pytest.mark.parametrize("reply", ["？？？", "……", "😊", "👌👌 ", "。", "!!!"])
def test_a_reply_of_symbols_alone_is_no_answer(reply: str) -> None:
    (match,) = find_phrases(reply, ALL)
    assert match.phrase.category is PhraseCategory.SYMBOLS_ONLY
    assert (match.start, match.end) == (0, len(reply))


def test_symbols_beside_words_are_no_matter() -> None:
    assert not is_symbols_only("好的😊")


def test_matches_come_in_the_order_of_the_text() -> None:
    assert found("不清楚，也没办法", phrase("没办法"), phrase("不清楚")) == ["不清楚", "没办法"]


def test_every_occurrence_is_found() -> None:
    assert found("没办法就是没办法", phrase("没办法")) == ["没办法", "没办法"]


def test_a_match_inside_a_longer_one_is_reported_once() -> None:
    assert found("那你想怎样", phrase("怎样"), phrase("那你想怎样"), phrase("那你")) == ["那你想怎样"]


def test_overlapping_matches_are_both_reported() -> None:
    assert found("甲乙丙", phrase("甲乙"), phrase("乙丙")) == ["甲乙", "乙丙"]


def test_a_harmless_wording_excuses_only_what_lies_inside_it() -> None:
    assert found("行不行？不行。", phrase("不行", "行不行")) == ["不行"]


def test_latin_phrases_match_whole_words_in_any_case() -> None:
    assert found("CALM DOWN, please", phrase("calm down")) == ["CALM DOWN"]
    assert found("a calm downtown street", phrase("calm down")) == []


def test_digits_before_a_chinese_phrase_do_not_hide_it() -> None:
    assert found("可以打12315吗", phrase("打12315")) == ["打12315"]


@given(
    st.text(alphabet="您好吧，。 不行没办法", max_size=20), st.sampled_from(ALL.phrases), st.text("您好。", max_size=8)
)
def test_a_phrase_is_covered_wherever_it_stands(before: str, each: Phrase, after: str) -> None:
    listed = PhraseList((each,), ALL.symbols_only)
    text = f"{before}。{each.text}。{after}"
    start = len(before) + 1
    assert (start, start + len(each.text)) in {(match.start, match.end) for match in find_phrases(text, listed)}
