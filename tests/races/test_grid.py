"""A small cut of the race grid; `make races` plays the whole."""

import pytest

from tests.races.grid import run_cell
from tests.races.scene import Scene
from tests.races.scenes import SCENES

CONTENDERS, ROUNDS = 5, 2


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_nothing_goes_wrong_however_many_do_it_at_once(database_url: str, scene: Scene) -> None:
    cell = run_cell(database_url, scene, CONTENDERS, ROUNDS)
    assert cell.violations == {}
    assert cell.overlapped, "nobody met anybody"
