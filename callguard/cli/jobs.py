"""`callguard jobs`: the process that reminds, releases, expires and moves."""

import click

from callguard.cli.language import _
from callguard.cli.setup import opened
from callguard.http.logs import configure_logs
from callguard.jobs.process import work_until_stopped


@click.command(help=_("启动提醒进程：到点提醒、释放超时占用、改期、每日汇总。可以同时启动多个，只有一个会工作。"))
def jobs() -> None:
    """Runs until it is stopped."""
    with opened() as runtime:
        configure_logs(production=runtime.settings.production)
        work_until_stopped(runtime)
