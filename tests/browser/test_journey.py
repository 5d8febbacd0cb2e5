"""The whole main job, as a team does it: from the platform's files to the register."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_playwright import CreateContextCallback

from callguard.db.models import Attempt, Case, Offer, Outcome, User
from callguard.demo.samples import order_list_csv, refund_list_xlsx
from callguard.domain.attempt import CallResult
from callguard.domain.case import CaseStatus
from callguard.domain.disposition import Disposition
from callguard.domain.offer import OfferStatus
from tests.browser.conftest import EnterAs
from tests.house import House

pytestmark = pytest.mark.browser

At = Callable[[User, str], Page]
ROWS = 12


@pytest.fixture
def at(new_context: CreateContextCallback, enter: EnterAs, live_server: str) -> At:
    """Somebody at a computer of their own, signed in, on the page at this path."""

    def at(user: User, path: str) -> Page:
        page = enter(new_context().new_page(), user)
        page.goto(f"{live_server}{path}")
        return page

    return at


def import_file(page: Page, file: Path, format_title: str) -> None:
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("radio", name=re.compile(format_title)).check()
    page.get_by_role("button", name="开始导入").click()
    page.get_by_role("link", name="再导入一个文件").click(timeout=30_000)


def offer_above_authority(page: Page) -> None:
    page.locator(".own-offer > summary").click()
    page.locator("#own-offer [name=kind]").select_option("partial_refund")
    page.locator("#own-offer [name=amount]").fill("60")
    page.keyboard.press("Enter")
    expect(page.locator("#approval")).to_contain_text("等待")


def test_from_the_platforms_files_to_the_register(at: At, house: House, tmp_path: Path) -> None:
    refunds, orders = tmp_path / "退款列表.xlsx", tmp_path / "ExportOrderList.csv"
    refunds.write_bytes(refund_list_xlsx(ROWS))
    orders.write_bytes(order_list_csv(ROWS))
    leader = at(house.leader, "/imports")
    import_file(leader, refunds, "退款列表")
    import_file(leader, orders, "订单列表")

    agent = at(house.agent, "/desk")
    agent.keyboard.press("n")
    # Keys are heard once the scripts run: wait_for_url waits for the page to be loaded.
    agent.wait_for_url("**/callbacks/*")
    expect(agent.get_by_role("heading", name="拨打前准备")).to_be_visible()
    agent.keyboard.press("Shift+Enter")
    expect(agent.get_by_role("heading", name="准备就绪")).to_be_visible()
    agent.keyboard.press("d")
    expect(agent.locator(".revealed-number")).to_have_text(re.compile(r"^1\d\d \d{4} \d{4}"))
    for step in ("1", "2", "3", "4", "5"):
        agent.keyboard.press(step)
        expect(agent.locator(".stepper [aria-current=step]")).to_contain_text(step)
    offer_above_authority(agent)

    supervisor = at(house.supervisor, "/approvals")
    supervisor.keyboard.press("a")
    accepted = agent.get_by_role("button", name="顾客接受")
    expect(accepted).to_be_visible(timeout=10_000)
    accepted.click()
    expect(agent.locator(".agreed")).to_contain_text("¥60")
    for step in ("6", "7"):
        agent.keyboard.press(step)
        expect(agent.locator(".stepper [aria-current=step]")).to_contain_text(step)
    agent.keyboard.press("r")
    expect(agent.get_by_role("heading", name="登记结果")).to_be_visible()
    agent.keyboard.press("Shift+Enter")
    expect(agent.get_by_role("heading", name="登记结果")).to_be_hidden()

    with house.database.reading() as session:
        assert session.query(Attempt).one().result is CallResult.CONVERSATION
        assert session.query(Offer).one().status is OfferStatus.ACCEPTED
        outcome = session.query(Outcome).one()
        assert outcome.disposition is Disposition.SETTLED
        closed = session.query(Case).join(Offer, Offer.case_id == Case.id).one()
        assert closed.status is CaseStatus.CLOSED
    register = at(house.agent, f"/register?number={closed.number}")
    for happened in ("拨打许可", "批准", "接受", "结案"):
        expect(register.get_by_role("main")).to_contain_text(happened)
