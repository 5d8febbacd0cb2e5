"""Whose words they are: what a customer said may be noted as it was, and is no fault of whoever notes it.

Theirs is what stands in quotation marks, what follows "the customer said" (or, at the start of a sentence, just "said")
up to its end, and what follows their name and a colon, at the start of a line or a sentence, up to the line's end or
the next speaker. All of it is read in the form of comparison (folding.py).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

_CUSTOMER = "(?:顾客|客户|买家|对方|customer|buyer)"
_QUOTED = re.compile(r"「[^「」\n]*」|『[^『』\n]*』|“[^“”\n]*”|\"[^\"\n]*\"")
# Who speaks is a name and no sentence: "顾客不接，我说：" is none.
_NAME = r"[^:,、。!?;\n我]"
_NEXT_SPEAKER = rf"(?:(?<=[。!?])(?!{_CUSTOMER})[^:,、。!?;\n\d]{{1,8}}|(?:客服|坐席|专员|agent)[0-9a-z*]{{0,8}}):"
_TURN = re.compile(rf"(?:^|(?<=[。!?])){_CUSTOMER}{_NAME}{{0,12}}:(?:(?!{_NEXT_SPEAKER}).)*", re.MULTILINE)
_SAID = (
    "(?:说|称|表示|问|骂|喊|回复|反馈|反映|强调|威胁|扬言|要|想|讲|提|认为|觉得|嫌|怪|抱怨"
    "|says|said|asks|asked|wants|thinks)"
)
_REPORTED = re.compile(rf"(?:{_CUSTOMER}|(?<![其吉])[他她])[^。!?;\n我]{{0,20}}?{_SAID}(?P<words>[^。!?;\n]*)")
# Notes leave the customer out: "说要退货".
_SAID_BY_NOBODY = re.compile(r"(?:^|(?<=[。!?;\n]))(?:说(?!明)|称|表示|骂|反映|要求)(?P<words>[^。!?;\n]*)")
# To the customer: then it was the agent who spoke.
_SPOKEN_TO = re.compile(r"(?:[跟对和向给同与让请]|告诉|回复|told?|to|ask|asked)(?:这位|那位|这个|the)?$")
_LONGEST_ADDRESS = 12


class CustomersWords:
    """The parts of a text that are the customer's."""

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(_spans(text)):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def cover(self, start: int, end: int) -> bool:
        """Whether all of `[start, end)` is theirs."""
        place = bisect_right(self._starts, start) - 1
        return place >= 0 and end <= self._ends[place]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_QUOTED, _TURN):
        yield from (found.span() for found in pattern.finditer(text))
    yield from (found.span("words") for found in _SAID_BY_NOBODY.finditer(text))
    for found in _REPORTED.finditer(text):
        before = text[max(0, found.start() - _LONGEST_ADDRESS) : found.start()]
        if not _SPOKEN_TO.search(before):
            yield found.span("words")
