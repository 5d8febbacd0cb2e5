"""What every page has, in Chromium: theme, language, menu, no violation of the policy."""

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

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


def test_no_page_breaks_the_content_security_policy(page: Page, live_server: str, house: House, enter: EnterAs) -> None:
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    enter(page, house.agent)
    page.goto(f"{live_server}/password")
    assert complaints == []


def test_follows_the_systems_theme_until_one_is_chosen_and_remembers_it(browser: Browser, live_server: str) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{live_server}/sign-in")
    root = page.locator("html")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    page.get_by_role("button", name="Theme").or_(page.get_by_role("button", name="明暗主题")).click()
    expect(root).to_have_attribute("data-bs-theme", "light")
    page.reload()
    expect(root).to_have_attribute("data-bs-theme", "light")
    context.close()


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
