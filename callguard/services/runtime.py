"""What a running callguard holds in its hand: settings, clock, database, vault, telephony."""

from dataclasses import dataclass
from typing import Self

from callguard.clock import Clock
from callguard.db.session import Database
from callguard.db.vault import Vault
from callguard.services.queue.keeping import QueueKeeper
from callguard.settings import Settings, read_settings
from callguard.telephony.choice import telephony_from
from callguard.telephony.port import Telephony


@dataclass(frozen=True)
class Runtime:
    """The parts every process needs; open one per process, after any fork."""

    settings: Settings
    clock: Clock
    database: Database
    vault: Vault
    telephony: Telephony

    @classmethod
    def open(cls, settings: Settings | None = None, clock: Clock | None = None) -> Self:
        """Opens what the settings name (None: the environment's); `clock` None takes the settings' clock."""
        settings = settings or read_settings()
        clock, vault = clock or settings.clock, Vault(settings.secret_key.get_secret_value())
        return cls(
            settings=settings,
            clock=clock,
            database=Database(settings.database_url, QueueKeeper(vault, settings, clock)),
            vault=vault,
            telephony=telephony_from(settings),
        )
