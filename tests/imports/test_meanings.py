import pytest

from callguard.domain.case import CaseStatus, Escalation, IssueType, Liability
from callguard.imports.meanings import case_status, escalation, issue_type, liability


@pytest.mark.parametrize(
    ("reason", "issue"),
    [
        ("7天无理由退换货", IssueType.SEVEN_DAY_RETURN),
        ("多拍/错拍/不想要", IssueType.SEVEN_DAY_RETURN),
        ("卖家发错货", IssueType.WRONG_ITEM),
        ("少件/漏发", IssueType.SHORT_ITEM),
        ("空包裹", IssueType.SHORT_ITEM),
        ("包装/商品破损", IssueType.DAMAGE),
        ("质量问题", IssueType.QUALITY_DOUBT),
        ("商品描述不符", IssueType.QUALITY_DOUBT),
        ("未按约定时间发货", IssueType.NOT_SHIPPED),
        ("快递一直未送到", IssueType.IN_TRANSIT),
        ("未收到货", IssueType.IN_TRANSIT),
        ("未收到退款", IssueType.REFUND_NOT_RECEIVED),
        ("质量问题，用后过敏", IssueType.PERSONAL_SAFETY),
        ("客服态度差", IssueType.SERVICE_COMPLAINT),
        ("其他", None),
        (None, None),
    ],
)
def test_guesses_what_the_matter_is_about(reason: str | None, issue: IssueType | None) -> None:
    assert issue_type(reason) is issue


@pytest.mark.parametrize(
    ("party", "whose"),
    [
        ("商家责任", Liability.SHOP),
        ("物流公司", Liability.COURIER),
        ("买家", Liability.CUSTOMER),
        ("待判定", Liability.UNCLEAR),
        (None, None),
    ],
)
def test_knows_whose_fault_it_was(party: str | None, whose: Liability | None) -> None:
    assert liability(party) is whose


@pytest.mark.parametrize(
    ("status", "is_open"),
    [("退款成功", False), ("退款关闭", False), ("买家已经申请退款，等待卖家同意", True), ("以后的新状态", True)],
)
def test_keeps_every_case_open_that_is_not_surely_closed(status: str, *, is_open: bool) -> None:
    assert case_status(status) is (CaseStatus.OPEN if is_open else CaseStatus.CLOSED)


def test_knows_no_case_status_without_a_status() -> None:
    assert case_status(None) is None


@pytest.mark.parametrize(
    ("intervention", "text", "loudness"),
    [
        ("未介入", "不想要了", Escalation.NONE),
        (None, None, Escalation.NONE),
        ("客服已介入", None, Escalation.COMPLAINT),
        ("未介入", "再不处理我就投诉", Escalation.COMPLAINT),
        ("客服已介入", "已经打了12315", Escalation.REGULATOR),
        (None, "过敏住院了，要去工商投诉", Escalation.SAFETY),
    ],
)
def test_takes_the_gravest_of_what_was_said_and_done(
    intervention: str | None, text: str | None, loudness: Escalation
) -> None:
    assert escalation(intervention, text) is loudness
