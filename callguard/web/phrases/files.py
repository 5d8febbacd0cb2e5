"""The phrase list as a file: taken away, and brought back."""

from io import BytesIO

from flask import Response, request
from flask.typing import ResponseReturnValue

from callguard.http.access import role_required
from callguard.http.context import current_user, now, reading, writing
from callguard.http.language import gettext as _
from callguard.imports.faults import FileRefusal, text_of_reason
from callguard.services.exports import csv_pieces, write_xlsx
from callguard.services.phrases.book import phrase_book
from callguard.services.phrases.editing import EDITING_ROLES
from callguard.services.phrases.importing import import_phrases
from callguard.web.phrases.blueprint import blueprint
from callguard.web.phrases.pages import overview
from callguard.web.phrases.words import heading, rows
from callguard.web.register import XLSX

MAX_BYTES = 4 * 1024 * 1024


@blueprint.get("/phrases.csv")
def csv_file() -> ResponseReturnValue:
    """All phrases, as CSV."""
    return _download(b"".join(csv_pieces(heading(), _rows())), "csv", "text/csv; charset=utf-8")


@blueprint.get("/phrases.xlsx")
def xlsx_file() -> ResponseReturnValue:
    """All phrases, as a workbook."""
    file = BytesIO()
    write_xlsx(file, _("用语"), heading(), _rows())
    return _download(file.getvalue(), "xlsx", XLSX)


@blueprint.post("/import")
@role_required(*EDITING_ROLES)
def bring_in() -> ResponseReturnValue:
    """Saves what a file says, and shows what of it could not be used."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return overview(errors={"file": _("请选择要导入的文件。")}), 422
    content = file.stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        return overview(errors={"file": _("文件超过 %(size)s MB。", size=MAX_BYTES // 1024 // 1024)}), 422
    with writing() as db:
        imported = import_phrases(db, content, current_user(), now())
    if isinstance(imported, FileRefusal):
        return overview(errors={"file": str(_(text_of_reason(imported.reason)) % imported.params)}), 422
    return overview(imported)


def _rows() -> list[tuple[str, ...]]:
    with reading() as db:
        return list(rows(phrase_book(db).values()))


def _download(content: bytes, ending: str, media_type: str) -> Response:
    response = Response(content, content_type=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=f"callguard-phrases.{ending}")
    return response
