"""What takes long to make, made by one of the processes that test side by side, for all of them."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The file of this name, made by whoever wants it first; the others wait meanwhile. It is there to be copied."""
    folder = folders.getbasetemp()
    # A worker of pytest-xdist has a folder of its own within that of all.
    file = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / name
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            half_done = file.with_suffix(".half-done")
            make(half_done)
            half_done.replace(file)
    return file
