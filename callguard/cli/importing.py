"""`callguard import`: a list from a seller console or an ERP, taken in."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from callguard.cli.language import _
from callguard.cli.setup import WrongCall, opened
from callguard.db.models import ImportedFile, ImportFault, Shop
from callguard.domain.errors import InvalidFields
from callguard.imports.faults import text_of_reason
from callguard.imports.formats import FORMATS
from callguard.services.exports import csv_pieces
from callguard.services.importing import ImportOrder, ImportReport, import_file, try_import
from callguard.services.runtime import Runtime
from callguard.services.shops import shop_by_code

_SHOWN_FAULTS = 50


@click.command("import", help=_("导入平台后台或 ERP 导出的文件。同一个文件导入两次不会重复。"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "format_name", type=click.Choice(list(FORMATS)), required=True, help=_("文件格式。"))
@click.option("--shop", "shop_code", required=True, help=_("店铺代码。"))
@click.option("--dry-run", is_flag=True, help=_("只检查，不写入任何内容。"))
@click.option(
    "--rejected",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help=_("把有问题的行写进这个 CSV 文件。"),
)
def import_(file: Path, format_name: str, shop_code: str, dry_run: bool, rejected: Path | None) -> None:
    """Imports a file and says what became of its rows; ends with 1 when not everything is in."""
    with opened() as runtime:
        report = _run(runtime, file, format_name, shop_code, dry_run=dry_run)
    if rejected is not None:
        rejected.write_bytes(b"".join(csv_pieces(_heading(), map(_cells, report.faults))))
    if report.imported.problem is not None:
        raise click.ClickException(_problem(report.imported.problem))
    _print_faults(report.faults, rejected)
    click.echo(_summary(report.imported, dry_run=dry_run))
    sys.exit(1 if report.imported.rejected else 0)


def _run(runtime: Runtime, file: Path, format_name: str, shop_code: str, *, dry_run: bool) -> ImportReport:
    order = ImportOrder(_shop(runtime, shop_code), format_name, file.name)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task(_("正在导入"), total=None)

        def show(imported: ImportedFile) -> None:
            progress.update(bar, completed=imported.done, total=imported.total)

        return (try_import if dry_run else import_file)(runtime, file, order, show)


def _shop(runtime: Runtime, code: str) -> Shop:
    try:
        with runtime.database.reading() as session:
            return shop_by_code(session, code)
    except InvalidFields:
        raise WrongCall(_("没有代码为“%(code)s”的店铺。", code=code)) from None


def _print_faults(faults: list[ImportFault], rejected: Path | None) -> None:
    if not faults:
        return
    table = Table(*_heading())
    for fault in faults[:_SHOWN_FAULTS]:
        table.add_row(*_cells(fault))
    Console().print(table)
    more = len(faults) - _SHOWN_FAULTS
    if more > 0 and rejected is None:
        click.echo(_("还有 %(count)s 处问题没有列出，加 --rejected 文件名.csv 可全部导出。", count=more))


def _heading() -> tuple[str, ...]:
    return _("行"), _("列"), _("问题"), _("处理")


def _cells(fault: ImportFault) -> list[str]:
    handled = _("整行未导入") if not fault.row_used else _("此格略去，其余已导入")
    return [str(fault.row_no), fault.column or "", _(text_of_reason(fault.reason)) % fault.facts, handled]


def _problem(problem: dict[str, object]) -> str:
    return _(text_of_reason(str(problem["reason"]))) % problem["params"]


def _summary(imported: ImportedFile, *, dry_run: bool) -> str:
    text = (
        _("试运行：共 %(done)s 行，将新增 %(added)s，更新 %(changed)s，无变化 %(unchanged)s，不能导入 %(rejected)s。")
        if dry_run
        else _("共 %(done)s 行：新增 %(added)s，更新 %(changed)s，无变化 %(unchanged)s，未导入 %(rejected)s。")
    )
    return text % vars(imported)
