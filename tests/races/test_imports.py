"""Imports that die in the middle, and imports of the same lists at the same moment."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from callguard.db.models import Case
from callguard.db.session import Database
from callguard.db.vault import Vault
from callguard.demo.samples import order_list_csv, refund_list_xlsx
from callguard.services.importing import ImportOrder, import_file
from callguard.services.runtime import Runtime
from callguard.services.shops import shop_by_code
from callguard.settings import Settings
from callguard.telephony.choice import telephony_from
from tests.house import NOW, TEST_SECRET, House
from tests.races.crew import compete
from tests.services.importer import ORDERS, REFUNDS, brought, standing, tallied

ROWS, CONTENDERS, ROUNDS = 300, 4, 3


@pytest.fixture
def untouched(migrated_sqlite: Path, tmp_path: Path) -> Iterator[House]:
    """A second house, where everything goes well."""
    database = Database(f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'untouched.sqlite')}")
    yield House(database)
    database.close()


def imports_a_list(database: Database, vault: Vault, settings: Settings, number: int, about: int) -> None:
    """Half of the contenders bring the refunds, the others the orders of the same sales."""
    name, file = ((REFUNDS, refund_list_xlsx), (ORDERS, order_list_csv))[number % 2]
    runtime = Runtime(settings, lambda: NOW, database, vault, telephony_from(settings))
    with database.reading() as session:
        shop = shop_by_code(session, "S-1")
    import_file(runtime, file(60, about), ImportOrder(shop, name, "list"))


@pytest.mark.slow
def test_a_killed_import_run_again_ends_as_one_that_went_well(house: House, untouched: House, tmp_path: Path) -> None:
    file = tmp_path / "refunds.xlsx"
    file.write_bytes(refund_list_xlsx(ROWS))
    child = _importing_child(house, file)
    _wait_for_cases(house, child)
    child.send_signal(signal.SIGKILL)
    child.wait()
    first = len(standing(house).cases)
    assert 0 < first < ROWS
    assert first % 100 == 0, "a chunk is in as a whole or not at all"
    assert tallied(brought(house, file, REFUNDS)) == (ROWS - first, 0, first, 0)
    brought(untouched, file, REFUNDS)
    assert standing(house) == standing(untouched)


@pytest.mark.slow
def test_the_same_lists_imported_at_once_end_as_one_after_the_other(house: House, untouched: House) -> None:
    compete(house.database.url, imports_a_list, CONTENDERS, range(ROUNDS))
    for about in range(ROUNDS):
        brought(untouched, refund_list_xlsx(60, about), REFUNDS)
        brought(untouched, order_list_csv(60, about), ORDERS)
    assert standing(house) == standing(untouched)


def _importing_child(house: House, file: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "CALLGUARD_DATABASE_URL": house.database.url,
        "CALLGUARD_SECRET_KEY": TEST_SECRET,
        "CALLGUARD_NOW": NOW.isoformat(),
    }
    command = [sys.executable, "-m", "callguard", "import", str(file), "--format", REFUNDS, "--shop", "S-1"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own command


def _wait_for_cases(house: House, child: subprocess.Popen[bytes]) -> None:
    while child.poll() is None:
        with house.database.reading() as session:
            if session.scalar(select(func.count()).select_from(Case)):
                return
        time.sleep(0.05)
