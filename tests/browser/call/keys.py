"""What is done in a call by its keys."""

from playwright.sync_api import Page, expect


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def start_call(page: Page) -> None:
    press(page, "n")
    # Keys are heard once the scripts run: wait_for_url waits for the page to be loaded.
    page.wait_for_url("**/callbacks/*")
    expect(page.get_by_role("heading", name="拨打前准备")).to_be_visible()
    press(page, "Shift+Enter")
    expect(page.get_by_role("heading", name="准备就绪")).to_be_visible()
    press(page, "d")
    expect(page.locator(".revealed-number")).to_have_text("138 0013 8000")


def wrap_up(page: Page) -> None:
    press(page, "r")
    page.wait_for_url("**/callbacks/*view=outcome*")


def at_step(page: Page, name: str) -> None:
    expect(page.locator(".stepper [aria-current=step]")).to_contain_text(name)


def offer_own(page: Page, amount: str) -> None:
    page.locator(".own-offer > summary").click()
    page.locator("#own-offer [name=kind]").select_option("partial_refund")
    page.locator("#own-offer [name=amount]").fill(amount)
    press(page, "Enter")


def choose_by_arrows(page: Page, disposition: str) -> None:
    for _ in range(10):
        if page.locator(f"[name=disposition][value={disposition}]:checked").count():
            break
        press(page, "ArrowRight")
