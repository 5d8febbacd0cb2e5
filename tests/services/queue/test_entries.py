"""Working out a customer's entries reads what is theirs, however many others wait."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from sqlalchemy import event

from callguard.db.models import Customer
from tests.house import House, kept_database


@pytest.fixture
def house(migrated_sqlite: Path, tmp_path: Path) -> Iterator[House]:
    database = kept_database(f"sqlite:///{copy(migrated_sqlite, tmp_path)}")
    yield House(database)
    database.close()


def test_the_callbacks_of_a_customer_are_found_by_the_customer(house: House) -> None:
    house.callback()
    said: list[tuple[str, Any]] = []
    event.listen(
        house.database.engine, "before_cursor_execute", lambda _c, _k, sql, given, *_: said.append((sql, given))
    )
    with house.writing() as session:
        session.get_one(Customer, 1).time_zone = "Asia/Urumqi"
    [(sql, given)] = [(sql, given) for sql, given in said if "FROM callbacks JOIN cases" in sql]
    with house.database.engine.connect() as connection:
        plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given)]
    assert any("ix_cases_customer_id_status" in line for line in plan)
    assert not any("ix_callbacks_status_due_at" in line for line in plan)
