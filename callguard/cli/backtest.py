"""`callguard guard backtest`: what another policy would have changed."""

import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import chain, islice
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table

from callguard.cli.files import replacing, watched
from callguard.cli.holders import holder_options, named_holder
from callguard.cli.language import _, language
from callguard.cli.policies import policy_file, read_policy
from callguard.cli.setup import WrongCall, opened
from callguard.domain.errors import InvalidFields
from callguard.domain.guard import Refusal, Rule
from callguard.http.texts import text_of
from callguard.services.backtest import BacktestSummary, Doubt, Redecided, backtest, count_decisions
from callguard.services.exports import Row, csv_pieces

_SHOWN = 50


@click.command(
    "backtest",
    help=_(
        "把记录下来的每一次判定换一份规则重新推算，看会有什么不同。不写店铺或平台，就换掉全公司的规则。"
        "每次判定各算各的，之前的通话仍按实际发生的算。"
        "同时核对：每次判定按当时的规则都应推出与记录一样的结果，有一次不一样，就以状态 1 退出。"
    ),
)
@click.option("--policy", "file", type=policy_file, required=True, help=_("规则文件（TOML，格式同预设）。"))
@click.option("--since", required=True, help=_("从哪一天（按安装时设定的时区）或哪个时刻（须带时区）起。"))
@holder_options
@click.option("--to", "path", type=click.Path(dir_okay=False, path_type=Path), help=_("把所有不同写进这个 CSV 文件。"))
def backtest_command(file: Path, since: str, shop_code: str | None, platform: str | None, path: Path | None) -> None:
    """Says what would have changed; ends with 1 when a recorded decision can't be derived again as it was."""
    policy, summary = read_policy(file), BacktestSummary()
    with opened() as runtime, runtime.database.reading() as session:
        zone = ZoneInfo(runtime.settings.display_tz)
        since_at = _instant(since, zone)
        try:
            holder = named_holder(session, shop_code, platform)
        except InvalidFields:
            raise WrongCall(_("没有代码为“%(code)s”的店铺。", code=shop_code)) from None
        found = backtest(session, runtime.vault, policy, holder, since_at)
        total = count_decisions(session, holder, since_at)
        changed = summary.changed(watched(found, total, _("推算")))
        first = list(islice(changed, _SHOWN))
        _write(path, (_cells(one, zone) for one in chain(first, changed)))
    _print_summary(summary)
    _print_changed(first, zone, summary.changes.total(), path)
    sys.exit(_doubts(summary))


def _instant(text: str, zone: ZoneInfo) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time(), zone)
    except ValueError:
        pass
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise WrongCall(_("--since 要写成 2026-11-20 或 2026-11-20T10:00+08:00。")) from None
    if at.tzinfo is None:
        raise WrongCall(_("--since 写了时刻就要带时区，例如 2026-11-20T10:00+08:00。"))
    return at


def _write(path: Path | None, rows: Iterable[Row]) -> None:
    if path is None:
        # Nobody wants the rows, but reading them is what counts them.
        for _row in rows:
            pass
        return
    with replacing(path) as file:
        file.writelines(csv_pieces((*_heading(), _("判定编号")), rows))


def _heading() -> tuple[str, ...]:
    return _("时间"), _("案件号"), _("回电"), _("原来"), _("改后"), _("原因")


def _cells(one: Redecided, zone: ZoneInfo) -> tuple[str, ...]:
    reasons = "".join(dict.fromkeys(map(_reason, one.grounds)))
    return (*_first_cells(one, zone), reasons, str(one.decision_id))


def _first_cells(one: Redecided, zone: ZoneInfo) -> tuple[str, ...]:
    at = f"{one.decided_at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    before, after = (_(text_of(verdict)) for verdict in one.change)
    return at, one.case_number, str(one.callback_id), before, after


def _reason(refusal: Refusal) -> str:
    return refusal.reason.en if language() == "en" else refusal.reason.zh


def _print_summary(summary: BacktestSummary) -> None:
    click.echo(
        _(
            "共 %(all)s 次判定：不变 %(same)s，会不同 %(changed)s，推不出 %(doubtful)s。",
            all=summary.decisions,
            same=summary.same,
            changed=summary.changes.total(),
            doubtful=len(summary.doubtful),
        )
    )
    for change, count in sorted(summary.changes.items()):
        before, after = (_(text_of(verdict)) for verdict in change)
        click.echo(f"{before} → {after}  {count}")
        for line in _grounds(summary.grounds[change].most_common()):
            click.echo(f"    {line}")


def _grounds(counts: Iterable[tuple[tuple[Rule, str | None], int]]) -> Iterator[str]:
    for (rule, id_), count in counts:
        yield f"{_(text_of(rule))}{f' {id_}' if id_ else ''}  {count}"


def _print_changed(first: list[Redecided], zone: ZoneInfo, count: int, path: Path | None) -> None:
    if not first:
        return
    table = Table(*_heading())
    for one in first:
        table.add_row(*_first_cells(one, zone), next(map(_reason, one.grounds), ""))
    # A case's number is what somebody typed, and no markup.
    Console(markup=False).print(table)
    if path is not None:
        click.echo(_("已把 %(count)s 条不同写进 %(file)s。", count=count, file=path))
    elif count > len(first):
        click.echo(_("还有 %(count)s 条没有列出，加 --to 文件名.csv 可全部导出。", count=count - len(first)))


def _doubts(summary: BacktestSummary) -> int:
    words = {
        Doubt.UNREADABLE: _("记录读不出来（密钥不对，或内容损坏）：判定 %(ids)s。"),
        Doubt.DIFFERS: _("按当时的规则推不出当时的结果：判定 %(ids)s。"),
    }
    for doubt, said in words.items():
        ids = [str(one.decision_id) for one in summary.doubtful if one.doubt is doubt]
        if ids:
            click.echo(said % {"ids": ", ".join(ids)}, err=True)
    return 1 if summary.doubtful else 0
