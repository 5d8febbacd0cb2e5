"""What every page has, in Chromium: theme, language, menu, no violation of the policy."""

import pytest
from playwright.sync_api import Page, expect
from pytest_playwright import CreateContextCallback

from callguard.http.language import COOKIE
from tests.browser.conftest import EnterAs
from tests.house import PASSWORD, House

pytestmark = pytest.mark.browser


def test_signs_in_with_the_keyboard_alone_and_out_by_the_menu(page: Page, live_server: str, house: House) -> None:
    page.goto(f"{live_server}/sign-in")
    page.get_by_label("用户名").focus()
    page.keyboard.type(house.agent.name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("details.menu summary")).to_contain_text(house.agent.display_name)
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", name="登录 callguard")).to_be_visible()


def test_what_goes_wrong_on_a_page_of_any_context_is_seen(
    new_context: CreateContextCallback, live_server: str, gone_wrong: list[str]
) -> None:
    page = new_context().new_page()
    page.goto(f"{live_server}/sign-in")
    assert gone_wrong == []
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate("console.error('not as it should be')")
    page.evaluate("setTimeout(() => { throw new Error('stumbled'); })")
    page.wait_for_timeout(100)
    for what in ("Content Security Policy", "not as it should be", "stumbled"):
        assert what in gone_wrong.pop(0)


def test_follows_the_systems_theme_until_one_is_chosen_and_remembers_it(
    new_context: CreateContextCallback, live_server: str
) -> None:
    page = new_context(color_scheme="dark").new_page()
    page.goto(f"{live_server}/sign-in")
    root = page.locator("html")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    page.get_by_role("button", name="明暗主题").click()
    expect(root).to_have_attribute("data-bs-theme", "light")
    page.reload()
    expect(root).to_have_attribute("data-bs-theme", "light")


def test_says_so_when_the_network_is_gone_and_when_it_is_back(page: Page, live_server: str) -> None:
    page.goto(f"{live_server}/sign-in")
    page.context.set_offline(True)
    expect(page.get_by_role("alert").filter(has_text="网络断开")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("alert").filter(has_text="网络断开")).to_be_hidden()


def test_a_key_presses_the_button_that_shows_it_but_not_while_somebody_writes(
    page: Page, live_server: str, house: House, enter: EnterAs
) -> None:
    enter(page, house.agent).goto(f"{live_server}/password")
    page.evaluate("""() => {
        const button = document.createElement("button");
        button.dataset.key = "n";
        button.textContent = "next";
        button.addEventListener("click", () => { button.textContent = "pressed"; });
        document.querySelector("main").append(button);
    }""")
    page.get_by_label("当前密码").press("n")
    expect(page.get_by_role("button", name="next")).to_be_visible()
    page.locator("main").press("n")
    expect(page.get_by_role("button", name="pressed")).to_be_visible()


def test_an_error_in_a_fragment_leaves_the_page_and_says_so_until_it_is_closed(
    page: Page, live_server: str, house: House, enter: EnterAs
) -> None:
    enter(page, house.agent).goto(f"{live_server}/password")
    page.evaluate("htmx.ajax('GET', '/no-such-fragment', '#main')")
    toast = page.locator("[data-toast]")
    expect(toast).to_contain_text("没有这一页")
    expect(page.get_by_role("heading", name="更改密码")).to_be_visible()
    toast.get_by_role("button", name="关闭").click()
    expect(toast).to_have_count(0)


def test_what_the_page_asks_for_by_itself_may_fail_unseen_and_a_step_is_said_once_until_the_network_is_back(
    page: Page, live_server: str, house: House, enter: EnterAs
) -> None:
    enter(page, house.agent).goto(f"{live_server}/password")
    page.context.set_offline(True)
    page.evaluate("""() => {
        const bell = document.querySelector("#unread-count");
        bell.addEventListener("htmx:sendError", () => { document.body.dataset.failed = "yes"; });
        bell.setAttribute("hx-trigger", "every 100ms");
        htmx.process(bell);
    }""")
    expect(page.locator("body[data-failed]")).to_be_attached()
    toast = page.locator("[data-toast]")
    expect(toast).to_have_count(0)
    for _again in range(2):
        page.evaluate("htmx.ajax('POST', '/notifications/read', 'main').catch(() => {})")
    expect(toast).to_have_count(1)
    expect(toast).to_contain_text("没有连上服务器")
    page.context.set_offline(False)
    expect(toast).to_have_count(0)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_entry_of_a_managers_bar_is_in_sight(
    page: Page, live_server: str, house: House, enter: EnterAs, language: str
) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.context.add_cookies([{"name": COOKIE, "value": language, "url": live_server}])
    enter(page, house.manager)
    last, tools = page.locator(".topbar-nav a").last.bounding_box(), page.locator(".topbar-tools").bounding_box()
    assert last is not None
    assert tools is not None
    room_for_counts = 40
    assert last["x"] + last["width"] + room_for_counts < tools["x"]


def test_on_a_narrow_screen_the_bar_shows_where_one_is_even_after_it_was_turned(
    page: Page, live_server: str, house: House, enter: EnterAs
) -> None:
    enter(page, house.manager).goto(f"{live_server}/policies")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator(".topbar-nav [aria-current]")).to_be_in_viewport(ratio=1)


def test_a_missing_file_is_still_said_when_the_script_has_run(
    page: Page, live_server: str, house: House, enter: EnterAs
) -> None:
    enter(page, house.leader).goto(f"{live_server}/imports")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.get_by_role("button", name="开始导入").click()
    expect(page.locator("#import-file-note")).to_have_text("请选择要导入的文件。")


def test_the_bar_stays_in_sight_and_whoever_reads_below_stays_there(
    page: Page, live_server: str, house: House, enter: EnterAs
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    enter(page, house.leader).goto(f"{live_server}/phrases")
    page.evaluate("scrollTo(0, 2400)")
    page.wait_for_function("scrollY > 2000")
    assert page.locator(".topbar").bounding_box()["y"] == 0  # type: ignore[index]  # it is on the page
    before = page.evaluate("scrollY")
    page.set_viewport_size({"width": 390, "height": 600})
    page.wait_for_function("innerHeight === 600")
    assert page.evaluate("scrollY") == before
