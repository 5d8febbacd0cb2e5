"""Texts in the form of comparison, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callguard.domain.phrases import fold


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("沒辦法", "没办法"),
        ("等著，妳看", "等着,你看"),
        ("ＡＢＣ　ｄ", "abcd"),
        ("ﬁne", "fine"),
        ("Café", "cafe"),
        ("no\u200bt", "not"),
        ("一*二-三", "一二三"),
        ("一* *二", "一二"),
        ("1-2－3", "123"),
        ("① -\u200b②", "12"),
        ("a-1-b", "a-1-b"),
        ("1--2", "1--2"),
        ("一\r\n二", "一\n二"),
        ("一\r\r\n二", "一\n\n二"),
        ("一\u2028二", "一\n二"),
        ("torn \ud83d", "torn\ufffd"),
        ("", ""),
    ],
)
def test_writes_alike_what_is_read_alike(written: str, compared: str) -> None:
    assert fold(written).text == compared


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("can not", "CAN  NOT", True),
        ("can not", "cannot", False),
        ("没 办法", "沒辦法", True),
        ("打 12315", "打12315", True),
        ("12-315", "12 315", True),
        ("12-315", "12315", False),
    ],
)
def test_the_key_keeps_the_spaces_that_matter(one: str, other: str, *, same: bool) -> None:
    assert (fold(one).key == fold(other).key) is same


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("一\n二\r\n三", "一二三"),
        ("calm\ndown", "calmdown"),
        ("打\n12", "打12"),
        ("一 \n 二", "一二"),
        ("一\n\n二", "一\n\n二"),
        ("一,\n二", "一,\n二"),
        ("12\n34", "12\n34"),
        ("12\n打", "12\n打"),
        ("一\n- 二", "一\n-二"),
    ],
)
def test_a_line_may_go_on_in_the_next(written: str, compared: str) -> None:
    folded = fold(written).run_on()
    assert folded.text == compared
    assert [written[place] for place in folded.places] == list(compared)


@given(st.text(max_size=40))
def test_every_letter_leads_back_to_where_it_was_written(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.places) == len(folded.joined) == len(folded.apart)
    assert list(folded.places) == sorted(folded.places)
    assert all(0 <= place < len(text) for place in folded.places)


@given(st.text(max_size=40))
def test_what_is_compared_is_compared_as_itself(text: str) -> None:
    folded = fold(text).key
    assert fold(folded).key == folded
