"""`callguard users`: the people who work here, and their tokens."""

import sys

import click

from callguard.cli.language import _
from callguard.cli.setup import opened
from callguard.domain.role import Role
from callguard.services.passwords import invented
from callguard.services.users import add_user, make_token, set_password, user_by_name


@click.group(help=_("用户。"))
def users() -> None:
    """The commands about users."""


@users.command(help=_("添加一个用户。在终端里会询问初始密码，留空则自动生成并显示一次。"))
@click.argument("name")
@click.option("--role", type=click.Choice(Role, case_sensitive=False), required=True, help=_("角色。"))
@click.option("--shop", "shops", multiple=True, required=True, help=_("所属店铺代码，可写多次。"))
@click.option("--display-name", help=_("显示名，会念给顾客听。默认与用户名相同。"))
def add(name: str, role: Role, shops: tuple[str, ...], display_name: str | None) -> None:
    """Adds a user with a first password."""
    asked = _asked_password()
    password = asked or invented()
    with opened() as runtime, runtime.database.writing() as session:
        add_user(
            session,
            runtime.clock(),
            name=name,
            role=role,
            shop_codes=shops,
            display_name=display_name,
            password=password,
        )
    click.echo(_("已添加用户 %(name)s。", name=name))
    if not asked:
        click.echo(_("初始密码（只显示这一次）：%(password)s", password=password))


@users.command("password", help=_("重设一个用户的密码，并退出其所有登录。"))
@click.argument("name")
def reset_password(name: str) -> None:
    """Sets a new password."""
    asked = _asked_password()
    password = asked or invented()
    with opened() as runtime, runtime.database.writing() as session:
        set_password(user_by_name(session, name), password)
    click.echo(_("已重设 %(name)s 的密码。", name=name))
    if not asked:
        click.echo(_("初始密码（只显示这一次）：%(password)s", password=password))


@users.command(help=_("为一个用户生成 API 令牌。令牌只显示这一次，数据库里只存它的 SHA-256。"))
@click.argument("name")
def token(name: str) -> None:
    """Prints a fresh token."""
    with opened() as runtime, runtime.database.writing() as session:
        made = make_token(session, runtime.clock(), user_by_name(session, name))
    click.echo(made)


def _asked_password() -> str:
    if not sys.stdin.isatty():
        return ""
    return str(click.prompt(_("初始密码"), default="", hide_input=True, show_default=False, confirmation_prompt=True))
