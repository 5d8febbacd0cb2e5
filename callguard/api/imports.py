"""A file brought in, and how far it is."""

import hashlib
from datetime import datetime
from io import BytesIO
from typing import Any, Self

from flask import Response, abort, after_this_request, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from callguard.api.answers import told
from callguard.api.calls import get, post
from callguard.api.cases import own_shop
from callguard.api.fields import Asked, Line, Nothing, Shown
from callguard.api.reading import read_fields
from callguard.db.models import ImportedFile, ImportFault
from callguard.domain.errors import FieldError, InvalidFields
from callguard.http.context import current_user, now, runtime
from callguard.http.import_thread import kept_upload, run_in_background
from callguard.imports.faults import text_of_reason
from callguard.imports.formats import FORMATS
from callguard.services.idempotency import GivenAnswer
from callguard.services.importing import (
    IMPORTING_ROLES,
    ImportOrder,
    ImportState,
    enter_import,
    faults_of,
    import_for,
    state_of,
)

_FIELDS = {"shop": {"type": "string"}, "format": {"type": "string", "enum": list(FORMATS)}}
_UPLOAD: dict[str, Any] = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "required": ["shop", "format", "file"],
            "properties": _FIELDS | {"file": {"type": "string", "format": "binary"}},
        }
    },
    "application/octet-stream": {
        "schema": {
            "type": "string",
            "format": "binary",
            "description": "The file alone, with `shop`, `format` and `file_name` in the query.",
        }
    },
}


class UploadIn(Asked):
    """What is to be imported for which shop; the digest tells one file from another."""

    shop: Line
    format: Line
    file_name: Line = "upload"
    digest: str


class FaultOut(Shown):
    """What is wrong in a row; `row_used` says that only the cell was left out."""

    row: int
    column: str | None
    reason: str
    message: str
    row_used: bool

    @classmethod
    def of(cls, fault: ImportFault) -> Self:
        """What is shown of a row."""
        message = text_of_reason(fault.reason) % fault.facts
        return cls(row=fault.row_no, column=fault.column, reason=fault.reason, message=message, row_used=fault.row_used)


class ImportOut(Shown):
    """An import as it stands: `done` of `total` rows, `problem` what stopped the whole file, and all rows' faults."""

    id: int
    shop: str
    format: str
    file_name: str
    state: ImportState
    started_at: datetime
    finished_at: datetime | None
    total: int | None
    done: int
    added: int
    changed: int
    unchanged: int
    rejected: int
    problem: str | None
    faults: tuple[FaultOut, ...]

    @classmethod
    def of(cls, imported: ImportedFile, faults: list[ImportFault]) -> Self:
        """What is shown of a row."""
        counts = ("id", "format", "file_name", "started_at", "finished_at", "total", "done")
        effects = ("added", "changed", "unchanged", "rejected")
        return cls(
            **{name: getattr(imported, name) for name in counts + effects},
            shop=imported.shop.code,
            state=state_of(imported, now()),
            problem=imported.problem["reason"] if imported.problem else None,
            faults=tuple(map(FaultOut.of, faults)),
        )


def _read_upload() -> UploadIn:
    fields = {**request.args.to_dict(), **request.form.to_dict()}
    file = _file()
    fields.setdefault("file_name", (file.filename or "upload")[-100:])
    digest = hashlib.file_digest(file.stream, "sha256").hexdigest()  # type: ignore[arg-type]  # a stream like any other
    file.stream.seek(0)
    return read_fields(UploadIn, fields | {"digest": digest})


@post("/imports", UploadIn, answers={202: ImportOut}, problems=(403,), read=_read_upload, content=_UPLOAD)
def bring_in(db: Session, body: UploadIn) -> GivenAnswer:
    """Takes a file and goes on importing it behind the answer; the rows that can't be used are listed there."""
    if current_user().role not in IMPORTING_ROLES:
        abort(403)
    if body.format not in FORMATS:
        raise InvalidFields((FieldError("format", "unknown_format", {"name": body.format}),))
    order = ImportOrder(own_shop(body.shop), body.format, body.file_name, current_user())
    imported = enter_import(db, order, now())
    _run_once_committed(imported)
    return told(202, ImportOut.of(imported, []))


@get("/imports/<int:import_id>", answer=ImportOut, problems=(403, 404))
def progress(db: Session, _query: Nothing, import_id: int) -> GivenAnswer:
    """How far an import is, and what was wrong in its rows."""
    if current_user().role not in IMPORTING_ROLES:
        abort(403)
    return told(200, ImportOut.of(import_for(db, import_id, current_user()), faults_of(db, import_id)))


def _file() -> FileStorage:
    """The file of a form, or the body itself."""
    return request.files.get("file") or FileStorage(BytesIO(request.get_data()))


def _run_once_committed(imported: ImportedFile) -> None:
    kept = kept_upload(_file())

    @after_this_request
    def start(response: Response) -> Response:
        if response.status_code == 202:
            run_in_background(runtime(), imported, kept)
        else:  # the commit failed
            kept.close()
        return response
