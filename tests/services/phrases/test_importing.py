"""Phrase lists come in from files: row by row, and twice without any effect."""

import pytest

from callguard.domain.phrases import PhraseCategory, Severity
from callguard.imports.faults import FileReason, FileRefusal
from callguard.services.phrases.book import phrase_book
from callguard.services.phrases.importing import PhraseImport, RowFault, import_phrases
from tests.house import NOW, House
from tests.services.phrases.lists import csv_of

FILE = csv_of(
    ("想都别想", "服务禁语", "不能说", "生硬拒绝", "我来想办法", "想都别想好了|别说想都别想", "", ""),
    ("没办法", "weak", "Hint", "只说办不到", "我马上想办法", "", "0", "启用"),
    ("'=爱退不退", "Command", "warn", "打发顾客", "我来办", "", "", "停用"),
    ("", "符号代答", "建议改", "用符号代替回答", "收到，我来办", "", "", ""),
)


def bring_in(house: House, content: bytes) -> PhraseImport | FileRefusal:
    with house.writing() as session:
        return import_phrases(session, content, house.manager, NOW)


def faults_of(house: House, content: bytes) -> list[RowFault]:
    done = bring_in(house, content)
    assert isinstance(done, PhraseImport)
    return done.faults


def test_saves_what_is_new_or_different_and_nothing_the_second_time(house: House) -> None:
    done = bring_in(house, FILE)
    assert done == PhraseImport(added=2, changed=2)
    assert isinstance(done, PhraseImport)
    assert done.rejected == 0
    with house.database.reading() as session:
        book = phrase_book(session)
    own = book["想都别想"].phrase
    assert (own.category, own.severity) == (PhraseCategory.FORBIDDEN, Severity.BLOCK)
    assert own.unless == ("想都别想好了", "别说想都别想")
    assert book["没办法"].is_changed
    assert (book["=爱退不退"].phrase.text, book["=爱退不退"].is_on) == ("=爱退不退", False)
    assert bring_in(house, FILE) == PhraseImport(unchanged=4)


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (("想都别想", "骂人", "不能说", "生硬", "我来办", "", "", ""), "类别", "row_word_unknown"),
        (("想都别想", "", "不能说", "生硬", "我来办", "", "", ""), "类别", "row_missing"),
        (("想都别想", "反问", "", "生硬", "我来办", "", "", ""), "级别", "row_missing"),
        (("想都别想", "反问", "不能说", "", "我来办", "", "", ""), "原因", "phrase_reason_missing"),
        (("想都别想", "反问", "不能说", "生硬", "没办法", "", "", ""), "改说", "phrase_replacement_forbidden"),
        (("想", "反问", "不能说", "生硬", "我来办", "", "", ""), "用语", "phrase_too_short"),
        (("想都别想", "反问", "不能说", "生硬", "我来办", "别的", "", ""), "例外", "phrase_unless_without_phrase"),
        (("想都别想", "反问", "不能说", "生硬", "我来办", "", "两次", ""), "可说次数", "row_number_invalid"),
        (("想都别想", "反问", "不能说", "生硬", "我来办", "", "99", ""), "可说次数", "phrase_allowed_too_often"),
        (("想都别想", "反问", "不能说", "生硬", "我来办", "", "", "也许"), "状态", "row_word_unknown"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_with_its_column_and_why(
    house: House, row: tuple[str, ...], column: str, code: str
) -> None:
    good = ("爱退不退", "命令", "不能说", "打发顾客", "我来办", "", "", "")
    done = bring_in(house, csv_of(row, good))
    assert isinstance(done, PhraseImport)
    assert [(one.row, one.column, one.code) for one in done.faults] == [(2, column, code)]
    assert (done.added, done.rejected) == (1, 1)


def test_the_same_phrase_twice_in_a_file_is_taken_once(house: House) -> None:
    row = ("想都别想", "反问", "不能说", "生硬", "我来办", "", "", "")
    again = ("想 都 別 想", *row[1:])
    assert faults_of(house, csv_of(row, again)) == [RowFault(3, "用语", "phrase_twice", {"row": 2})]


def test_blank_rows_are_passed_over_and_broken_ones_told(house: House) -> None:
    content = csv_of(("", "", "", "", "", "", "", "")) + '"没有引完\n'.encode()
    assert [(one.row, one.column, one.code) for one in faults_of(house, content)] == [(3, None, "row_malformed")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", FileReason.EMPTY),
        (csv_of(titles=("用语", "类别")), FileReason.MISSING_COLUMNS),
        (csv_of(*[("甲乙",)] * 10_001), FileReason.TOO_MANY_ROWS),
    ],
)
def test_a_file_that_is_none_changes_nothing(house: House, content: bytes, reason: FileReason) -> None:
    refused = bring_in(house, content)
    assert isinstance(refused, FileRefusal)
    assert refused.reason is reason
