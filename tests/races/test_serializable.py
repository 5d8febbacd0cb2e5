"""SERIALIZABLE and doing it again give the same results as the locks of READ COMMITTED."""

import pytest

from tests.postgres import Postgres
from tests.races.grid import run_cell
from tests.races.isolation import SERIALIZABLE
from tests.races.scene import Scene
from tests.races.scenes import CLAIM, LAST_SLOT, SCENES

ROUNDS, CONTENDERS = 2, 4


@pytest.mark.postgres
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_nothing_goes_wrong_where_everything_is_serializable(postgres: Postgres, scene: Scene) -> None:
    with postgres.database(postgres.migrated) as url:
        cell = run_cell(url, scene, CONTENDERS, ROUNDS, SERIALIZABLE)
    assert cell.violations == {}
    assert cell.overlapped, "nobody met anybody"


@pytest.mark.postgres
@pytest.mark.parametrize(("scene", "deed"), [(CLAIM, "claim"), (LAST_SLOT, "dial")])
def test_as_much_is_claimed_and_permitted_as_with_the_locks(postgres: Postgres, scene: Scene, deed: str) -> None:
    with postgres.database(postgres.migrated) as url:
        locked = run_cell(url, scene, CONTENDERS, ROUNDS)
    with postgres.database(postgres.migrated) as url:
        serialized = run_cell(url, scene, CONTENDERS, ROUNDS, SERIALIZABLE)
    assert serialized.done[deed] == locked.done[deed] > 0
