"""`callguard demo`: everything with an invented company, on a clock that starts in office hours."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from callguard.cli.language import _
from callguard.cli.setup import WrongCall
from callguard.demo.files import ORDERS, REFUNDS
from callguard.demo.folder import DemoFolder
from callguard.demo.processes import ChildFailed, running, wait_for_ever, wait_until_answering
from callguard.demo.staff import CERTIFIED, EMPLOYEES, PASSWORD, SHOPS
from callguard.http.texts import text_of

FOLDER = Path("var/demo")
"""In a checkout as anywhere else: below the folder one stands in."""

FIRST_PORT, PORTS_TRIED = 8000, 50
_HOST = "127.0.0.1"


def _instant(_context: click.Context, _parameter: click.Parameter, text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(_("%(given)s 不是时刻，应写成 2026-11-20T14:05+08:00 这样", given=text)) from None
    if at.tzinfo is None:
        raise click.BadParameter(_("%(given)s 没有写时区，应写成 2026-11-20T14:05+08:00 这样", given=text))
    if not 2000 <= at.year <= 2100:
        raise click.BadParameter(_("年份应在 2000 至 2100 之间"))
    return at.astimezone(UTC)


@click.command(help=_("用一家虚构的公司试用全部功能。数据放在当前文件夹的 var/demo 里。"))
@click.option("--port", type=click.IntRange(1, 65535), help=_("端口。默认取 8000 起第一个空闲的。"))
@click.option(
    "--now",
    default="2026-11-20T14:05+08:00",
    show_default=True,
    callback=_instant,
    help=_("演示时钟从这个时刻开始走（须写时区）。"),
)
@click.option("--fresh", is_flag=True, help=_("删除旧数据，重新开始。"))
def demo(port: int | None, now: datetime, fresh: bool) -> None:
    """Runs until it is stopped."""
    folder, port = DemoFolder(FOLDER.absolute()), _port(port)
    try:
        with _stoppable(), folder.owned():
            _fill(folder, now, fresh)
            _serve(folder, port, folder.goes_on_at(now))
    except BlockingIOError:
        raise click.ClickException(_("%(folder)s 里已有一个演示在运行。", folder=FOLDER)) from None
    except ChildFailed as failed:
        raise click.ClickException(
            _("%(name)s 进程出了故障，其余已停止。日志：%(log)s", name=failed.name, log=failed.log)
        ) from None
    click.echo(_("演示已停止，数据已保留。"))


class _Stopped(Exception):
    """Somebody wants the demo to end."""


@contextmanager
def _stoppable() -> Iterator[None]:
    """Ends quietly what is inside on Ctrl-C, on SIGTERM, and when the terminal goes away."""

    def stop(_number: int, _frame: object) -> None:
        # Once is enough: nothing may interrupt the tidying up.
        for number in stops:
            signal.signal(number, signal.SIG_IGN)
        raise _Stopped

    stops = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in stops:
        signal.signal(number, stop)
    try:
        yield
    except _Stopped:
        return


def _port(wanted: int | None) -> int:
    candidates = [wanted] if wanted else range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)
    free = next((port for port in candidates if _is_free(port)), None)
    if free is None:
        raise WrongCall(_("端口 %(port)s 已被占用，请用 --port 另选一个。", port=wanted or FIRST_PORT))
    return free


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the server itself does: a port whose last connection has just ended is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError:
            return False
    return True


def _fill(folder: DemoFolder, now: datetime, fresh: bool) -> None:
    if folder.is_filled() and not fresh:
        folder.bring_up_to_date(now)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(_("正在排演虚构公司的两周"), total=None)
        folder.fill(now, lambda done, total: progress.update(task, completed=done, total=total))


def _serve(folder: DemoFolder, port: int, now: datetime) -> None:
    address = f"http://{_HOST}:{port}"
    ours = {
        "DATABASE_URL": folder.database_url,
        "SECRET_KEY": folder.secret_key,
        "PUBLIC_URL": address,
        "CERTIFIED_ISSUE_TYPES": ",".join(CERTIFIED),
        "NOW": now.isoformat(),
        "NOW_SINCE": datetime.now(UTC).isoformat(),
    }
    others = {name: value for name, value in os.environ.items() if not name.startswith("CALLGUARD_")}
    environment = others | {f"CALLGUARD_{name}": value for name, value in ours.items()}
    commands = {"serve": ["serve", "--port", str(port), "--workers", "1"], "jobs": ["jobs"]}
    with running(commands, environment, folder.path) as children:
        wait_until_answering(address, children)
        _introduce(address)
        wait_for_ever(children)


def _introduce(address: str) -> None:
    click.echo(_("\n演示已启动：%(address)s    按 Ctrl-C 停止\n", address=address))
    click.echo(_("账号（密码都是 %(password)s）：", password=PASSWORD))
    for one in EMPLOYEES:
        click.echo(f"  {one.name:<10}{one.display_name}  {_(text_of(one.role))}")
    click.echo(_("\n可以这样试："))
    for line in _what_to_try():
        click.echo(f"  {line}")
    click.echo()


def _what_to_try() -> tuple[str, ...]:
    refunds, orders = FOLDER / REFUNDS, FOLDER / ORDERS
    code, shop, _platform = SHOPS[0]
    return (
        _("1. 用 lin 登录，在今日名单点“下一个”，做好准备，领取拨打许可，照七步话术走完，登记结果。"),
        _("2. 通话中提出超出权限的方案；另开一个隐私窗口用 chen 登录审批，lin 的页面会自己更新。"),
        _("3. 看看现在不能打的：打得太密的、说好时间的、请勿来电的，每一条都写着原因和最早时间。"),
        _("4. 用 chen 放行当天第三次、也是最后一次拨打。"),
        _(
            "5. 导入 %(refunds)s 和 %(orders)s（店铺“%(shop)s”，代码 %(code)s）：单号对得上，有几行是坏的。",
            refunds=refunds,
            orders=orders,
            shop=shop,
            code=code,
        ),
        _("6. 人身安全的案件要有认证才能打：he 还没有，名单里写着；用 zhao 在“团队”页授予。"),
    )
