"""What the customer said may be noted; what the agent said is the agent's."""

import pytest

from callguard.domain.phrases import Phrase, PhraseCategory, PhraseList, Severity, find_phrases

INSULT = Phrase("有病", PhraseCategory.FORBIDDEN, Severity.BLOCK, "reason", "replacement")
SOOTHING = Phrase("请您放心", PhraseCategory.SOOTHING, Severity.WARN, "reason", "replacement", allowed=1)
LISTED = PhraseList((INSULT, SOOTHING), None)


def severities(text: str) -> list[Severity]:
    return [match.severity for match in find_phrases(text, LISTED)]


@pytest.mark.parametrize(
    "text",
    [
        "顾客原话「你们有病」",
        "原话：“你们有病吧”，已安抚",
        "原话『你们有病』",
        'The words were "你们有病".',
        "客户说我们有病",
        "客戶說我們有病",
        "顾客很生气，她骂我们有病。",
        "买家在电话里一直说，有病",
        "对方要投诉，觉得有病",
        "说我们有病，已安抚",
        "已回电。要求道歉，说有病",
        "客户过敏，要找记者，还说有病",
        "客服：您好\n顾客：你们有病\n客服：我来处理",
        "买家 14:05：你们有病",
        "已说明规定。顾客：你们有病！",
        "您好！买家：你们有病。就是这样",
        "好。顾客王**：你们说到 14:05，有病",
        "the customer said 有病",
        "Customer: 有病",
    ],
)
def test_hints_at_what_the_customer_said(text: str) -> None:
    assert severities(text) == [Severity.HINT]


@pytest.mark.parametrize(
    "text",
    [
        "这个客户有病",
        "客户有病，还说要退货",
        "客户不接，我说他有病",
        "我跟客户说有病",
        "我对这位顾客说您有病",
        "已告诉客户要看有病没病",
        "我说顾客有病",
        "客户说可以。有病",
        "客户说可以\n有病",
        "其他说明，有病",
        "说明书没看，有病",
        "「没有引完，有病",
        "引完「好」有病",
        "客服：有病\n顾客：好",
        "顾客：好。客服：有病",
        "顾客：好 客服01：有病",
        "已回电。顾客：好。小林：有病",
        "已回电。顾客：好。我：有病",
        "已回电，顾客：有病",
        "已回电。我跟顾客：有病",
        "顾客不接，我说：有病",
        "顾客不接。没人：有病",
        "I told the customer he wants 有病",
    ],
)
def test_holds_the_agent_to_their_own_words(text: str) -> None:
    assert severities(text) == [Severity.BLOCK]


def test_what_reaches_beyond_the_quotation_is_not_the_customers() -> None:
    assert severities("「你们有」病") == []
    assert [match.is_customers for match in find_phrases("「有病」有病", LISTED)] == [True, False]


def test_what_the_customer_repeats_is_not_counted() -> None:
    assert severities("「请您放心」「请您放心」请您放心") == []
    assert severities("「请您放心」请您放心，请您放心") == [Severity.WARN]
