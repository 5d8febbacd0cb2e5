"""The register can't be rewritten, whoever tries."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from callguard.db.models import Callback, RegisterEntry
from callguard.db.session import Database
from callguard.domain.register import RegisterKind
from callguard.services.register import record
from tests.house import NOW, House

CHANGES = [
    "UPDATE register_entries SET note = 'never said'",
    "UPDATE register_entries SET id = id + 1000",
    "DELETE FROM register_entries",
    pytest.param("TRUNCATE register_entries CASCADE", id="TRUNCATE"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_recorded_stays(database_url: str, change: str) -> None:
    database = Database(database_url)
    house = House(database)
    callback_id = house.callback()
    with house.writing() as session:
        record(session, RegisterKind.NOTE, session.get_one(Callback, callback_id).case, NOW, house.agent, note="said")
    # SQLite knows no TRUNCATE: there it is refused as no statement at all.
    reason = "append-only" if database.engine.dialect.name == "postgresql" or "TRUNCATE" not in change else "syntax"
    with pytest.raises(DBAPIError, match=reason), house.writing() as session:
        session.execute(text(change))
    with database.reading() as session:
        assert [entry.note for entry in session.query(RegisterEntry)] == ["said"]
    database.close()


@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE"])
def test_no_line_is_replaced_by_another(migrated_sqlite: Path, tmp_path: Path, verb: str) -> None:
    database = Database(f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'callguard.sqlite')}")
    house = House(database)
    callback_id = house.callback()
    with house.writing() as session:
        record(session, RegisterKind.NOTE, session.get_one(Callback, callback_id).case, NOW, house.agent, note="said")
    columns = "id, recorded_at, kind, shop_id, case_id, facts"
    replace = f"{verb} INTO register_entries ({columns}) SELECT {columns} FROM register_entries"  # noqa: S608 - ours
    with pytest.raises(DBAPIError, match="append-only"), house.writing() as session:
        session.execute(text(replace))
    with database.reading() as session:
        assert [entry.note for entry in session.query(RegisterEntry)] == ["said"]
    database.close()
