"""One cell of the race grid: a scene, so many contenders, so many rounds, on one database."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier

from sqlalchemy import Connection, text

from tests.house import kept_database
from tests.races.contender import DEEDS, Arrangement, Contender
from tests.races.crew import PATIENCE, run_crew
from tests.races.ground import Stage
from tests.races.oracle import EVERYWHERE, OVERLAPPED, in_dialect
from tests.races.scene import Scene

AS_SHIPPED = Arrangement()


@dataclass(frozen=True)
class Cell:
    """What a cell came to: in how many rounds contenders truly overlapped, and what was wrong in how many."""

    scene: str
    contenders: int
    database: str
    rounds: int
    overlapped: int
    violations: Mapping[str, int]
    done: Mapping[str, int]
    seconds: float


def run_cell(url: str, scene: Scene, contenders: int, rounds: int, arrangement: Arrangement = AS_SHIPPED) -> Cell:
    """Plays all rounds on a database of the cell's own, and asks the tables afterwards; `seconds` is the race alone."""
    database = kept_database(url)
    DEEDS.create(database.engine)
    stages = [scene.furnish(database, number, contenders) for number in range(rounds)]
    began = time.monotonic()
    run_crew(contenders, _contend, url, scene, stages, arrangement)
    seconds = time.monotonic() - began
    if scene.afterwards is not None:
        scene.afterwards(database)
    with database.engine.connect() as connection:
        cell = _read(connection, scene, contenders, rounds, seconds)
    database.close()
    return cell


def _contend(number: int, barrier: Barrier, url: str, scene: Scene, stages: list[Stage], by: Arrangement) -> None:
    with by.opened(url) as database:
        contender = Contender(number, database, by.done_again_at)
        for stage in stages:
            contender.enter(stage)
            barrier.wait(PATIENCE)
            scene.act(contender)
        barrier.wait(PATIENCE)
        contender.tell()


def _read(connection: Connection, scene: Scene, contenders: int, rounds: int, seconds: float) -> Cell:
    dialect = connection.dialect.name
    found = {
        fault: len(set(connection.scalars(text(in_dialect(sql, dialect)))))
        for fault, sql in {**EVERYWHERE, **scene.faults}.items()
    }
    overlapped = len(set(connection.scalars(text(OVERLAPPED))))
    done = text("SELECT deed, count(*) FROM deeds WHERE said = 'done' GROUP BY deed ORDER BY deed")
    return Cell(
        scene=scene.name,
        contenders=contenders,
        database=dialect,
        rounds=rounds,
        overlapped=overlapped,
        violations={fault: count for fault, count in found.items() if count},
        done=dict(connection.execute(done).all()),
        seconds=seconds,
    )
