"""Old XLS workbooks, read in a process of their own.

A damaged or forged one makes the reader ask for more memory than there is and abort: not an exception, the end
of the process. So a child with limited memory turns the workbook into CSV, and its failure is only the file's.
"""

import csv
import os
import resource
import sys
from io import BytesIO, TextIOWrapper
from subprocess import DEVNULL, PIPE, TimeoutExpired, run
from typing import BinaryIO

from callguard.imports.delimited import read_delimited
from callguard.imports.faults import FileReason, FileRefusal
from callguard.imports.spreadsheet import first_table
from callguard.imports.table import Table

_MEMORY = 1 << 30
_SECONDS = 120
_HEAD = 65_536


def read_xls(file: BinaryIO) -> Table | FileRefusal:
    """The rows of an XLS file, which is closed afterwards."""
    with file:
        content = _as_csv(file.read())
    if content is None:
        return FileRefusal(FileReason.BROKEN)
    return read_delimited(lambda: BytesIO(content), content[:_HEAD]) if content else FileRefusal(FileReason.EMPTY)


def _as_csv(workbook: bytes) -> bytes | None:
    command = [sys.executable, "-m", "callguard.imports.xls"]
    found_as_here = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        # Nothing in the command comes from outside.
        child = run(command, input=workbook, env=found_as_here, stdout=PIPE, stderr=DEVNULL, timeout=_SECONDS)  # noqa: S603
    except TimeoutExpired:
        return None
    return child.stdout if child.returncode == 0 else None


def main() -> None:  # pragma: no cover - runs in the child, where nobody measures
    """The child: a workbook on standard input, CSV in UTF-8 on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    table = first_table(BytesIO(sys.stdin.buffer.read()))
    if isinstance(table, Table):
        with TextIOWrapper(sys.stdout.buffer, "utf-8", newline="") as out:
            csv.writer(out).writerows(cells for _, cells in table.records if isinstance(cells, list))


if __name__ == "__main__":  # pragma: no cover - likewise
    main()
