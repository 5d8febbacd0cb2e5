"""`callguard policies`: the guard's rules in force, and new ones."""

import tomllib
from datetime import datetime
from pathlib import Path

import click

from callguard.cli.language import _
from callguard.cli.setup import WrongCall, opened
from callguard.domain.guard import GuardInputError, Policy, parse_policy, preset_names
from callguard.services.guard_policies import activate_policy, activated_policies
from callguard.services.shops import shop_by_code


@click.group(help=_("拨打规则的版本。"))
def policies() -> None:
    """The commands about the guard's policies."""


@policies.command("list", help=_("列出预设，以及公司和店铺先后启用的规则。"))
def list_policies() -> None:
    """Prints the presets, then every activated version, the latest first."""
    click.echo(_("预设：%(names)s", names=", ".join(preset_names())))
    with opened() as runtime, runtime.database.reading() as session:
        for policy in activated_policies(session):
            whose = policy.shop.code if policy.shop else _("公司")
            click.echo(f"{policy.effective_at.isoformat()}  {whose}  {policy.name}  {policy.digest}")


@policies.command(help=_("从某个时刻起启用一份规则（TOML 文件，格式同预设）。"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--shop", "shop_code", help=_("只对这个店铺；不写则对全公司。"))
@click.option("--from", "effective_at", type=datetime.fromisoformat, help=_("生效时刻，须带时区；不写则立即。"))
def activate(file: Path, shop_code: str | None, effective_at: datetime | None) -> None:
    """Puts a policy in force; ends with 2 when the file is no policy or the instant has no zone."""
    if effective_at is not None and effective_at.tzinfo is None:
        raise WrongCall(_("--from 须带时区，例如 2026-11-20T10:00+08:00。"))
    policy = _policy_in(file)
    with opened() as runtime, runtime.database.writing() as session:
        now = runtime.clock()
        shop = shop_by_code(session, shop_code) if shop_code else None
        activated = activate_policy(session, policy, shop, effective_at or now, now)
        click.echo(_("已启用 %(name)s，自 %(at)s 起。", name=policy.name, at=activated.effective_at.isoformat()))


def _policy_in(file: Path) -> Policy:
    try:
        # As with the presets, the file's name is the policy's unless it says another.
        return parse_policy({"name": file.stem, **tomllib.loads(file.read_text("utf-8"))}, "$")
    except (GuardInputError, tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise WrongCall(f"{file.name}: {wrong}") from None
