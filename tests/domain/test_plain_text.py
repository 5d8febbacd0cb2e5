import pytest
from hypothesis import given
from hypothesis import strategies as st

from callguard.domain.plain_text import narrow, shown


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        ('="1234567890123456789"', "1234567890123456789"),
        ("\t1234\t", "1234"),
        ("  云栖 针织衫 ", "云栖 针织衫"),
        ("a\x00b\ufeff", "ab"),
        ("第一行\n第二行", "第一行\n第二行"),
        ('="', '="'),
        ("", ""),
    ],
)
def test_shows_what_a_person_sees(cell: str, seen: str) -> None:
    assert shown(cell) == seen


@pytest.mark.parametrize(
    ("cell", "code"), [("'１３８ 0013", "1380013"), ("'", ""), ("＝＂12＂", "12"), ("138\u3000001", "138001")]
)
def test_narrows_codes_to_half_width_without_spaces(cell: str, code: str) -> None:
    assert narrow(cell) == code


@given(st.text(alphabet=st.characters(exclude_categories=["C", "Z"])).filter(lambda text: not text.startswith("=")))
def test_finds_again_what_excel_wrapped(text: str) -> None:
    assert shown(f'="{text}"') == text
