"""A PostgreSQL server of one's own, for tests or measurements: thrown away at the end, however that comes about."""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import psycopg

from callguard.db.migrate import upgrade
from tests.emptied import EmptiedDatabase

# The shell outlives the session just long enough to clean up: `read` ends when our end of the pipe closes, and the
# kernel closes it even after SIGKILL. What it starts is out of Ctrl-C's reach, being in a session of its own.
SUPERVISOR = """
cd "$2" && trap 'rm -rf "$2"' EXIT
"$1/initdb" -D data -U callguard -A trust -E UTF8 --locale=C.UTF-8 --no-sync >log 2>&1 &&
"$1/pg_ctl" -D data -l log -w -o "-k '$2' -c listen_addresses= $3" start >>log 2>&1 ||
{ tail -n 5 log; exit 1; }
echo ready
read -r _
"$1/pg_ctl" -D data -m immediate stop >>log 2>&1
"""

FLEETING = "-F -c full_page_writes=off"
"""Settings for a server that needn't survive a crash."""


@dataclass(frozen=True)
class Postgres:
    """A running server, reached by a socket in `socket_dir` and by nothing else."""

    socket_dir: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _spare: dict[str, EmptiedDatabase] = field(default_factory=dict)

    def url(self, database: str) -> str:
        """What SQLAlchemy and CALLGUARD_DATABASE_URL take."""
        return f"postgresql+psycopg://callguard@/{database}?host={self.socket_dir}"

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The URL of a new database, a copy of `template`; it is dropped afterwards, whoever is still connected."""
        name = self._created(template)
        yield self.url(name)
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def lent_database(self) -> Iterator[str]:
        """The URL of a database with the current schema and no rows; others may have had it before."""
        name, database = self._spare.popitem() if self._spare else self._new_spare()
        yield self.url(name)
        if database.empty():
            self._spare[name] = database
        else:
            database.close()
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    @cached_property
    def migrated(self) -> str:
        """The name of a database with the current schema and no rows, for use as a template."""
        self._run("CREATE DATABASE migrated TEMPLATE template0")
        upgrade(self.url("migrated"))
        return "migrated"

    def close(self) -> None:
        """Lets go of the databases that could be lent."""
        for spare in self._spare.values():
            spare.close()

    def _new_spare(self) -> tuple[str, EmptiedDatabase]:
        name = self._created(self.migrated)
        return name, EmptiedDatabase(self._connected(name))

    def _created(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        # Copying files beats copying through the log, for a server that needn't survive a crash.
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def _run(self, sql: str) -> None:
        with self._connected("postgres") as server:
            server.execute(sql.encode())

    def _connected(self, database: str) -> psycopg.Connection:
        return psycopg.connect(host=str(self.socket_dir), user="callguard", dbname=database, autocommit=True)


@contextmanager
def running_postgres(options: str = FLEETING) -> Iterator[Postgres]:
    """Starts a server with these options on its command line; an error that tells why when there is none."""
    bin_dir, socket_dir = find_bin_dir(), Path(tempfile.mkdtemp(prefix="callguard-postgres-"))
    # PostgreSQL refuses to run as root.
    user = pwd.getpwnam("postgres").pw_name if os.geteuid() == 0 else None
    if user:
        shutil.chown(socket_dir, user)
    command: list[str | Path] = ["/bin/sh", "-c", SUPERVISOR, "sh", bin_dir, socket_dir, options]
    with subprocess.Popen(  # noqa: S603 (our own script)
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, user=user, start_new_session=True
    ) as supervisor:
        assert supervisor.stdout
        answer = supervisor.stdout.readline()
        if answer != "ready\n":
            raise RuntimeError(f"PostgreSQL did not start: {answer}{supervisor.stdout.read()}")
        server = Postgres(socket_dir)
        yield server
        server.close()  # leaving the block closes the pipe


def find_bin_dir() -> Path:
    """The folder of the newest PostgreSQL that Debian installed, else of the one on the PATH."""
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(installed, key=lambda initdb: int(initdb.parents[1].name), default=None) or shutil.which("initdb")
    if newest is None:
        raise FileNotFoundError("These tests need a PostgreSQL server; on Debian: apt-get install postgresql")
    return Path(newest).parent
