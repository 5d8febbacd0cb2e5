"""An import that goes on behind the answer, in a thread of the worker that took the file.

Why not the jobs process: the file would have to lie somewhere that both can read, and outlive them. Here it has no
name from the start and is gone with the worker. Each chunk is committed with its progress, so any worker can show how
far it is; a run whose worker died falls silent, is shown as stopped, and the same file imported again does the rest.
"""

from pathlib import Path
from tempfile import TemporaryFile
from threading import Thread
from typing import IO

import structlog
from werkzeug.datastructures import FileStorage

from callguard.db.models import ImportedFile
from callguard.services.importing import give_up, run_import
from callguard.services.runtime import Runtime

_log = structlog.get_logger("callguard.imports")


def kept_upload(file: FileStorage) -> IO[bytes]:
    """The upload on disk, nameless: customers' numbers don't stay in a forgotten file."""
    kept = TemporaryFile()  # noqa: SIM115 - closed by the thread that reads it
    file.save(kept)
    kept.flush()
    return kept


def run_in_background(runtime: Runtime, imported: ImportedFile, file: IO[bytes]) -> Thread:
    """Starts the import and closes the file at its end."""
    thread = Thread(target=_run, args=(runtime, imported, file), name=f"import-{imported.id}", daemon=True)
    thread.start()
    return thread


def _run(runtime: Runtime, imported: ImportedFile, file: IO[bytes]) -> None:
    with file:
        try:
            run_import(runtime, imported, Path(f"/proc/self/fd/{file.fileno()}"))
        except Exception as error:  # noqa: BLE001 - nobody is above a thread
            _log.error("import stopped", import_id=imported.id, exc_info=error)
            give_up(runtime, imported.id)
