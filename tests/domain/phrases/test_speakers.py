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
        "顾客说我说有病",
        "顾客说我说话难听，有病",
        "顾客说昨天我告诉他没货，有病",
        "顾客说上次客服说可以退，有病",
        "顾客说：我说有病就行吗",
        '顾客说"我说退就退"，有病',
        "顾客：东西坏了，我说过三次，有病",
        "顾客说等了十天，我说了三遍，有病",
        "顾客说要投诉，我告诉你，有病",
        "顾客说要投诉，我跟你们说，有病",
        "顾客说要投诉，我说你们有病",
        "顾客说丢了，我回家没看到，有病",
        "顾客说我们说好三天，我们说话不算话，有病",
        "我说可以退，他说有病",
        "我跟他说退不成，他骂有病",
        "已告诉客户要等三天，她骂我们有病",
        "顾客要退，我说可以，顾客说有病",
        "客服小王：顾客说有病",
    ],
)
def test_hints_at_what_the_customer_said(text: str) -> None:
    assert severities(text) == [Severity.HINT]


@pytest.mark.parametrize(
    "text",
    [
        "顾客原话「你们有病」",
        "原话：“你们有病吧”，已安抚",
        "原话『你们有病』",
        'The words were "你们有病".',
        "顾客说：“东西坏了，我说有病就行吗”",
        "我说可以退，顾客说「好，我说有病就行吗」",
        "我说「可以」，他说「有病」",
    ],
)
def test_finds_nothing_in_the_customers_quotation_marks(text: str) -> None:
    assert severities(text) == []


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
        "顾客要求退款，我说有病",
        "顾客说要退，我说有病",
        "顾客说要退，我回有病",
        "顾客说要退，我就回他有病",
        "顾客说要退，我回复：有病",
        "顾客说要退，我答：有病",
        "顾客说要退，我告诉她有病",
        "顾客说要退，然后我跟他说有病",
        "顾客说要退，我只好对顾客讲有病",
        "顾客说要退，我：有病",
        "顾客说要退，客服答：有病",
        "顾客说要退，客服小王说有病",
        "顾客说要退，客服：有病",
        "顾客说要退，告诉他有病",
        "顾客说要退，回复顾客有病",
        "顾客说要退，跟她说有病",
        "顾客来电，客服说有病",
        "顾客说“要退”我说有病",
        "顾客说：要退。我说有病",
        "顾客：要退，我说有病",
        "顾客：要退，客服答：有病",
        "要求退款，我说有病",
        "我回他说有病",
        "我说他想退，有病",
        "我说：“有病”",
        "顾客要退，客服答：「有病」",
        "客户说要退，最後我回覆他有病",
        "我跟顾客说他要等三天，有病",
    ],
)
def test_holds_the_agent_to_their_own_words(text: str) -> None:
    assert severities(text) == [Severity.BLOCK]


def test_what_reaches_beyond_the_quotation_is_not_the_customers() -> None:
    assert severities("「你们有」病") == []
    assert [match.start for match in find_phrases("「有病」有病", LISTED)] == [4]
    assert [match.is_customers for match in find_phrases("顾客说有病。有病", LISTED)] == [True, False]
    assert severities("「请您」放\n心。请您放\n心") == []
    assert severities("顾客说 请 您放心。请您放\n心，请 您\n放心") == [Severity.WARN]


def test_what_the_customer_repeats_is_not_counted() -> None:
    assert severities("「请您放心」「请您放心」请您放心") == []
    assert severities("「请您放心」请您放心，请您放心") == [Severity.WARN]
