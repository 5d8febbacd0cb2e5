"""The page of rules in Chromium: a file looked at, then put in force."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import EnterAs
from tests.house import House

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_a_manager_looks_at_a_files_effect_and_activates_it(
    page: Page,
    live_server: str,
    house: House,
    enter: EnterAs,
    tmp_path: Path,
    width: int,
    scheme: Literal["light", "dark"],
) -> None:
    file = tmp_path / "short-day.toml"
    file.write_text('[[windows]]\ndays = ["mon", "tue"]\nopens = "11:00"\ncloses = "16:00"\n')
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    enter(page, house.manager).goto(f"{live_server}/policies")
    page.get_by_label("规则文件").set_input_files(file)
    assert violations(page) == []
    page.get_by_role("button", name="预览影响").click()
    expect(page.get_by_role("heading", name="与“cn-after-sales”相比")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="确认启用").click()
    expect(page.get_by_text("已启用 short-day（全公司）")).to_be_visible()
    expect(page.locator(".version-in_force")).to_contain_text("short-day")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
