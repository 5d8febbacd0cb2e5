"""Chinese is found by the letters somebody types for it."""

import pytest

from callguard.domain.pinyin import common_by_initial, spells, spells_start


@pytest.mark.parametrize(
    ("letters", "text", "why"),
    [
        ("zq", "致歉", "the initials"),
        ("zhq", "致歉", "an initial of two letters"),
        ("zhiqian", "致歉", "written out"),
        ("zhiq", "致歉", "half written out"),
        ("致q", "致歉", "half chosen already"),
        ("tk", "全额退款", "in the middle"),
        ("z", "致歉", "one letter"),
        ("huank", "还款", "the right reading of a polyphone"),
        ("haik", "还款", "its other reading, which an input method may know it by"),
        ("chongf", "重发", "again"),
        ("zhongf", "重发", "again"),
        ("nv", "女", "ü is typed as v"),
        ("an", "安", "a syllable without an initial"),
        ("zqls", "致歉：路上", "past the punctuation"),
        ("skub", "SKU编号", "Latin letters as they are, in any case"),
        ("12h", "12号", "digits"),
    ],
)
def test_letters_spell(letters: str, text: str, why: str) -> None:
    assert spells(letters, text), why


@pytest.mark.parametrize(
    ("letters", "text", "why"),
    [
        ("", "致歉", "nothing typed"),
        ("zq", "", "nothing there"),
        ("qz", "致歉", "the wrong order"),
        ("zqx", "致歉", "more than there is"),
        ("zk", "致歉款", "a character left out"),
        ("zha", "致歉", "no reading begins so"),
        ("hq", "致歉", "not from the middle of a syllable"),
    ],
)
def test_letters_do_not_spell(letters: str, text: str, why: str) -> None:
    assert not spells(letters, text), why


def test_the_beginning_is_told_from_the_middle() -> None:
    assert spells_start("tk", "退款：全额")
    assert not spells_start("tk", "全额退款")


def test_a_long_text_of_polyphones_is_read_once_and_not_once_per_reading() -> None:
    assert not spells("h" * 40, "和" * 39)


@pytest.mark.parametrize(("letter", "character"), [("z", "致"), ("c", "重"), ("z", "重"), ("a", "啊"), ("z", "座")])
def test_a_common_character_stands_under_the_letters_its_readings_begin_with(letter: str, character: str) -> None:
    assert character in common_by_initial()[letter]


def test_all_common_characters_are_there_and_none_under_a_letter_no_syllable_begins_with() -> None:
    table = common_by_initial()
    assert len(set("".join(table.values()))) == 3755
    assert (table["v"], table["i"], table["u"]) == ("", "", "")
