"""The versions of every level's rules on a time line, and the form for a new one."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from callguard.db.models import Shop
from callguard.domain.role import Role
from callguard.http.access import role_required
from callguard.http.context import current_user, now, reading, runtime
from callguard.http.language import gettext as _
from callguard.http.texts import text_of
from callguard.services.guard_policies import Holder
from callguard.services.policy_history import Standing, policy_lines
from callguard.services.shops import all_shops
from callguard.web.policies.blueprint import blueprint
from callguard.web.policies.describing import described, differences


@blueprint.get("")
@role_required(Role.MANAGER)
def page() -> ResponseReturnValue:
    """What was, what holds and what is to come, for the company, its platforms and the manager's shops."""
    return overview({}, {})


def overview(asked: Mapping[str, str], errors: Mapping[str, str]) -> str:
    """The page, with what was filled in and what is wrong with it."""
    with reading() as db:
        return render_template(
            "policies/page.html",
            lines=policy_lines(db, runtime().settings.policy, current_user().shops, now()),
            holders={key: whose(holder) for key, holder in holders(db).items()},
            Standing=Standing,
            described=described,
            differences=differences,
            whose=whose,
            asked=asked,
            errors=errors,
            earliest=_typed(now()),
        )


def holders(db: Session) -> dict[str, Holder]:
    """For whom this manager may set rules, by what the form calls them."""
    found: dict[str, Holder] = {"company": None}
    found |= {f"platform:{one}": one for one in dict.fromkeys(shop.platform for shop in all_shops(db))}
    return found | {f"shop:{shop.code}": shop for shop in current_user().shops}


def whose(holder: Holder) -> str:
    """Whose rules, in words."""
    if isinstance(holder, Shop):
        return _("店铺：%(name)s", name=holder.name)
    return _("全公司") if holder is None else _("平台：%(name)s", name=text_of(holder))


def _typed(at: datetime) -> str:
    """An instant as a form's field for local times takes it."""
    return f"{at.astimezone(ZoneInfo(runtime().settings.display_tz)):%Y-%m-%dT%H:%M}"
