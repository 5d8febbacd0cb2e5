"""One run over a file: read, judged and written chunk by chunk, so that the desk goes on working meanwhile."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from callguard.db.models import ImportedFile, ImportFault, Shop, User
from callguard.imports.faults import CellFault, FileReason, FileRefusal
from callguard.imports.formats import read_rows
from callguard.imports.rows import ImportFile, ImportRow, RowRejection
from callguard.imports.table import Source
from callguard.services.import_changes import ImportContext
from callguard.services.import_mappings import mapping_of
from callguard.services.import_rows import Effect, RowWriter
from callguard.services.runtime import Runtime

OnProgress = Callable[[ImportedFile], None]
Chunk = list[ImportRow | RowRejection]

# So few that the desk hardly waits for SQLite's one writer, so many that a commit hardly counts.
CHUNK = 100
# A chunk that lost to another writer is written again; one that loses so often has met something worse.
_TRIES = 5


@dataclass
class ImportRun:
    """One run; `imported` is ours alone to write, and says what was done. A dry one leaves nothing behind."""

    runtime: Runtime
    imported: ImportedFile
    on_progress: OnProgress | None
    dry: bool = False
    faults: list[ImportFault] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def run(self, source: Source) -> None:
        """Takes in what the file has; a crash leaves the chunks before it, and a repeated run the same as one."""
        with self.runtime.database.reading() as session:
            mapping = mapping_of(session, self.imported.shop_id, self.imported.format)
        file = read_rows(source, self.imported.format, {name: [title] for name, title in mapping.items()})
        if isinstance(file, FileRefusal):
            self._refuse(file)
        else:
            self._import(file)

    def _refuse(self, refusal: FileRefusal) -> None:
        problem = {"reason": refusal.reason.value, "params": dict(refusal.params)}
        self._note(
            problem=problem, columns={"titles": list(refusal.titles), "taken": {}}, finished_at=self.runtime.clock()
        )

    def _import(self, file: ImportFile) -> None:
        self._note(total=file.row_count, columns={"titles": list(file.titles), "taken": dict(file.columns)})
        for chunk in _chunks(file.rows):
            self._import_chunk(chunk)
            self.runtime.database.let_others_write()
            if self.on_progress:
                self.on_progress(self.imported)
        if not self.imported.done:
            return self._refuse(FileRefusal(FileReason.NO_ROWS, titles=file.titles))
        # Blank lines made the total too high.
        return self._note(total=self.imported.done, finished_at=self.runtime.clock())

    def _import_chunk(self, chunk: Chunk) -> None:
        for _ in range(_TRIES - 1):
            try:
                return self._write_chunk(chunk)
            except OperationalError:
                continue
        return self._write_chunk(chunk)

    def _write_chunk(self, chunk: Chunk) -> None:
        with self._session() as session:
            rows = [row for row in chunk if isinstance(row, ImportRow)]
            writer = RowWriter(self._context(session), rows, self._seen)
            effects = writer.write()
            effects[Effect.REJECTED] = len(chunk) - len(rows)
            faults = [fault for row in chunk for fault in _faults(self.imported.id, row)]
            progress = self._progress(effects)
            self._save(session, progress)
            if not self.dry:
                session.add_all(faults)
        self._remember(progress)
        self.faults += faults
        self._seen |= writer.seen

    def _session(self) -> AbstractContextManager[Session]:
        database = self.runtime.database
        return database.trying() if self.dry else database.writing()

    def _context(self, session: Session) -> ImportContext:
        started_by = self.imported.started_by_id
        return ImportContext(
            session=session,
            vault=self.runtime.vault,
            shop=session.get_one(Shop, self.imported.shop_id),
            actor=session.get_one(User, started_by) if started_by else None,
            time_zone=self.runtime.settings.display_tz,
            now=self.runtime.clock(),
        )

    def _progress(self, effects: Counter[Effect]) -> dict[str, object]:
        counts = {effect.value: getattr(self.imported, effect) + effects[effect] for effect in Effect}
        return {**counts, "done": self.imported.done + effects.total(), "progressed_at": self.runtime.clock()}

    def _note(self, **values: object) -> None:
        with self._session() as session:
            self._save(session, values)
        self._remember(values)

    def _save(self, session: Session, values: dict[str, object]) -> None:
        if not self.dry:
            session.execute(update(ImportedFile).where(ImportedFile.id == self.imported.id).values(values))

    def _remember(self, values: dict[str, object]) -> None:
        for name, value in values.items():
            setattr(self.imported, name, value)


def _chunks(rows: Iterator[ImportRow | RowRejection]) -> Iterator[Chunk]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _faults(import_id: int, row: ImportRow | RowRejection) -> Iterable[ImportFault]:
    if isinstance(row, ImportRow):
        return [_fault(import_id, row, fault, row_used=True) for fault in row.warnings]
    return [_fault(import_id, row, fault, row_used=False) for fault in row.faults]


def _fault(import_id: int, row: ImportRow | RowRejection, fault: CellFault, *, row_used: bool) -> ImportFault:
    return ImportFault(
        import_id=import_id,
        row_no=row.row,
        row_used=row_used,
        column=fault.column,
        reason=fault.reason.value,
        facts={**fault.params, "order_no": row.order_no},
    )
