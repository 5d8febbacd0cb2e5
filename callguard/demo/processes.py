"""The processes of a running demo: started together, stopped together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

_LOOKED_AFTER_EVERY = 0.2
_STARTS_WITHIN = 60.0
_STOPS_WITHIN = 1.5


class ChildFailed(Exception):
    """A process ended by itself, or does not get going; `name` says which, `log` where its last words are."""

    def __init__(self, name: str, log: Path) -> None:
        super().__init__(name)
        self.name, self.log = name, log


@dataclass(frozen=True)
class Child:
    """One process, by the command it runs."""

    name: str
    log: Path
    process: subprocess.Popen[bytes]


@contextmanager
def running(
    commands: Mapping[str, Sequence[str]], environment: Mapping[str, str], logs: Path
) -> Iterator[Sequence[Child]]:
    """Runs `callguard` with each of these arguments, and leaves none of them behind."""
    children: list[Child] = []
    try:
        for name, arguments in commands.items():
            children.append(_start(name, arguments, environment, logs / f"{name}.log"))
        yield children
    finally:
        _stop(children)


def wait_until_answering(address: str, children: Sequence[Child]) -> None:
    """Waits for the first page; ChildFailed when it will not come."""
    ends_at = time.monotonic() + _STARTS_WITHIN
    while not _answers(address):
        look_after(children)
        if time.monotonic() > ends_at:
            raise ChildFailed(children[0].name, children[0].log)
        time.sleep(_LOOKED_AFTER_EVERY)


def wait_for_ever(children: Sequence[Child]) -> None:
    """Waits until a process ends by itself, which is ChildFailed."""
    while True:
        look_after(children)
        time.sleep(_LOOKED_AFTER_EVERY)


def look_after(children: Sequence[Child]) -> None:
    """Raises ChildFailed when one of them has ended."""
    for child in children:
        if child.process.poll() is not None:
            raise ChildFailed(child.name, child.log)


def _start(name: str, arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> Child:
    with log.open("wb") as words:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "callguard", *arguments],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            # A session of its own: Ctrl-C reaches us alone, and the whole group can be ended if need be.
            start_new_session=True,
        )
    return Child(name, log, process)


def _stop(children: Sequence[Child]) -> None:
    for child in children:
        # gunicorn takes its time over SIGTERM, and none over SIGINT.
        child.process.send_signal(signal.SIGINT)
    ends_at = time.monotonic() + _STOPS_WITHIN
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.process.wait(max(0, ends_at - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(child.process.pid, signal.SIGKILL)  # its own pid, or a worker it left behind
        child.process.wait()


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=5):  # noqa: S310 - our own server
            return True
    except (HTTPException, OSError):
        return False
