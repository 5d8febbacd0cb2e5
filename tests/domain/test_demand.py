"""What customers usually ask for, with answers an agent may give."""

import tomllib
from itertools import product

import pytest

from callguard.domain import demand
from callguard.domain.case import IssueType, Liability
from callguard.domain.demand import Demand, likely_demands
from callguard.domain.phrases import find_phrases, load_phrases
from callguard.resources import package_text

CASES = list(product(IssueType, Liability))


def of(issue: IssueType, liability: Liability, locale: str = "zh_CN") -> tuple[Demand, ...]:
    return likely_demands(issue, liability, "退款 ¥20", locale)


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_every_case_has_a_few_each_with_an_answer(locale: str) -> None:
    for case in CASES:
        expected = of(*case, locale)
        assert 3 <= len(expected) <= 4
        assert all(one.asks and one.answer for one in expected)
        assert not any("{" in one.asks or "〔" in one.asks or "{" in one.answer for one in expected)


def test_what_is_claimed_back_is_named() -> None:
    assert of(IssueType.DAMAGE, Liability.SHOP)[0].asks == "要退款 ¥20"
    assert of(IssueType.NOT_SHIPPED, Liability.SHOP)[0].asks == "不等了，要退款 ¥20"


def test_no_row_is_hidden_behind_an_earlier_one() -> None:
    spoken = {one.answer for case in CASES for one in of(*case)}
    rows = tomllib.loads(package_text("content", "demands.toml"))["demand"]
    assert {row["answer"]["zh"] for row in rows} == spoken


def test_no_answer_contains_a_phrase_we_warn_of() -> None:
    for case, locale in product(CASES, ("zh_CN", "en")):
        assert [find_phrases(one.answer, load_phrases()) for one in of(*case, locale)] == [()] * len(of(*case))


def test_safety_comes_before_money_and_a_review_is_never_traded() -> None:
    for liability in Liability:
        assert "先不谈钱" in of(IssueType.PERSONAL_SAFETY, liability)[0].answer
        assert "评价怎么写由顾客定" in of(IssueType.BAD_REVIEW, liability)[0].answer


@pytest.mark.parametrize("liability", [each for each in Liability if each is not Liability.SHOP])
def test_the_shop_admits_only_its_own_fault(liability: Liability) -> None:
    assert "是我们没" not in "".join(one.answer for issue in IssueType for one in of(issue, liability))


def test_what_was_written_is_read_again() -> None:
    expected = of(IssueType.DAMAGE, Liability.COURIER)
    assert demand.read(demand.written(expected)) == expected


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("", ()),
        (" \n\n", ()),
        ("要退一赔三", (Demand("要退一赔三"),)),
        ("要退款→先听完\r\n 要道歉 → 道歉 ", (Demand("要退款", "先听完"), Demand("要道歉", "道歉"))),
        ("要从 A → B → C", (Demand("要从 A", "B → C"),)),
        ("→ 只有回答", (Demand("", "只有回答"),)),
    ],
)
def test_what_the_agent_writes_is_read_line_by_line(text: str, seen: tuple[Demand, ...]) -> None:
    assert demand.read(text) == seen
