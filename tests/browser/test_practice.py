"""A practice call from both sides: the agent walks the steps, the senior follows live and scores."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pytest_playwright import CreateContextCallback

from callguard.db.models import CaseTrigger, Notification, Offer, RegisterEntry, User
from callguard.domain.compensation import Plan, PlanKind
from callguard.domain.plan_ladder import PlanLadder
from callguard.services.practice.calls import open_practice
from callguard.services.practice.preparing import prepare_practice
from tests.browser.axe import violations
from tests.browser.conftest import EnterAs
from tests.house import NOW, House

pytestmark = pytest.mark.browser

At = Callable[[User], Page]

SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"
PHONE = ViewportSize(width=390, height=844)
LADDER = PlanLadder((Plan(PlanKind.RESEND), Plan(PlanKind.PARTIAL_REFUND, 6000)))


@pytest.fixture
def at(new_context: CreateContextCallback, enter: EnterAs, live_server: str) -> At:
    """Somebody at a computer of their own, on the list of practice calls."""

    def at(user: User) -> Page:
        page = enter(new_context().new_page(), user)
        page.goto(f"{live_server}/practice")
        return page

    return at


def test_an_agent_practises_with_a_senior_as_the_buyer(at: At, house: House) -> None:
    agent, leader = at(house.agent), at(house.leader)
    agent.get_by_label("练哪一种").select_option("glasses")
    agent.keyboard.press("n")
    agent.wait_for_url("**/practice/*")
    expect(agent.get_by_text("已经请组长来演顾客")).to_be_visible()
    expect(agent.get_by_role("heading", name="通话前准备")).to_be_visible()
    assert violations(agent) == []

    leader.reload()
    leader.keyboard.press("j")
    leader.keyboard.press("Enter")
    leader.wait_for_url("**/practice/*")
    expect(leader.get_by_role("button", name="我来演这位顾客")).to_be_visible()
    leader.keyboard.press("t")
    expect(leader.get_by_role("heading", name="打分")).to_be_visible()
    expect(leader.get_by_text("对方还在做准备")).to_be_visible()
    # Somebody takes the other side meanwhile: what is typed stays.
    agent.get_by_label("要求超过我的权限时").fill("马上请赵姐")
    expect(agent.get_by_text("已经请组长来演顾客")).to_be_hidden(timeout=8_000)
    expect(agent.get_by_label("要求超过我的权限时")).to_have_value("马上请赵姐")
    agent.keyboard.press("Escape")
    agent.keyboard.press("Shift+Enter")
    expect(agent.get_by_role("button", name="接通了，开始第 1 步")).to_be_visible()
    expect(leader.locator("#prepared")).to_contain_text("马上请赵姐")
    for page in (agent, leader):
        assert violations(page) == []
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
    again = leader.context.new_page()
    again.goto(leader.url)
    expect(again.get_by_role("heading", name="打分")).to_be_visible()

    for grade in leader.locator(".practice-sheet [value=met]").all():
        grade.check()
    leader.locator("[name='grades.prompt'][value=partly]").check()
    leader.keyboard.press("Shift+Enter")
    expect(leader.get_by_text("请写一句差在哪里")).to_be_visible()
    expect(leader.locator("[name='words.prompt']")).to_be_focused()
    leader.locator("[name='words.prompt']").fill("第 3 步停了两次")
    leader.keyboard.press("Shift+Enter")
    expect(leader.get_by_role("heading", name="95 分")).to_be_visible()
    for page in (agent, again):
        expect(page.get_by_role("link", name="看点评")).to_be_visible(timeout=8_000)
        expect(page.get_by_role("button", name="取消这次练习")).to_be_hidden()
        assert violations(page) == []
    expect(again.get_by_role("heading", name="打分")).to_be_hidden()
    for page in (agent, again):
        page.keyboard.press("r")
        expect(page.get_by_text("第 3 步停了两次")).to_be_visible()
    expect(agent.get_by_text("马上请赵姐")).to_be_visible()
    for page in (agent, leader):
        expect(page.get_by_role("button", name="取消这次练习")).to_have_count(0)
        assert violations(page) == []


@pytest.fixture
def bedding(at: At, house: House, live_server: str) -> tuple[Page, Page]:
    """The agent's and the leader's page of one about bedding: a new one may be sent, ¥60 need a leader."""
    with house.writing() as session:
        call_id = open_practice(session, house.leader, house.agent.id, "bedding", NOW).id
        demands, beyond = "要换货 → 今天就寄", "请赵姐"
        prepare_practice(session, call_id, house.agent, LADDER, NOW, demands=demands, beyond_authority=beyond)
    return both(at, house, f"{live_server}/practice/{call_id}")


@pytest.fixture
def kettle(at: At, house: House, live_server: str) -> tuple[Page, Page]:
    """The same of one in which somebody is hurt, and nothing is prepared."""
    with house.writing() as session:
        call_id = open_practice(session, house.leader, house.agent.id, "kettle", NOW).id
    return both(at, house, f"{live_server}/practice/{call_id}")


def both(at: At, house: House, address: str) -> tuple[Page, Page]:
    pages = at(house.agent), at(house.leader)
    for page in pages:
        page.goto(address)
    return pages


def walk(page: Page, keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
        expect(page.locator(".stepper [aria-current=step]")).to_contain_text(key)


def test_the_list_leads_to_what_is_open_and_begins_another(bedding: tuple[Page, Page]) -> None:
    agent, leader = bedding
    for page in bedding:
        address = page.url
        page.goto(address.rpartition("/")[0])
        assert violations(page) == []
        page.keyboard.press("Shift+?")
        for words in ("约一次练习", "去没结束的练习", "看点评", "准备好了 / 通话结束 / 打分"):
            expect(page.locator("#keys").get_by_text(words)).to_be_visible()
        page.keyboard.press("Escape")
    agent.keyboard.press("p")
    agent.wait_for_url(address)
    leader.keyboard.press("n")
    expect(leader.get_by_text("还有一次练习没有结束")).to_be_visible()


def test_it_is_prepared_by_the_keys_of_a_real_call_and_changed_until_it_begins(bedding: tuple[Page, Page]) -> None:
    agent, leader = bedding
    expect(leader.locator("#prepared")).to_contain_text("部分退款 ¥60")
    agent.keyboard.press("a")
    expect(agent.locator("#answers")).to_contain_text("今天就寄")
    assert violations(agent) == []
    agent.keyboard.press("e")
    agent.wait_for_url("**view=prepare")
    agent.keyboard.press("e")
    expect(agent.locator("#plan-0")).to_be_focused()
    agent.get_by_label("方案 2 的金额").fill("900")
    agent.get_by_label("顾客可能会提的要求").fill("")
    agent.keyboard.press("Escape")
    agent.keyboard.press("Shift+Enter")
    expect(agent.locator(".plan-row .invalid-feedback")).to_contain_text("订单")
    expect(agent.locator("#demands-fault")).to_be_visible()
    expect(agent.get_by_label("方案 2 的金额")).to_be_focused()
    assert violations(agent) == []
    # What was wrong stands while the page goes on asking.
    with agent.expect_response("**/live?view=prepare"):
        pass
    expect(agent.locator("#demands-fault")).to_be_visible()
    agent.get_by_label("方案 2 的金额").fill("40")
    agent.get_by_label("顾客可能会提的要求").fill("要马上到 → 周五前")
    agent.keyboard.press("Escape")
    agent.keyboard.press("Shift+Enter")
    expect(agent.get_by_role("heading", name="准备就绪")).to_be_visible()
    expect(leader.locator("#prepared")).to_contain_text("部分退款 ¥40")
    walk(agent, "1")
    expect(agent.get_by_role("link", name="修改准备")).to_have_count(0)
    expect(agent.locator("#rung-2")).to_contain_text("部分退款 ¥40")


def test_where_somebody_is_hurt_it_begins_once_the_senior_on_duty_is_named(kettle: tuple[Page, Page]) -> None:
    agent, leader = kettle
    senior = agent.get_by_label("今天值班的组长或主管")
    agent.keyboard.press("e")
    expect(senior).to_be_focused()
    senior.select_option("")
    agent.keyboard.press("Escape")
    agent.keyboard.press("Shift+Enter")
    expect(agent.locator("#senior_on_duty-fault")).to_be_visible()
    assert violations(agent) == []
    senior.select_option("老陈（客服主管）")
    agent.keyboard.press("Escape")
    agent.keyboard.press("Shift+Enter")
    expect(agent.locator(".practice-prepared")).to_contain_text("老陈")
    expect(leader.locator("#prepared")).to_contain_text("老陈")
    for page in kettle:
        assert violations(page) == []
    walk(agent, "1")
    expect(agent.locator("#ladder")).to_have_count(0)
    assert violations(agent) == []


def test_the_note_is_looked_at_as_in_a_real_call_and_calls_nobody(bedding: tuple[Page, Page], house: House) -> None:
    agent, leader = bedding
    walk(agent, "12")
    agent.keyboard.press("i")
    note, findings = agent.locator("#notes"), agent.locator("#notes-phrases")
    expect(note).to_be_focused()
    note.press_sequentially("没办法，顾客要投诉到12315")
    expect(agent.locator("#notes-marks mark").filter(has_text="没办法")).to_have_count(1)
    expect(findings).to_contain_text("练习里不会真的升级")
    assert violations(agent) == []
    note.press("Alt+Enter")
    expect(note).to_have_value("我能为您做的是，顾客要投诉到12315")
    expect(leader.locator("#practice")).to_contain_text("我能为您做的是")
    # What is written outlives what the page asks for by itself.
    with agent.expect_response("**/live"):
        pass
    expect(findings).to_contain_text("练习里不会真的升级")
    with house.database.reading() as session:
        assert [session.query(table).count() for table in (CaseTrigger, Offer, RegisterEntry)] == [0, 0, 0]
        assert {one.kind for one in session.query(Notification)} == {"practice_set"}


def test_the_phrasebook_is_at_hand_in_the_note_and_outside_of_it(bedding: tuple[Page, Page]) -> None:
    agent, _leader = bedding
    walk(agent, "1")
    note, phrases = agent.locator("#notes"), agent.locator("#phrases")
    note.press_sequentially("/")
    expect(phrases.get_by_role("option").first).to_be_visible()
    note.press("Enter")
    expect(phrases).to_be_hidden()
    expect(note).not_to_have_value("/")
    agent.keyboard.press("Escape")
    agent.keyboard.press("/")
    expect(agent.locator("#phrase-sheet").get_by_role("option").first).to_be_visible()
    assert violations(agent) == []


def test_a_jump_asks_for_its_reason_before_the_talk_may_end(bedding: tuple[Page, Page]) -> None:
    agent, leader = bedding
    walk(agent, "127")
    expect(agent.locator("#skips")).to_contain_text("没走第 3、4、5、6 步")
    agent.keyboard.press("Shift+Enter")
    expect(agent.locator("#skips .invalid-feedback")).to_contain_text("请先选一个原因")
    assert violations(agent) == []
    agent.keyboard.press("e")
    expect(agent.locator("#skips")).to_have_count(0)
    expect(leader.locator(".practice-steps")).to_contain_text("没走第 3、4、5、6 步：不愿谈")
    agent.keyboard.press("Shift+Enter")
    expect(agent.get_by_text("赵姐正在点评")).to_be_visible()


def test_wording_that_must_go_is_put_right_before_the_talk_ends(bedding: tuple[Page, Page]) -> None:
    agent, _leader = bedding
    walk(agent, "1")
    note = agent.locator("#notes")
    note.press_sequentially("我说了句有病")
    agent.get_by_role("button", name="提前结束").click()
    expect(agent.locator("#notes-fault")).to_contain_text("辱骂顾客")
    expect(note).to_have_attribute("aria-invalid", "true")
    expect(note).to_be_focused()
    assert violations(agent) == []
    note.fill("顾客很生气")
    agent.get_by_role("button", name="提前结束").click()
    expect(agent.get_by_text("赵姐正在点评")).to_be_visible()
    expect(agent.locator("#notes")).to_have_value("顾客很生气")


def test_plans_are_offered_refused_and_struck_by_the_keys_of_a_real_call(bedding: tuple[Page, Page]) -> None:
    agent, leader = bedding
    walk(agent, "1234")
    seen = leader.locator("#practice")
    for time, refused in ((1, "已拒绝"), (2, "拒绝了两次，不再提")):
        agent.keyboard.press("Shift+Digit1")
        expect(agent.locator(".on-table")).to_contain_text("补发")
        agent.keyboard.press("x")
        expect(agent.locator("#rung-1")).to_contain_text(refused)
        expect(seen.get_by_text("顾客拒绝：补发")).to_have_count(time)
    assert "line-through" in agent.locator("#rung-1 .rung-what").evaluate("one => getComputedStyle(one).textDecoration")
    expect(agent.locator("#rung-1 button")).to_have_count(0)
    for page in bedding:
        assert violations(page) == []


def test_a_lower_offer_is_warned_of_and_the_warning_stands(bedding: tuple[Page, Page]) -> None:
    agent, leader = bedding
    walk(agent, "1234")
    own = agent.locator("#own-offer")
    agent.locator(".own-offer summary").click()
    for amount, told in (("20", ".on-table"), ("10", ".lower-warning")):
        own.get_by_label("方式").select_option("coupon")
        own.get_by_label("金额（元）").fill(amount)
        own.get_by_role("button").last.click()
        expect(agent.locator(told)).to_contain_text("¥20")
    with agent.expect_response("**/live"):
        pass
    expect(agent.locator(".lower-warning")).to_be_visible()
    own.get_by_role("button", name="仍要提出").click()
    expect(agent.locator(".on-table")).to_contain_text("优惠券 ¥10")
    expect(leader.locator("#practice .on-table")).to_contain_text("优惠券 ¥10")


def test_a_plan_above_ones_authority_is_decided_by_who_plays_the_buyer(bedding: tuple[Page, Page]) -> None:
    agent, leader = bedding
    walk(agent, "1234")
    agent.keyboard.press("Shift+Digit2")
    expect(agent.locator("#approval")).to_contain_text("练习里由演顾客的赵姐来批")
    expect(leader.get_by_role("button", name="批准")).to_be_visible()
    for page in bedding:
        assert violations(page) == []
    leader.keyboard.press("a")
    expect(leader.locator(".practice-steps")).to_contain_text("批了：部分退款 ¥60")
    expect(agent.locator("#approval")).to_contain_text("赵姐批准了")
    agent.keyboard.press("y")
    expect(agent.locator(".agreed")).to_contain_text("部分退款 ¥60")
    expect(agent.get_by_role("button", name="下一步：最后致歉")).to_be_visible()


def test_who_plays_the_buyer_names_another_amount_by_its_key(bedding: tuple[Page, Page]) -> None:
    agent, leader = bedding
    walk(agent, "1234")
    agent.keyboard.press("Shift+Digit2")
    expect(leader.get_by_role("button", name="改金额")).to_be_visible()
    amount = leader.get_by_label("改成多少")
    leader.keyboard.press("c")
    expect(amount).to_be_focused()
    amount.press_sequentially("60")
    amount.press("Enter")
    expect(leader.locator("#amount-fault")).to_contain_text("和申请的金额一样")
    expect(amount).to_be_focused()
    assert violations(leader) == []
    with leader.expect_response("**/live"):
        pass
    expect(amount).to_have_value("60")
    expect(leader.locator("#amount-fault")).to_be_visible()
    amount.fill("45")
    amount.press("Enter")
    expect(leader.locator(".practice-steps")).to_contain_text("改成：部分退款 ¥45")
    expect(agent.locator("#approval")).to_contain_text("赵姐改为 ¥45")
    for page in bedding:
        assert violations(page) == []
    agent.keyboard.press("y")
    expect(agent.locator(".agreed")).to_contain_text("部分退款 ¥45")


def test_who_calls_it_off_leaves_nothing_to_do_on_the_other_side(bedding: tuple[Page, Page]) -> None:
    agent, leader = bedding
    agent.get_by_role("button", name="取消这次练习").click()
    agent.wait_for_url("**/practice")
    expect(leader.locator("#practice")).to_contain_text("已取消", timeout=8_000)
    expect(leader.get_by_role("button", name="取消这次练习")).to_be_hidden()
    expect(leader.get_by_role("heading", name="打分")).to_be_hidden()
    assert violations(leader) == []


def test_on_a_telephone_nothing_lies_beside_the_screen_or_under_the_foot(bedding: tuple[Page, Page]) -> None:
    agent, leader = bedding
    for page in bedding:
        page.set_viewport_size(PHONE)
    agent.get_by_role("button", name="接通了，开始第 1 步").click()
    expect(agent.locator(".stepper [aria-current=step]")).to_contain_text("1")
    # A second tap in haste goes on, it doesn't hang up.
    expect(agent.locator("#onwards")).to_be_focused()
    walk(agent, "4")
    agent.keyboard.press("Shift+Digit2")
    expect(agent.locator("#approval")).to_contain_text("赵姐")
    expect(leader.get_by_role("button", name="批准")).to_be_visible()
    agent.locator("#notes").fill("没办法，顾客要投诉到12315")
    expect(agent.locator("#notes-phrases li").first).to_be_visible()
    for page in bedding:
        assert not page.evaluate(SIDEWAYS)
    leader.get_by_role("button", name="驳回").click()
    expect(agent.locator("#approval")).to_contain_text("没有批准")
    agent.locator("#rung-1 button").click()
    expect(agent.locator(".on-table")).to_be_in_viewport()
    assert violations(agent) == []
    assert not agent.evaluate(SIDEWAYS)
