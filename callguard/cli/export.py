"""`callguard export`: what is recorded, as files to take away."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

import click
import flask_babel

from callguard.app import create_app
from callguard.cli.files import replacing, watched
from callguard.cli.language import _, language
from callguard.cli.setup import WrongCall, opened
from callguard.services.exports import Row, csv_pieces, write_xlsx
from callguard.services.register_search import RegisterFilter, all_entries, count_entries
from callguard.services.runtime import Runtime
from callguard.services.shops import all_shops, shop_by_code
from callguard.web import register_table

Writer = Callable[[BinaryIO, Row, Iterable[Row]], None]

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group(help=_("把记录导出为文件。"))
def export() -> None:
    """The commands that write files."""


@export.command(help=_("导出登记簿。文件名以 .xlsx 或 .csv 结尾，时间按安装时设定的时区。号码和姓名均为掩码。"))
@click.option("--to", "path", type=click.Path(dir_okay=False, path_type=Path), required=True, help=_("写到哪个文件。"))
@click.option("--since", type=_DAY, help=_("从哪一天起（含）。"))
@click.option("--until", type=_DAY, help=_("到哪一天止（含）。"))
@click.option("--shop", "shop_code", help=_("只要这个店铺；不写则全部。"))
def register(path: Path, since: datetime | None, until: datetime | None, shop_code: str | None) -> None:
    """Writes the register to a file; ends with 2 when the file's name says no format we write."""
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise WrongCall(_("文件名要以 .xlsx 或 .csv 结尾。"))
    with opened() as runtime, _speaking(runtime), runtime.database.reading() as session:
        zone = ZoneInfo(runtime.settings.display_tz)
        wanted = RegisterFilter(since_at=_midnight(since, zone), until_at=_midnight(until, zone, timedelta(days=1)))
        shops = [shop_by_code(session, shop_code)] if shop_code else all_shops(session)
        shop_ids = {shop.id for shop in shops}
        rows = register_table.rows(all_entries(session, shop_ids, wanted), runtime.settings.display_tz)
        total = count_entries(session, shop_ids, wanted)
        with replacing(path) as file:
            write(file, register_table.heading(), watched(rows, total, _("导出")))
    click.echo(_("已导出 %(count)s 条到 %(file)s。", count=total, file=path))


@contextmanager
def _speaking(runtime: Runtime) -> Iterator[None]:
    """The pages' words, in the terminal's language."""
    app = create_app(runtime.settings, runtime.clock)
    with app.app_context(), flask_babel.force_locale(language()):
        yield
    app.extensions["callguard"].database.close()


def _midnight(day: datetime | None, zone: ZoneInfo, later: timedelta = timedelta(0)) -> datetime | None:
    return None if day is None else (day + later).replace(tzinfo=zone).astimezone(UTC)


def _write_csv(file: BinaryIO, heading: Row, rows: Iterable[Row]) -> None:
    file.writelines(csv_pieces(heading, rows))


def _write_xlsx(file: BinaryIO, heading: Row, rows: Iterable[Row]) -> None:
    write_xlsx(file, _("登记簿"), heading, rows)


_WRITERS: dict[str, Writer] = {".csv": _write_csv, ".xlsx": _write_xlsx}
