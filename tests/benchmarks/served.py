"""`callguard serve` with one call more, to measure beside: `python -m tests.benchmarks.served HOST PORT`."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session

from callguard.api.answers import told
from callguard.api.calls import get
from callguard.api.fields import Nothing, Shown
from callguard.cli.serve import Server
from callguard.services.idempotency import GivenAnswer
from callguard.settings import read_settings
from tests.house import NOW, TEST_SECRET

HOST, SELECT_ONE = "127.0.0.1", "/benchmark"


class One(Shown):
    """What the database said."""

    one: int


def main(host: str, port: int) -> None:
    """Runs until it is stopped, with the call added."""

    @get(SELECT_ONE, answer=One)
    def select_one(db: Session, _query: Nothing) -> GivenAnswer:
        return told(200, One(one=db.scalar(text("SELECT 1")) or 0))

    Server(read_settings(), host=host, port=port, workers=1).run()


@contextmanager
def serving(url: str) -> Iterator[int]:
    """The port of a server on this database; it ends with the block."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    settings = {
        "CALLGUARD_DATABASE_URL": url,
        "CALLGUARD_SECRET_KEY": TEST_SECRET,
        "CALLGUARD_NOW": NOW.isoformat(),
    }
    command = [sys.executable, "-m", "tests.benchmarks.served", HOST, str(port)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=os.environ | settings, stdout=quiet, stderr=quiet) as server:  # noqa: S603 - ours
        _await(port)
        yield port
        server.terminate()


def _await(port: int) -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        with socket.socket() as tried:
            if tried.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the server did not start")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
