"""A process that may die between any two of its statements, before or after it commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from datetime import datetime
from pathlib import Path
from random import Random
from shutil import copyfile
from typing import Any, Self

from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.model.stage import Stage

AFTER_COMMIT = 0
FATES: list[int] = [AFTER_COMMIT, *range(2, 40)]


class Crash(Exception):
    """The process is gone, and what it had not committed."""


class CrashingStage(Stage):
    """A stage on which, once that is allowed, about one of so many things that are done ends in a crash."""

    def __init__(self, url: str, now: datetime, random: Random) -> None:
        self._random, self._one_in = random, 0
        self._left: int | None = None
        self.crashes = 0
        super().__init__(url, now)
        self._watch()

    def on_a_copy(self, file: Path, random: Random) -> Self:
        """The same house as it stands, once more in a file of its own."""
        other = copy(self)
        copyfile(self.url.removeprefix("sqlite:///"), file)
        other.url, other._random, other.house = f"sqlite:///{file}", random, copy(self.house)  # noqa: SLF001 - its own kind
        other.house.database = other._opened()  # noqa: SLF001 - its own kind
        other._watch()  # noqa: SLF001 - its own kind
        return other

    def allow_crashes(self, one_in: int) -> None:
        """From now on."""
        self._one_in = one_in

    def restart(self) -> None:
        """Begins anew, as from nothing."""
        super().restart()
        self._watch()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction, or a part of it."""
        with self.mortal(), super().writing() as session:
            yield session

    @contextmanager
    def mortal(self) -> Iterator[None]:
        """What a process does in transactions of its own, or a part of it."""
        fate = self._fate()
        self._left = fate or None
        try:
            yield
        finally:
            self._left = None
        if fate == AFTER_COMMIT:
            self._die()

    def _fate(self) -> int | None:
        """After which statement the process dies; None: not this time."""
        if not self._one_in or self._random.randrange(self._one_in):
            return None
        return self._random.choice(FATES)

    def _watch(self) -> None:
        event.listen(self.database.engine, "before_cursor_execute", self._count)

    def _count(self, *_details: Any) -> None:
        if self._left is not None:
            self._left -= 1
            if self._left == 0:
                self._die()

    def _die(self) -> None:
        self._left = None
        self.crashes += 1
        raise Crash
