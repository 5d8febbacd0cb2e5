import re

import pytest

from callguard.domain.money import MoneyRefusal
from callguard.domain.phone_number import PhoneRefusal
from callguard.imports.cells import MAX_CELL
from callguard.imports.columns import MAX_COLUMNS
from callguard.imports.faults import REASON_TEXT, FileReason, RowReason
from callguard.imports.reading import MAX_MB
from callguard.imports.sheet_extent import MAX_CELLS

KNOWN_PARAMS = {"limit_mb": MAX_MB, "limit": max(MAX_CELL, MAX_CELLS, MAX_COLUMNS), "rows": 20} | dict.fromkeys(
    ("needed", "columns", "fields", "kind", "words"), "订单编号"
)


def test_has_a_text_for_every_reason_and_no_value_stands_for_two() -> None:
    reasons = [*FileReason, *RowReason, *PhoneRefusal, *MoneyRefusal]
    assert set(REASON_TEXT) == set(reasons)
    assert len(REASON_TEXT) == len(reasons)


@pytest.mark.parametrize("text", REASON_TEXT.values())
def test_every_text_is_a_chinese_sentence_whose_blanks_can_be_filled(text: str) -> None:
    filled = text % KNOWN_PARAMS
    assert re.fullmatch(r"[^%]*[\u4e00-\u9fff][^%]*。", filled)
