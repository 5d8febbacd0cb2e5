"""Whose words they are: what a customer said may be noted as it was, and is no fault of whoever notes it.

Theirs is what stands in quotation marks, what follows "the customer said" (or, at the start of a sentence, just "said")
up to its end, and what follows their name and a colon, at the start of a line or a sentence, up to the line's end or
the next speaker. It ends before that with a clause in which the agent speaks up ("要退货，我说…"), whose own quotations
are the agent's. All of it is read in the form of comparison (folding.py).
"""

import re
from collections.abc import Iterator

from callguard.domain.phrases.folding import Folded
from callguard.domain.phrases.spans import Span, Spans

_CUSTOMER = "(?:顾客|客户|买家|对方|customer|buyer)"
_AGENT = "(?:客服|坐席|专员|agent)"
_TOLD = rf"(?:这位|那位|这个|the)?(?:{_CUSTOMER}|[他她])"
# Not "我说过", "我告诉你", "我回家": so speaks a customer.
_ANSWERS = (
    r"(?:[说讲](?!话|的|过|法|你们|了.{0,3}[遍次])|答(?!应)|回(?![来去到家头国店电访想寄])|表示|解释|告[诉知](?![你您]))"
    rf"[复覆答]?(?:{_TOLD})?"
)
_TO_THEM = f"[跟对和向给同与]{_TOLD}"
_ADVERBS = "(?:就|也|又|还|便|先|再|已经?|只好|只能|直接|当时|当场|马上)*"
# At the start of a clause: "我只好跟他说", "客服答:", and without a subject "告诉他".
_AGENT_SPEAKS = (
    r"(?:^|(?<=[,。!?;\n」』”]))(?:然后|于是|所以|但是?|可是|不过|后来|随后|最后)?"
    rf"(?:(?:我|{_AGENT}(?:小\w|[0-9a-z*]{{0,8}}))(?:{_ADVERBS}(?:{_TO_THEM})?{_ANSWERS}|:)"
    rf"|{_ADVERBS}(?:{_TO_THEM}[说讲]|(?:告[诉知]|[回答][复覆]){_TOLD}|[让请]{_CUSTOMER}))"
)
_QUOTED = re.compile(r"「[^「」\n]*」|『[^『』\n]*』|“[^“”\n]*”|\"[^\"\n]*\"")
_AGENT_QUOTES = re.compile(f"{_AGENT_SPEAKS}[:,]?$")
_LONGEST_LEAD = 40
_CLAUSES = re.compile("[,。!?;\n」』”]")
# Who speaks is a name and no sentence: "顾客不接，我说：" is none.
_NAME = r"[^:,、。!?;\n我]"
_NEXT_SPEAKER = rf"(?:(?:(?<=[。!?])(?!{_CUSTOMER})[^:,、。!?;\n\d]{{1,8}}|{_AGENT}[0-9a-z*]{{0,8}}):|{_AGENT_SPEAKS})"
_TURN = re.compile(rf"(?:^|(?<=[。!?])){_CUSTOMER}{_NAME}{{0,12}}:(?:(?!{_NEXT_SPEAKER}).)*", re.MULTILINE)
_NAMED = re.compile(rf"(?:{_CUSTOMER}|[他她]){_NAME}{{0,12}}:$")
_SAID = (
    "(?:说|称|表示|问|骂|喊|回复|反馈|反映|强调|威胁|扬言|要|想|讲|提|认为|觉得|嫌|怪|抱怨"
    "|says|said|asks|asked|wants|thinks)"
)
_SOON_SAID = rf"(?:(?!{_AGENT_SPEAKS})[^。!?;\n我]){{0,20}}?{_SAID}"
_WORDS = rf"(?P<words>(?:(?!{_AGENT_SPEAKS})[^。!?;\n])*)"
# What is said to the customer is the agent's, at least to the end of the clause.
_REPORTED = re.compile(
    rf"(?:{_AGENT_SPEAKS}(?<!:)|(?:[跟对和向给同与让请回]|告诉|回复|told?|to|ask|asked){_TOLD}{_SOON_SAID})[^,。!?;\n]*"
    rf"|(?:{_CUSTOMER}|(?<![其吉])[他她]){_SOON_SAID}{_WORDS}"
)
# Notes leave the customer out: "说要退货".
_SAID_BY_NOBODY = re.compile(rf"(?:^|(?<=[。!?;\n]))(?:说(?!明)|称|表示|骂|反映|要求){_WORDS}")


class CustomersWords:
    """The parts of a text, at the places where they were written, that are the customer's."""

    def __init__(self, text: Folded) -> None:
        quoted, told = list(_quoted(text.text)), list(_told(text.text))
        self.quoted = Spans(text.written(*span) for span in quoted)
        self.told = Spans(text.written(*span) for span in (*quoted, *told))


def agent_speaks(lead: Folded) -> bool:
    """Whether the agent speaks up in the last clause of what stands before some words."""
    return bool(re.search(_AGENT_SPEAKS, _CLAUSES.split(lead.text)[-1]))


def names_customer(lead: Folded) -> bool:
    """Whether what stands before some words ends in the customer's name and a colon."""
    return bool(_NAMED.search(lead.text))


def _quoted(text: str) -> Iterator[Span]:
    for found in _QUOTED.finditer(text):
        if not _AGENT_QUOTES.search(text, max(0, found.start() - _LONGEST_LEAD), found.start()):
            yield found.span()


def _told(text: str) -> Iterator[Span]:
    yield from (found.span() for found in _TURN.finditer(text))
    for pattern in (_REPORTED, _SAID_BY_NOBODY):
        yield from (found.span("words") for found in pattern.finditer(text) if found["words"])
