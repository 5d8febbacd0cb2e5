"""`callguard policies`: the guard's rules in force, and new ones."""

import tomllib
from datetime import datetime
from pathlib import Path

import click

from callguard.cli.holders import holder_options, named_holder
from callguard.cli.language import _
from callguard.cli.queue import follow_policies
from callguard.cli.setup import WrongCall, opened
from callguard.db.models import GuardPolicy
from callguard.domain.guard import GuardInputError, Policy, parse_policy, preset_names
from callguard.services.guard_policies import activate_policy, activated_policies, retire_policy

policy_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(help=_("拨打规则的版本。"))
def policies() -> None:
    """The commands about the guard's policies."""


@policies.command("list", help=_("列出预设，以及公司、平台和店铺先后启用的规则。"))
def list_policies() -> None:
    """Prints the presets, then every activated version, the latest first."""
    click.echo(_("预设：%(names)s", names=", ".join(preset_names())))
    with opened() as runtime, runtime.database.reading() as session:
        for version in activated_policies(session):
            rules = f"{version.name}  {version.digest}" if version.document else _("（停用，不再另有规则）")
            click.echo(f"{version.effective_at.isoformat()}  {_whose(version)}  {rules}")


@policies.command(help=_("从某个时刻起启用一份规则（TOML 文件，格式同预设）。不写店铺或平台则对全公司。"))
@click.argument("file", type=policy_file)
@holder_options
@click.option("--from", "effective_at", type=datetime.fromisoformat, help=_("生效时刻，须带时区；不写则立即。"))
def activate(file: Path, shop_code: str | None, platform: str | None, effective_at: datetime | None) -> None:
    """Puts a policy in force; ends with 2 when the file is no policy or the instant has no zone."""
    _refuse_naive(effective_at)
    policy = read_policy(file)
    with opened() as runtime:
        now = runtime.clock()
        with runtime.database.writing() as session:
            holder = named_holder(session, shop_code, platform)
            activated = activate_policy(session, policy, holder, effective_at or now, now)
        click.echo(_("已启用 %(name)s，自 %(at)s 起。", name=policy.name, at=activated.effective_at.isoformat()))
        follow_policies(runtime)


@policies.command(help=_("从某个时刻起停用店铺或平台自己的规则，之后只按上一级的规则。"))
@holder_options
@click.option("--from", "effective_at", type=datetime.fromisoformat, help=_("停用时刻，须带时区；不写则立即。"))
def retire(shop_code: str | None, platform: str | None, effective_at: datetime | None) -> None:
    """Ends the rules of a shop or platform; ends with 1 when there are none to end, with 2 when neither is named."""
    _refuse_naive(effective_at)
    with opened() as runtime:
        now = runtime.clock()
        with runtime.database.writing() as session:
            holder = named_holder(session, shop_code, platform)
            if holder is None:
                raise WrongCall(_("请写 --shop 或 --platform。公司的规则不能停用，只能启用另一份。"))
            at = retire_policy(session, holder, effective_at or now, now).effective_at.isoformat()
        click.echo(_("已停用 %(whose)s 自己的规则，自 %(at)s 起。", whose=shop_code or platform, at=at))
        follow_policies(runtime)


def read_policy(file: Path) -> Policy:
    """The policy in a TOML file; WrongCall naming the place where it is none."""
    try:
        # As with the presets, the file's name is the policy's unless it says another.
        return parse_policy({"name": file.stem, **tomllib.loads(file.read_text("utf-8"))}, "$")
    except (GuardInputError, tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise WrongCall(f"{file.name}: {wrong}") from None


def _refuse_naive(at: datetime | None) -> None:
    if at is not None and at.tzinfo is None:
        raise WrongCall(_("--from 须带时区，例如 2026-11-20T10:00+08:00。"))


def _whose(version: GuardPolicy) -> str:
    if version.shop is not None:
        return version.shop.code
    return version.platform.value if version.platform else _("公司")
