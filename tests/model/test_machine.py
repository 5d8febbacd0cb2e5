"""Whatever is done in whatever order: the services do what a plain model of the company does."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest

from tests.model.played import SCENES
from tests.model.playing import play, sqlite_stages
from tests.model.stage import Stage
from tests.postgres import Postgres

STORIES, ABOUT_SURVEYS = 32, 40
"""Of each scene, two hundred in all, the same ones every time; `make soak` plays many more, others every time."""

ON_POSTGRESQL = 3
"""Of two scenes: the rules are the same there, what may differ is how rows are found and written."""


@pytest.mark.slow
@pytest.mark.parametrize("scene", [name for name, scene in SCENES.items() if not scene.settled])
def test_the_services_do_what_a_plain_model_does(scene: str, migrated_sqlite: Path, tmp_path: Path) -> None:
    assert play(sqlite_stages(migrated_sqlite, tmp_path), SCENES[scene], STORIES)["decisions"] > 0


@pytest.mark.slow
def test_they_do_so_where_surveys_are_due(migrated_sqlite: Path, tmp_path: Path) -> None:
    played = play(sqlite_stages(migrated_sqlite, tmp_path), SCENES["asked how it was"], ABOUT_SURVEYS)
    assert {"planned", "claimed", "dialled", "rated", "reopened", "cancelled"} <= played.keys()


@pytest.fixture
def postgres_databases(postgres: Postgres) -> Iterator[ExitStack]:
    """Keeps the database of a story until the next begins."""
    with ExitStack() as kept:
        yield kept


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("scene", ["a friday in shanghai", "asked how it was"])
def test_they_do_so_on_postgresql(scene: str, postgres: Postgres, postgres_databases: ExitStack) -> None:
    def make_stage(now: datetime, tz: str) -> Stage:
        postgres_databases.close()
        return Stage(postgres_databases.enter_context(postgres.lent_database()), now, tz)

    assert play(make_stage, SCENES[scene], ON_POSTGRESQL, steps=20)["decisions"] > 0
