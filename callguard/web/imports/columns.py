"""Which of a shop's own columns is which field of a format, chosen on a page and used by every later import."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from callguard.http.access import role_required
from callguard.http.context import current_user, now, reading, writing
from callguard.http.language import gettext as _
from callguard.imports.columns import columns_of, taken_from
from callguard.imports.formats import FORMATS
from callguard.services.import_mappings import mapping_of, save_mapping
from callguard.services.importing import IMPORTING_ROLES, import_for
from callguard.web.imports.blueprint import blueprint
from callguard.web.imports.words import FIELDS


@blueprint.get("/<int:import_id>/columns")
@role_required(*IMPORTING_ROLES)
def columns(import_id: int) -> ResponseReturnValue:
    """The columns of an imported file beside the fields of its format."""
    with reading() as db:
        imported = import_for(db, import_id, current_user())
        columns, format_ = columns_of(imported.format), FORMATS[imported.format]
        known = imported.columns or {"titles": [], "taken": {}}
        titles, chosen = known["titles"], mapping_of(db, imported.shop_id, imported.format)
        # A refused file was read no further than its titles.
        taken = known["taken"] or taken_from(titles, columns)
        found = taken.keys() | {field for field, title in chosen.items() if title in titles}
        return render_template(
            "imports/columns.html",
            imported=imported,
            titles=titles,
            taken=taken,
            chosen=chosen,
            needed={field: _needed(group) for group in format_.needs for field in group},
            missing={field for group in format_.needs if titles and not found.intersection(group) for field in group},
            fields={field: FIELDS[field] for field in columns.names},
            names=columns.names,
            format=format_,
        )


@blueprint.post("/<int:import_id>/columns")
@role_required(*IMPORTING_ROLES)
def save_columns(import_id: int) -> ResponseReturnValue:
    """Keeps the choice for the shop and the format."""
    with writing() as db:
        format_name, shop_code = _save(db, import_id)
    flash(_("列对照已保存，这家店铺以后导入都会用它。请重新选择文件导入。"))
    return redirect(url_for("imports.page", format=format_name, shop=shop_code), 303)


def _needed(group: Sequence[str]) -> str:
    """That the file must have a column for it, or for one of several."""
    if len(group) == 1:
        return _("必需")
    return _("至少一列：%(fields)s", fields=_("、").join(str(FIELDS[field]) for field in group))


def _save(db: Session, import_id: int) -> tuple[str, str]:
    imported = import_for(db, import_id, current_user())
    save_mapping(db, imported.shop_id, imported.format, request.form, current_user(), now())
    return imported.format, imported.shop.code
