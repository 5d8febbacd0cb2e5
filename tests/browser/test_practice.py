"""A practice call from both sides: the agent walks the steps, the senior follows live and scores."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from callguard.db.models import User
from tests.browser.axe import violations
from tests.browser.conftest import EnterAs
from tests.house import House

pytestmark = pytest.mark.browser

At = Callable[[User], Page]


@pytest.fixture
def at(browser: Browser, enter: EnterAs, live_server: str) -> At:
    """Somebody at a computer of their own, on the list of practice calls."""

    def at(user: User) -> Page:
        page = enter(browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai").new_page(), user)
        page.goto(f"{live_server}/practice")
        return page

    return at


def test_an_agent_practises_with_a_senior_as_the_buyer(at: At, house: House) -> None:
    agent, leader = at(house.agent), at(house.leader)
    agent.get_by_label("练哪一种").select_option("glasses")
    agent.get_by_role("button", name="我想练").click()
    expect(agent.get_by_text("已经请组长来演顾客")).to_be_visible()

    leader.reload()
    leader.get_by_role("link", name="小林").click()
    expect(leader.get_by_role("button", name="我来演这位顾客")).to_be_visible()
    leader.keyboard.press("t")
    expect(leader.get_by_role("heading", name="打分")).to_be_visible()
    expect(leader.get_by_text("还没有开始")).to_be_visible()
    expect(agent.get_by_role("button", name="接通了，开始第 1 步")).to_be_visible(timeout=8_000)
    for key in "123":
        agent.keyboard.press(key)
        expect(agent.locator(".stepper [aria-current=step]")).to_contain_text(key)
    agent.locator("#notes").fill("周六请客要用")
    expect(leader.locator("#practice [aria-current=step]")).to_contain_text("倾听不满", timeout=8_000)
    expect(leader.locator("#practice")).to_contain_text("周六请客要用", timeout=8_000)
    agent.locator("h1").click()
    for key in "4567":
        agent.keyboard.press(key)
        expect(agent.locator(".stepper [aria-current=step]")).to_contain_text(key)
    for page in (agent, leader):
        assert violations(page) == []
    expect(agent.get_by_role("button", name="取消这次练习")).to_be_visible()
    agent.keyboard.press("Shift+Enter")
    expect(agent.get_by_text("赵姐正在点评")).to_be_visible()
    expect(agent.get_by_role("button", name="取消这次练习")).to_be_hidden()
    expect(leader.get_by_role("button", name="取消这次练习")).to_be_visible()

    for grade in leader.locator(".practice-sheet [value=met]").all():
        grade.check()
    leader.locator("[name='grades.prompt'][value=partly]").check()
    leader.keyboard.press("Shift+Enter")
    expect(leader.get_by_text("请写一句差在哪里")).to_be_visible()
    expect(leader.locator("[name='words.prompt']")).to_be_focused()
    leader.locator("[name='words.prompt']").fill("第 3 步停了两次")
    leader.keyboard.press("Shift+Enter")
    expect(leader.get_by_role("heading", name="95 分")).to_be_visible()
    agent.get_by_role("link", name="看点评").click(timeout=8_000)
    expect(agent.get_by_text("第 3 步停了两次")).to_be_visible()
    for page in (agent, leader):
        assert violations(page) == []
