"""Files that spreadsheets open without taking a note for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from callguard.services.exports import FORMULA_STARTS, Row, csv_pieces, neutral, write_xlsx

cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("=+-@\t\r"), max_size=20)


def as_csv(heading: Row, rows: Iterable[Row]) -> bytes:
    return b"".join(csv_pieces(heading, rows))


def as_sheets(rows: Iterable[Row], **options: int) -> dict[str, Sequence[Sequence[object]]]:
    file = io.BytesIO()
    write_xlsx(file, "登记簿", ("甲", "乙"), rows, **options)
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue()))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@given(cells)
def test_no_cell_begins_like_a_formula(cell: str) -> None:
    assert not neutral(cell).startswith(FORMULA_STARTS)
    assert neutral(cell).removeprefix("'") == cell.removeprefix("'")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_neutralises_what_the_brief_of_a_spreadsheet_attack_begins_with(start: str) -> None:
    assert neutral(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


@given(st.lists(st.tuples(cells, cells), max_size=5))
def test_csv_reads_back_as_it_was_written(rows: list[tuple[str, str]]) -> None:
    text = as_csv(("甲", "乙"), rows).decode("utf-8-sig")
    read = [tuple(row) for row in csv.reader(io.StringIO(text, newline=""))]
    assert read == [("甲", "乙"), *(tuple(map(neutral, row)) for row in rows)]


def test_csv_begins_with_the_mark_once_however_long_it_is() -> None:
    content = as_csv(("甲", "乙"), ((str(number), "x") for number in range(1000)))
    assert content.startswith("\ufeff甲".encode())
    assert content.count("\ufeff".encode()) == 1
    assert len(content.splitlines()) == 1001


def test_csv_takes_rows_only_as_it_goes() -> None:
    taken = []

    def rows() -> Iterable[Row]:
        for number in range(1000):
            taken.append(number)
            yield str(number), "x"

    next(iter(csv_pieces(("甲", "乙"), rows())))
    assert len(taken) < 1000


def test_xlsx_keeps_every_cell_a_text() -> None:
    typed = [("=1+1", "2026112100000001234"), ("https://example.com", "@x"), ("", "-5")]
    assert as_sheets(typed) == {"登记簿": [["甲", "乙"], *map(list, typed)]}


def test_xlsx_without_rows_has_its_heading() -> None:
    assert as_sheets([]) == {"登记簿": [["甲", "乙"]]}


def test_xlsx_goes_on_on_another_sheet_when_one_is_full() -> None:
    rows = [(str(number), "x") for number in range(5)]
    sheets = as_sheets(rows, sheet_rows=3)
    assert list(sheets) == ["登记簿", "登记簿 2", "登记簿 3"]
    assert [row for sheet in sheets.values() for row in sheet[1:]] == [list(row) for row in rows]
    assert all(sheet[0] == ["甲", "乙"] for sheet in sheets.values())
