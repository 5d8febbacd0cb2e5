"""Phrases and files of them, for the tests."""

import csv
from collections.abc import Sequence
from io import StringIO

from callguard.domain.phrases import Phrase, PhraseCategory, Severity

OWN = Phrase("想都别想", PhraseCategory.FORBIDDEN, Severity.BLOCK, "生硬拒绝", "我来想办法")
TITLES = ("用语", "类别", "级别", "原因", "改说", "例外", "可说次数", "状态")


def csv_of(*rows: Sequence[str], titles: Sequence[str] = TITLES) -> bytes:
    """A file with these rows."""
    text = StringIO(newline="")
    csv.writer(text).writerows([titles, *rows])
    return text.getvalue().encode()
