"""The phrasebook: its texts are fit for a customer, and the right one is found with few letters."""

import re

import pytest

from callguard.domain.case import IssueType, Liability
from callguard.domain.phrasebook import (
    MAX_TEXT,
    MAX_TITLE,
    Entry,
    Moment,
    Situation,
    faults,
    load_entries,
    own_entry,
    search,
)
from callguard.domain.phrases import find_phrases, load_phrases
from callguard.domain.scope import CaseScope
from callguard.domain.script import BLANKS, Step, Text, blanks_in, render

ENTRIES = load_entries()
FILLED = dict.fromkeys(BLANKS, "某")
ANYWHERE = Situation()
ANY_CASE = CaseScope()
DAMAGE = Situation(Moment.PROPOSE, IssueType.DAMAGE, Liability.SHOP)


def lines(entry: Entry) -> tuple[Text, Text]:
    return entry.title, entry.text


def found(query: str, situation: Situation = ANYWHERE, *favourites: str, locale: str = "zh") -> list[str]:
    return [entry.key for entry in search(ENTRIES, query, situation, favourites, locale)]


def made(key: str, *moments: Moment, scope: CaseScope = ANY_CASE) -> Entry:
    return Entry(key, Text(key, key), Text("请您看看", "please look"), frozenset(moments or Moment), scope)


# --- the texts


def test_there_is_something_for_every_moment_of_every_case() -> None:
    assert len(ENTRIES) >= 80
    for moment in Moment:
        for issue_type in IssueType:
            for liability in Liability:
                situation = Situation(moment, issue_type, liability)
                assert [entry for entry in ENTRIES if situation.misfit(entry) == 0], situation


def test_keys_and_titles_name_one_entry_each() -> None:
    for name in ("key", "title", "text"):
        named = [getattr(entry, name) for entry in ENTRIES]
        assert len(set(named)) == len(named), name


def test_every_line_stands_in_both_languages() -> None:
    for entry in ENTRIES:
        for line in lines(entry):
            assert re.search(r"[\u4e00-\u9fff]", line.zh), entry.key
            assert line.en, entry.key
            assert not re.search(r"[\u4e00-\u9fff]", line.en), entry.key


def test_both_languages_have_the_same_known_blanks_and_as_many_gaps() -> None:
    for entry in ENTRIES:
        for line in lines(entry):
            assert set(blanks_in(line.zh)) <= set(BLANKS), entry.key
            assert sorted(blanks_in(line.zh)) == sorted(blanks_in(line.en)), entry.key
            assert line.zh.count("〔") == line.en.count("〔") == line.zh.count("〕") == line.en.count("〕"), entry.key
            assert not re.search("[{}]", render(line.zh, FILLED) + render(line.en, FILLED)), entry.key


def test_nothing_is_left_for_the_writer_in_what_is_said_before_it_is_heard() -> None:
    spoken = [entry for entry in ENTRIES if not entry.moments & {Moment.LISTEN, Moment.AFTER, Moment.NOTE}]
    assert not [entry.key for entry in spoken if "〔" in entry.text.zh]


def test_titles_fit_the_list_and_texts_a_message() -> None:
    for entry in ENTRIES:
        assert len(entry.title.zh) <= 12, entry.key
        assert len(entry.title.en) <= MAX_TITLE, entry.key
        assert len(entry.text.zh) <= 100, entry.key
        assert len(entry.text.en) <= 220, entry.key


def test_chinese_is_punctuated_in_full_width() -> None:
    assert not [entry.key for entry in ENTRIES for line in lines(entry) if re.search(r"[,;!?:()]", line.zh)]


def test_no_text_contains_a_phrase_we_warn_of() -> None:
    for entry in ENTRIES:
        for line in lines(entry):
            assert not find_phrases(line.zh, load_phrases()), entry.key
            assert not find_phrases(line.en, load_phrases()), entry.key


def test_the_shop_confesses_only_to_its_own_fault() -> None:
    for entry in ENTRIES:
        if entry.scope.liabilities != {Liability.SHOP}:
            assert not re.search("是我们(没|的责任|办得|安排|出库)", entry.text.zh), entry.key


def test_a_bad_review_is_never_traded() -> None:
    for entry in ENTRIES:
        assert not re.search("删|改评|好评|追评|撤", entry.text.zh), entry.key


def test_where_somebody_may_be_hurt_no_plan_is_put_first() -> None:
    for entry in ENTRIES:
        if entry.scope.issue_types == {IssueType.PERSONAL_SAFETY}:
            assert "plan" not in blanks_in(entry.text.zh), entry.key


def test_each_step_is_a_moment_and_after_them_comes_the_writing() -> None:
    assert [*map(Moment.of, Step), Moment.AFTER, Moment.NOTE] == list(Moment)


def test_an_entry_stands_where_it_is_first_wanted() -> None:
    assert made("x", Moment.AFTER, Moment.LISTEN).first_moment is Moment.LISTEN


# --- the search


@pytest.mark.parametrize(
    ("query", "key", "why"),
    [
        ("zq", "apology-shop", "the initials of 致歉"),
        ("zhiqian", "apology-shop", "the pinyin of 致歉"),
        ("致歉", "apology-shop", "the title itself"),
        ("tk", "reason-refund", "the initials of 退款"),
        ("退k", "reason-refund", "half of each"),
        ("huank", "adjust-repay", "还款 is huánkuǎn"),
        ("haik", "adjust-repay", "though 还 is hái elsewhere"),
        ("chongf", "propose-resend-lost", "重发 is chóngfā"),
        ("zhongf", "propose-resend-lost", "though 重 is zhòng elsewhere"),
        ("ZQ", "apology-shop", "capitals"),
        ("zq ls", "apology-courier", "two words, both in the title"),
        ("zq 责任", "apology-shop", "one in the title, one in the text"),
        ("原路退回", "propose-refund-full", "words of the text"),
    ],
)
def test_finds(query: str, key: str, why: str) -> None:
    assert key in found(query), why


@pytest.mark.parametrize("query", ["xyz", "zq xyz", "没有这句话"])
def test_finds_nothing(query: str) -> None:
    assert found(query) == []


def test_no_query_finds_everything() -> None:
    assert len(found("")) == len(found("  ")) == len(ENTRIES)


def test_pinyin_is_not_looked_for_in_the_text() -> None:
    assert "close-thanks" not in found("zhoudao")
    assert "close-thanks" in found("周到")


def test_english_readers_search_what_they_read_and_by_pinyin_too() -> None:
    assert found("apology", locale="en")[0] == "apology-shop"
    assert "apology-shop" not in found("apology")
    assert "propose-pick-up" in found("collected", locale="en")
    assert "apology-shop" in found("zq", locale="en")


def test_favourites_come_first_then_what_fits_then_the_rest() -> None:
    keys = found("", DAMAGE, "message-care", "close-thanks")
    assert set(keys[:2]) == {"message-care", "close-thanks"}
    misfits = [DAMAGE.misfit(entry) for key in keys[2:] for entry in ENTRIES if entry.key == key]
    assert misfits == sorted(misfits)
    assert set(misfits) == {0, 1, 2}


def test_what_is_called_so_comes_before_what_only_mentions_it_wherever_it_fits() -> None:
    mentions, called = own_entry("a", "甲", "退款"), made("退款", Moment.CLOSE)
    assert search([mentions, called], "退款", DAMAGE, (), "zh") == [called, mentions]


def test_among_equals_the_titles_beginning_comes_before_its_middle_and_the_text() -> None:
    in_text, in_title = own_entry("a", "甲", "退款"), own_entry("b", "全额退款", "乙")
    at_start = own_entry("c", "退款全额", "丙")
    assert search([in_text, in_title, at_start], "退款", ANYWHERE, (), "zh") == [at_start, in_title, in_text]


def test_among_equals_what_is_made_for_the_issue_comes_before_what_suits_any() -> None:
    any_case, its_own = made("a"), made("b", scope=CaseScope(frozenset({IssueType.DAMAGE})))
    assert search([any_case, its_own], "", DAMAGE, (), "zh") == [its_own, any_case]


def test_the_last_apology_comes_first_where_it_is_due() -> None:
    titles = [entry.title.zh for entry in search(load_entries(), "zq", Situation(Moment.CLOSE), (), "zh")]
    assert titles[0] == "致歉：挂机前"
    assert titles.index("消息：延误致歉") > titles.index("致歉：我们的责任")


@pytest.mark.parametrize(
    ("situation", "misfit", "why"),
    [
        (Situation(), 0, "where nothing is known everything fits"),
        (Situation(Moment.PROPOSE, IssueType.DAMAGE, Liability.SHOP), 0, "all of it"),
        (Situation(Moment.CLOSE, IssueType.DAMAGE, Liability.SHOP), 1, "another moment"),
        (Situation(None, IssueType.DAMAGE), 0, "no moment and no liability named"),
        (Situation(Moment.PROPOSE, IssueType.BAD_REVIEW, Liability.SHOP), 2, "another issue"),
        (Situation(Moment.PROPOSE, IssueType.DAMAGE, Liability.COURIER), 2, "another's fault"),
    ],
)
def test_an_entry_fits_by_case_and_moment(situation: Situation, misfit: int, why: str) -> None:
    scope = CaseScope(frozenset({IssueType.DAMAGE}), frozenset({Liability.SHOP}))
    entry = Entry("x", Text("x", "x"), Text("x", "x"), frozenset({Moment.PROPOSE}), scope)
    assert situation.misfit(entry) == misfit, why


# --- what somebody writes for themselves


def test_an_own_entry_fits_everywhere_in_either_language() -> None:
    entry = own_entry("own-1", "自己的话", "您好")
    assert DAMAGE.misfit(entry) == 0
    assert search([entry], "zjdh", DAMAGE, (), "en") == [entry]


@pytest.mark.parametrize(
    ("title", "text", "field", "code"),
    [
        ("", "您好", "title", "phrase_title_missing"),
        ("问候", "  ", "text", "phrase_text_missing"),
        pytest.param("长" * (MAX_TITLE + 1), "您好", "title", "text_too_long", id="long title"),
        pytest.param("问候", "长" * (MAX_TEXT + 1), "text", "text_too_long", id="long text"),
        ("问候", "{顾客}您好", "text", "blank_unknown"),
        ("问候", "您必须等", "text", "phrase_unfit"),
        ("等着吧", "您好", "title", "phrase_unfit"),
        ("问候", "😀", "text", "phrase_unfit"),
    ],
)
def test_refuses_at_the_field(title: str, text: str, field: str, code: str) -> None:
    (fault,) = faults(title, text)
    assert (fault.field, fault.code) == (field, code)


def test_says_what_to_write_instead() -> None:
    (fault,) = faults("问候", "您必须等")
    assert fault.params == {"phrase": "您必须", "instead": "麻烦您…"}
    (fault,) = faults("问候", "😀")
    assert fault.params == {"phrase": "😀", "instead": "收到，我马上为您处理"}


def test_takes_what_is_only_hinted_at_and_every_known_blank() -> None:
    assert faults("问候", "别着急，" + "".join(f"{{{blank}}}" for blank in BLANKS)) == ()
