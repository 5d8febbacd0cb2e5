"""What a process opens before it does anything."""

from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from callguard.db.models import QueueEntry
from callguard.db.vault import Vault
from callguard.domain.queue_entry import EntryStanding
from callguard.services.runtime import Runtime
from callguard.settings import Settings
from tests.house import NOW, TEST_SECRET, House


def test_its_database_keeps_the_queue_by_the_clock_it_was_given(database_url: str) -> None:
    settings = Settings(secret_key=SecretStr(TEST_SECRET), database_url=database_url)
    runtime = Runtime.open(settings, lambda: NOW)
    with closing(runtime.database):
        house = House(runtime.database, runtime.vault, runtime.settings)
        due, later = house.callback(), house.callback(phone="+8613800138001", due_at=NOW + timedelta(hours=1))
        with runtime.database.reading() as session:
            standings = [session.get_one(QueueEntry, callback_id).standing for callback_id in (due, later)]
    assert standings == [EntryStanding.READY, EntryStanding.PLANNED]


def test_unless_told_otherwise_it_is_what_the_environment_says_at_the_present_time(
    monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.setenv("CALLGUARD_SECRET_KEY", TEST_SECRET)
    monkeypatch.setenv("CALLGUARD_DATABASE_URL", database_url)
    runtime = Runtime.open()
    runtime.database.close()
    assert runtime.settings.database_url == database_url
    assert runtime.vault.open(Vault(TEST_SECRET).seal("13800138000")) == "13800138000"
    assert abs(runtime.clock() - datetime.now(UTC)) < timedelta(minutes=1)
