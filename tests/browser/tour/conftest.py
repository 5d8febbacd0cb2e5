"""The demo's company behind a real server: every walk changes a copy of its own."""

import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from callguard.demo import company
from callguard.demo.scenes import SCENES
from callguard.settings import Settings
from tests.application import SettableClock
from tests.browser.conftest import EnterAs
from tests.browser.tour.visitor import DESK, Visitor
from tests.demo.conftest import play, settings_of_demo
from tests.made_once import made_once

MOST_OF_A_KIND = 5
"""A list of eighty customers shows no more than one of twenty, and takes four times as long to look at."""


@pytest.fixture(scope="session")
def company_file(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    """The company at the usual instant, with fewer customers, to be copied."""
    return made_once(tmp_path_factory, "fewer-customers.sqlite", partial(_play_fewer, migrated_sqlite))


def _play_fewer(migrated: Path, file: Path) -> None:
    shutil.copy(migrated, file)
    fewer = tuple(replace(scene, times=min(scene.times, MOST_OF_A_KIND)) for scene in SCENES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(company, "SCENES", fewer)
        play(f"sqlite:///{file}").close()


@pytest.fixture
def settings(company_file: Path, tmp_path: Path) -> Settings:
    """Settings of an installation in which the company works."""
    copy = shutil.copy(company_file, tmp_path / "callguard.sqlite")
    return settings_of_demo(f"sqlite:///{copy}")


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], locale: str) -> dict[str, Any]:
    """A browser in this language."""
    return browser_context_args | {"locale": locale, "viewport": DESK, "reduced_motion": "reduce"}


@pytest.fixture
def visitor(page: Page, live_server: str, live_app: Flask, enter: EnterAs, clock: SettableClock) -> Visitor:
    """Somebody at the address, not signed in yet."""
    return Visitor(page, live_server, live_app, enter, clock)
