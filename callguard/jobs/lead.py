"""This process's part in the election: of all jobs processes on one database, one acts."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from callguard.clock import system_clock
from callguard.db.session import Database
from callguard.services.leadership import give_up_lead, has_lead, take_lead

LENGTH = timedelta(seconds=6)
"""How long after its last sign of life a leader is taken for dead."""

RENEWED_EVERY = timedelta(seconds=2)

_log = structlog.get_logger("callguard.jobs")


class Interrupted(Exception):
    """A job must end where it is: the lead was lost, or the process is stopping."""


class Lead:
    """Asks for the lead again and again, and lets nothing be written without it."""

    def __init__(self, database: Database) -> None:
        self._database, self._token = database, secrets.token_urlsafe(16)
        self.held = False

    def renew(self) -> None:
        """Takes the lead if it is free, and keeps it if it is ours."""
        with self._database.writing() as session:
            held = take_lead(session, self._token, system_clock(), LENGTH)
        if held is not self.held:
            _log.info("leading" if held else "standing_by")
        self.held = held

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction during which nobody else can become leader; Interrupted when somebody else is already.

        `held` is what we knew last: a process that was stopped and goes on still believes it.
        """
        with self._database.writing() as session:
            if not has_lead(session, self._token, system_clock()):
                raise Interrupted
            yield session

    def give_up(self) -> None:
        """Lets the next process take over at once."""
        with self._database.writing() as session:
            give_up_lead(session, self._token, system_clock())
