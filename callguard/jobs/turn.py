"""One go of a job."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from sqlalchemy.orm import Session

from callguard.jobs.lead import Interrupted, Lead
from callguard.services.runtime import Runtime


@dataclass(frozen=True)
class Turn:
    """What a task works with; `now` is the application's time, the same for the whole go.

    Every transaction is a place where a long task ends early once the process is to stop.
    """

    runtime: Runtime
    lead: Lead
    stopping: Event
    now: datetime

    def reading(self) -> AbstractContextManager[Session]:
        """A session that sees one state of the data and never writes."""
        self._go_on()
        return self.runtime.database.reading()

    def writing(self) -> AbstractContextManager[Session]:
        """A session in one transaction of the leader's."""
        self._go_on()
        return self.lead.writing()

    def _go_on(self) -> None:
        if self.stopping.is_set():
            raise Interrupted


Task = Callable[[Turn], None]


def in_one_transaction(service: Callable[[Session, datetime], object]) -> Task:
    """The task that does what a service does, and nothing more."""

    def task(turn: Turn) -> None:
        with turn.writing() as session:
            service(session, turn.now)

    return task
