"""Lists brought in on a page: uploaded, watched while they run, and what could not be used."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from callguard.db.models import Shop
from callguard.http.access import role_required
from callguard.http.context import current_user, now, reading, runtime
from callguard.http.import_thread import kept_upload, run_in_background
from callguard.http.language import gettext as _
from callguard.imports.columns import columns_of
from callguard.imports.formats import FORMATS
from callguard.services.exports import csv_pieces
from callguard.services.importing import (
    IMPORTING_ROLES,
    ImportOrder,
    begin_import,
    cells_left_out,
    faults_of,
    import_for,
    imports_for,
    state_of,
)
from callguard.web.imports.blueprint import blueprint
from callguard.web.imports.words import fault_cells, fault_groups, fault_heading, problem_words
from callguard.web.live import live

_LATEST = 50
_SHOWN_ROWS = 5
_MAX_NAME = 120


@blueprint.get("")
@role_required(*IMPORTING_ROLES)
def page() -> ResponseReturnValue:
    """The form to bring a file in, and the latest imports."""
    return _form({})


@blueprint.post("")
@role_required(*IMPORTING_ROLES)
def upload() -> ResponseReturnValue:
    """Takes the file, answers at once and goes on importing behind the answer."""
    shop, format_name, file = _shop(), request.form.get("format"), request.files.get("file")
    errors = {
        "shop": None if shop else _("请选择店铺。"),
        "format": None if format_name in FORMATS else _("请选择文件格式。"),
        "file": None if file and file.filename else _("请选择要导入的文件。"),
    }
    if shop is None or format_name is None or file is None or any(errors.values()):
        return _form(errors), 422
    order = ImportOrder(shop, format_name, (file.filename or "")[-_MAX_NAME:], current_user())
    kept = kept_upload(file)
    imported = begin_import(runtime(), order)
    run_in_background(runtime(), imported, kept)
    return redirect(url_for("imports.run", import_id=imported.id), 303)


@blueprint.get("/<int:import_id>")
@role_required(*IMPORTING_ROLES)
def run(import_id: int) -> ResponseReturnValue:
    """One import: how far it is, what it brought, what could not be used."""
    with reading() as db:
        return render_template("imports/run.html", **_shown(db, import_id))


@blueprint.get("/<int:import_id>/now")
@role_required(*IMPORTING_ROLES)
def run_now(import_id: int) -> ResponseReturnValue:
    """The same as it stands now, for the page that shows it already."""
    with reading() as db:
        return live(render_template("imports/_run.html", **_shown(db, import_id)))


@blueprint.get("/<int:import_id>/faults.csv")
@role_required(*IMPORTING_ROLES)
def faults_csv(import_id: int) -> ResponseReturnValue:
    """Everything that was wrong in the file's rows."""
    with reading() as db:
        faults = faults_of(db, import_for(db, import_id, current_user()).id)
    pieces = csv_pieces(fault_heading(), map(fault_cells, faults))
    response = Response(b"".join(pieces), content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"callguard-import-{import_id}.csv")
    return response


def _form(errors: dict[str, str | None]) -> str:
    asked = request.form or request.args
    with reading() as db:
        runs = imports_for(db, current_user(), _LATEST)
        left_out = cells_left_out(db, runs)
        return render_template(
            "imports/page.html",
            runs=[(one, state_of(one, now()), left_out.get(one.id, 0)) for one in runs],
            formats=FORMATS,
            shops=current_user().shops,
            asked=asked,
            errors=errors,
        )


def _shown(db: Session, import_id: int) -> dict[str, object]:
    imported = import_for(db, import_id, current_user())
    faults = faults_of(db, import_id)
    return {
        "imported": imported,
        "state": state_of(imported, now()),
        "problem": problem_words(imported.problem) if imported.problem else None,
        "format": FORMATS[imported.format],
        "brings_cases": "refund_no" in columns_of(imported.format).names,
        "groups": [[(fault, fault_cells(fault)) for fault in group] for group in fault_groups(faults)],
        "shown_rows": _SHOWN_ROWS,
        "left_out": cells_left_out(db, [imported]).get(import_id, 0),
    }


def _shop() -> Shop | None:
    return next((shop for shop in current_user().shops if shop.code == request.form.get("shop")), None)
