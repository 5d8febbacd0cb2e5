"""Importing the lists that consoles export: entered, run, and how it stands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session, joinedload

from callguard.db.models import ImportedFile, ImportFault, Shop, User
from callguard.domain.errors import UnknownId
from callguard.domain.role import Role
from callguard.imports.table import Source
from callguard.services.import_rows import Effect
from callguard.services.import_run import ImportRun, OnProgress
from callguard.services.runtime import Runtime

# Reading an old XLS may take two minutes before the first row; nothing else takes nearly as long.
SILENT = timedelta(minutes=3)
"""Who runs an import and has said nothing for so long is dead."""

STOPPED = "import_stopped"
"""The problem of an import that ended in an error nobody foresaw."""


IMPORTING_ROLES = (Role.SPECIALIST, Role.TEAM_LEADER, Role.SUPERVISOR, Role.MANAGER)
"""Who brings lists in: seniors plan the work, the specialist brings the bad reviews; agents work what is there."""


class ImportState(StrEnum):
    """How an import stands."""

    RUNNING = "running"
    STOPPED = "stopped"
    REFUSED = "refused"
    DONE = "done"


@dataclass(frozen=True)
class ImportOrder:
    """What is to be imported for whom; `started_by` None is somebody at the command line."""

    shop: Shop
    format_name: str
    file_name: str
    started_by: User | None = None


@dataclass(frozen=True)
class ImportReport:
    """How an import went, and everything that was wrong in the file's rows."""

    imported: ImportedFile
    faults: list[ImportFault]


def import_file(
    runtime: Runtime, source: Source, order: ImportOrder, on_progress: OnProgress | None = None
) -> ImportReport:
    """Imports a file; what its good rows say is in, however many others are not."""
    return run_import(runtime, begin_import(runtime, order), source, on_progress)


def begin_import(runtime: Runtime, order: ImportOrder) -> ImportedFile:
    """Enters an import in the list of all imports, to be run next."""
    with runtime.database.writing() as session:
        return enter_import(session, order, runtime.clock())


def enter_import(session: Session, order: ImportOrder, now: datetime) -> ImportedFile:
    """The same in a transaction that does more; the import can be run once that is committed."""
    imported = _entry(order, now)
    session.add(imported)
    session.flush()
    return imported


def run_import(
    runtime: Runtime, imported: ImportedFile, source: Source, on_progress: OnProgress | None = None
) -> ImportReport:
    """Does what `begin_import` entered; `on_progress` is told after each chunk of rows."""
    run = ImportRun(runtime, imported, on_progress)
    run.run(source)
    return ImportReport(imported, run.faults)


def try_import(
    runtime: Runtime, source: Source, order: ImportOrder, on_progress: OnProgress | None = None
) -> ImportReport:
    """Says what importing the file would do, and writes nothing.

    Each chunk is judged against what the database holds now, without the chunks before it.
    """
    run = ImportRun(runtime, _entry(order, runtime.clock()), on_progress, dry=True)
    run.run(source)
    return ImportReport(run.imported, run.faults)


def give_up(runtime: Runtime, import_id: int) -> None:
    """Notes that a run has ended in an error nobody foresaw; the rows before it are in."""
    stopped = {"problem": {"reason": STOPPED, "params": {}}, "finished_at": runtime.clock()}
    with runtime.database.writing() as session:
        session.execute(update(ImportedFile).where(ImportedFile.id == import_id).values(stopped))


def state_of(imported: ImportedFile, now: datetime) -> ImportState:
    """How an import stands; one whose process died can be told only by its silence."""
    if imported.problem is not None:
        return ImportState.STOPPED if imported.problem["reason"] == STOPPED else ImportState.REFUSED
    if imported.finished_at is not None:
        return ImportState.DONE
    return ImportState.RUNNING if now - imported.progressed_at < SILENT else ImportState.STOPPED


def imports_for(session: Session, user: User, limit: int) -> list[ImportedFile]:
    """The latest imports into the user's shops, the latest first."""
    return list(session.scalars(_visible_to(user).order_by(ImportedFile.id.desc()).limit(limit)))


def import_for(session: Session, import_id: int, user: User) -> ImportedFile:
    """An import into one of the user's shops; UnknownId for every other."""
    imported = session.scalar(_visible_to(user).where(ImportedFile.id == import_id))
    if imported is None:
        raise UnknownId
    return imported


def faults_of(session: Session, import_id: int) -> list[ImportFault]:
    """What was wrong in the file's rows, in the order of the file."""
    found = select(ImportFault).where(ImportFault.import_id == import_id)
    return list(session.scalars(found.order_by(ImportFault.row_no, ImportFault.id)))


def cells_left_out(session: Session, imports: Collection[ImportedFile]) -> dict[int, int]:
    """How many single cells of rows that are in were left out, by the import's id."""
    used = ImportFault.import_id.in_([one.id for one in imports]), ImportFault.row_used
    counted = select(ImportFault.import_id, func.count()).where(*used).group_by(ImportFault.import_id)
    return dict(session.execute(counted).all())


def _visible_to(user: User) -> Select[ImportedFile]:
    shops = [shop.id for shop in user.shops]
    related = (joinedload(ImportedFile.shop), joinedload(ImportedFile.started_by))
    return select(ImportedFile).where(ImportedFile.shop_id.in_(shops)).options(*related)


def _entry(order: ImportOrder, now: datetime) -> ImportedFile:
    return ImportedFile(
        shop_id=order.shop.id,
        format=order.format_name,
        file_name=order.file_name,
        started_by_id=order.started_by.id if order.started_by else None,
        started_at=now,
        progressed_at=now,
        done=0,
        **{effect.value: 0 for effect in Effect},
    )
