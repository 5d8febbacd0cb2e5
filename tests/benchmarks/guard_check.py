"""`callguard guard check --lines` as a whole process, beside a process that only reads and writes the same JSON."""

import subprocess
import sys
import time
from collections.abc import Iterator

from tests.benchmarks.documents import documents
from tests.benchmarks.figure import Figure

COUNT = 20_000
_ECHO = "import json, sys\nfor line in sys.stdin: print(json.dumps(json.loads(line)))"


def measure() -> Iterator[Figure]:
    """Documents a second, start-up included."""
    lines = "\n".join(documents(COUNT)) + "\n"
    checked = _rate(lines, "-m", "callguard", "guard", "check", "--lines")
    echoed = _rate(lines, "-c", _ECHO)
    yield Figure("guard check --lines", f"{checked:,.0f} documents/s", "reading and writing the JSON", checked / echoed)


def _rate(lines: str, *command: str) -> float:
    started = time.perf_counter()
    # Fixed words of our own, this very Python.
    subprocess.run([sys.executable, *command], input=lines, text=True, capture_output=True, check=True)  # noqa: S603
    return COUNT / (time.perf_counter() - started)
