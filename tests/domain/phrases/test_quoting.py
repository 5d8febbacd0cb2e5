"""What the customer said is put into quotation marks, and nothing is found there any more."""

import pytest

from callguard.domain.phrases import check_text, load_phrases, quotation

ALL = load_phrases()


def quoted(text: str) -> str | None:
    """With the first fault as the customer's words; None where it can't be."""
    said = quotation(text, check_text(text, ALL).faults[0])
    if said is None:
        return None
    return f"{text[: said.start]}{said.opens}{text[said.start : said.end]}{said.closes}{text[said.end :]}"


@pytest.mark.parametrize(
    ("note", "better"),
    [
        ("你们就是骗子", "顾客说「你们就是骗子」"),
        ("已致歉，你们就是骗子，要求退款", "已致歉，顾客说「你们就是骗子」，要求退款"),
        ("已致歉 你们就是骗子 要求退款", "已致歉 顾客说「你们就是骗子」 要求退款"),
        ("已致歉\n你们就是骗子！\n要求退款", "已致歉\n顾客说「你们就是骗子」！\n要求退款"),
        ("15:30 回电：「好的」，你们就是骗子", "15:30 回电：「好的」，顾客说「你们就是骗子」"),
        ("顾客说：你们就是骗子", "顾客说：「你们就是骗子」"),
        ("顾客说你们就是骗子，要退款", "顾客说「你们就是骗子」，要退款"),
        ("顾客很生气，她骂我们是骗子。", "顾客很生气，她骂「我们是骗子」。"),
        ("买家 14:05：你们就是骗子", "买家 14:05：「你们就是骗子」"),
        ("说退货，还说我们是骗子", "说退货，「还说我们是骗子」"),
        ("已回电，顾客：你们就是骗子", "已回电，顾客：「你们就是骗子」"),
        ("我说可以退，你们就是骗子", "我说可以退，顾客说「你们就是骗子」"),
        ("you must be kidding, she hung up", "the customer said 「you must be kidding」, she hung up"),
        ("Refused. you must pay me. Hung up", "Refused. the customer said 「you must pay me」. Hung up"),
        ("没\u200b办法。", "顾客说「没\u200b办法」。"),
    ],
)
def test_a_clause_becomes_the_customers(note: str, better: str) -> None:
    assert quoted(note) == better
    assert check_text(better, ALL).faults == ()


@pytest.mark.parametrize(
    "note",
    [
        "我说你们就是骗子",
        "我说：你们就是骗子",
        "客服小王答：「你们就是骗子」",
        "顾客要退，我告诉她没办法",
        "没\n办法",
        "？？？",
    ],
)
def test_what_the_agent_says_and_what_no_quotation_holds_does_not(note: str) -> None:
    assert quoted(note) is None


def test_what_is_grave_stays_grave_in_quotation_marks() -> None:
    (before,) = check_text("你们就是骗子我要找记者", ALL).triggers
    after = check_text("顾客说「你们就是骗子我要找记者」", ALL)
    assert [match.phrase for match in after.triggers] == [before.phrase]
    assert after.faults == ()


def test_no_farther_back_than_a_clause_is_long() -> None:
    text = "甲" * 200 + "没办法"
    said = quotation(text, check_text(text, ALL).faults[0])
    assert said
    assert said.start == 200 - 120
