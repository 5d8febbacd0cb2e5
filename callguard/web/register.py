"""The follow-up register (售后登记簿): searched, read, and taken away as a file."""

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import BinaryIO, cast
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from callguard.domain.disposition import Disposition
from callguard.domain.register import RegisterKind
from callguard.http.context import current_user, now, reading, runtime
from callguard.http.language import gettext as _
from callguard.http.language import lazy_gettext
from callguard.services.exports import csv_pieces, write_xlsx
from callguard.services.register_search import Place, RegisterFilter, all_entries, search_register
from callguard.services.users import colleagues_of
from callguard.web import register_table
from callguard.web.filter_form import FilterForm, options_of
from callguard.web.nav import NavItem, in_nav
from callguard.web.register_sentences import actor_name, deed

blueprint = Blueprint("register", __name__, url_prefix="/register")
in_nav(blueprint, NavItem("register.page", lazy_gettext("登记簿"), "list", order=40, key="r"))

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PIECE = 64 * 1024


@blueprint.get("")
def page() -> ResponseReturnValue:
    """One page of the lines that fit the filter, the latest first."""
    form = FilterForm(request.args, runtime().settings.display_tz)
    wanted, after = _wanted(form), _place(form.raw("after"))
    with reading() as db:
        found = search_register(db, _shop_ids(), wanted, after)
        return render_template(
            "register/page.html",
            page=found,
            form=form,
            colleagues=[(one.id, one.display_name) for one in colleagues_of(db, current_user())],
            shops=[(shop.id, shop.name) for shop in current_user().shops],
            older=_written(found.older),
            is_first=after is None,
            kinds=options_of(RegisterKind),
            dispositions=options_of(Disposition),
            actor_name=actor_name,
            deed=partial(deed, tz=runtime().settings.display_tz),
        )


@blueprint.get("/register.csv")
def csv_file() -> ResponseReturnValue:
    """All lines that fit the filter, as CSV."""
    pieces = csv_pieces(register_table.heading(), _rows())
    return _download(stream_with_context(pieces), "csv", "text/csv; charset=utf-8")


@blueprint.get("/register.xlsx")
def xlsx_file() -> ResponseReturnValue:
    """All lines that fit the filter, as a workbook."""
    file = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - closed when it has been sent
    write_xlsx(file, _("登记簿"), register_table.heading(), _rows())
    file.seek(0)
    response = _download(iter(lambda: file.read(_PIECE), b""), "xlsx", XLSX)
    response.call_on_close(file.close)
    return response


def _rows() -> Iterator[tuple[str, ...]]:
    tz = runtime().settings.display_tz
    wanted = _wanted(FilterForm(request.args, tz))
    with reading() as db:
        yield from register_table.rows(all_entries(db, _shop_ids(), wanted), tz)


def _download(content: Iterator[bytes], ending: str, media_type: str) -> Response:
    day = now().astimezone(ZoneInfo(runtime().settings.display_tz))
    response = Response(content, content_type=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=f"callguard-register-{day:%Y%m%d}.{ending}")
    return response


def _shop_ids() -> set[int]:
    return {shop.id for shop in current_user().shops}


def _wanted(form: FilterForm) -> RegisterFilter:
    return RegisterFilter(
        since_at=form.start_of("since"),
        until_at=form.end_of("until"),
        shop_id=form.whole("shop"),
        actor_id=form.whole("actor"),
        number=form.text("number"),
        disposition=form.choice("disposition", Disposition),
        kind=form.choice("kind", RegisterKind),
        words=form.text("words"),
    )


def _written(place: Place | None) -> str | None:
    return f"{place.recorded_at.isoformat()}_{place.id}" if place else None


def _place(text: str) -> Place | None:
    """The place a link names; one that was tampered with leads to the beginning."""
    at, _separator, id_ = text.rpartition("_")
    with suppress(ValueError):
        recorded_at = datetime.fromisoformat(at)
        if recorded_at.tzinfo is not None and len(id_) < 19:
            return Place(recorded_at, int(id_))
    return None
