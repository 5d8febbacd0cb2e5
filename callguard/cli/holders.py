"""Whose rules a command is about: a shop's, a platform's, or the whole company's."""

from collections.abc import Callable
from typing import TypeVar

import click
from sqlalchemy.orm import Session

from callguard.cli.language import _
from callguard.cli.setup import WrongCall
from callguard.domain.platform import Platform
from callguard.services.guard_policies import Holder
from callguard.services.shops import shop_by_code

Command = TypeVar("Command", bound=Callable[..., object])


def holder_options(command: Command) -> Command:
    """Gives a command --shop and --platform."""
    shop = click.option("--shop", "shop_code", help=_("只对这个店铺。"))
    platform = click.option(
        "--platform", type=click.Choice([one.value for one in Platform]), help=_("只对这个平台上的店铺。")
    )
    return shop(platform(command))


def named_holder(session: Session, shop_code: str | None, platform: str | None) -> Holder:
    """Whom the options name, None being the company; WrongCall when they name two, InvalidFields for a shop unknown."""
    if shop_code is not None and platform is not None:
        raise WrongCall(_("--shop 和 --platform 只能写一个。"))
    if shop_code is not None:
        return shop_by_code(session, shop_code)
    return None if platform is None else Platform(platform)
