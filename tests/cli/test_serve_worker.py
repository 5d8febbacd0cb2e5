"""What a worker of the server does with its application."""

import gc
from collections.abc import Iterator

import pytest

from callguard.cli.serve import Server
from callguard.settings import Settings


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    """A process whose collector leaves nothing alone yet; the tests' own does (conftest.py)."""
    gc.unfreeze()
    yield
    gc.freeze()


def test_the_collector_leaves_what_an_application_is_made_of_alone(settings: Settings) -> None:
    assert gc.get_freeze_count() == 0
    Server(settings, host="127.0.0.1", port=0, workers=1).load()
    assert gc.get_freeze_count() > 10_000
