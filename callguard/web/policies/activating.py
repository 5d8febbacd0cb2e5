"""A new version of the rules: read, looked at beside what holds and what was decided lately, and put in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from callguard.domain.guard import Policy
from callguard.domain.role import Role
from callguard.http.access import role_required
from callguard.http.context import current_user, now, reading, runtime, writing
from callguard.http.language import gettext as _
from callguard.http.texts import field_messages
from callguard.services.backtest import BacktestSummary, backtest
from callguard.services.guard_policies import Holder, activate_policy
from callguard.services.policy_history import policy_lines
from callguard.web.filters import in_a_row
from callguard.web.forms import Typed
from callguard.web.policies.blueprint import blueprint
from callguard.web.policies.describing import described, differences, rule_names
from callguard.web.policies.faults import MAX_BYTES, FileFault, policy_from
from callguard.web.policies.pages import holders, overview, whose

LOOKED_BACK = timedelta(days=7)


@dataclass(frozen=True)
class Wanted:
    """What is to be put in force; `effective_at` None is at once. `content` and `name` are the file's."""

    policy: Policy
    holder: Holder
    effective_at: datetime | None
    content: str
    name: str


@blueprint.post("/preview")
@role_required(Role.MANAGER)
def preview() -> ResponseReturnValue:
    """Shows what a file would change, in its words and in the decisions of the last days; nothing changes yet."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _again({"file": _("请选择规则文件。")})
    name = PurePath(file.filename.replace("\\", "/")).stem
    with reading() as db:
        wanted = _wanted(db, file.stream.read(MAX_BYTES + 1), name)
        return _again(wanted) if isinstance(wanted, dict) else _preview(db, wanted)


@blueprint.post("")
@role_required(Role.MANAGER)
def activate() -> ResponseReturnValue:
    """Puts in force what was looked at."""
    with writing() as db:
        wanted = _wanted(db, request.form.get("content", "").encode(), request.form.get("name", ""))
        if isinstance(wanted, dict):
            return _again(wanted)
        effective_at = wanted.effective_at or now()
        activate_policy(db, wanted.policy, wanted.holder, effective_at, now(), current_user())
    flash(_("已启用 %(name)s（%(whose)s）。", name=wanted.policy.name, whose=whose(wanted.holder)))
    return redirect(url_for("policies.page"), 303)


def _wanted(db: Session, content: bytes, name: str) -> Wanted | dict[str, str]:
    """What the form asks for, or what is wrong with it, field by field."""
    typed, allowed = Typed(request.form), holders(db)
    effective_at = typed.instant("from", runtime().settings.display_tz)
    if effective_at is not None and effective_at < now():
        typed.fault("from", "time_in_past")
    holder = request.form.get("holder", "")
    if holder not in allowed:
        typed.fault("holder", "choice_unknown")
    errors = field_messages(tuple(typed.errors))
    try:
        policy = policy_from(content, name)
    except FileFault as wrong:
        return errors | {"file": str(wrong)}
    return errors or Wanted(policy, allowed[holder], effective_at, content.decode(), name)


def _again(errors: Mapping[str, str]) -> ResponseReturnValue:
    return overview(request.form, errors), 422


def _preview(db: Session, wanted: Wanted) -> str:
    settings, at = runtime().settings, wanted.effective_at or now()
    lines = policy_lines(db, settings.policy, current_user().shops, now())
    before = next((line.at(at) for line in lines if line.holder == wanted.holder), None)
    summary = BacktestSummary()
    for _changed in summary.changed(backtest(db, runtime().vault, wanted.policy, wanted.holder, now() - LOOKED_BACK)):
        pass
    return render_template(
        "policies/preview.html",
        wanted=wanted,
        whose=whose(wanted.holder),
        asked=request.form,
        changes_made=differences(before, wanted.policy) if before else [],
        described=described(wanted.policy),
        before=before,
        warning="" if wanted.holder else _unlimited(wanted.policy),
        names=(rule_names(before) if before else {}) | rule_names(wanted.policy),
        summary=summary,
        days=LOOKED_BACK.days,
    )


def _unlimited(policy: Policy) -> str:
    """What nothing would limit any more, were these the company's rules."""
    gone = [
        "" if policy.limits else _("启用后没有次数上限。"),
        "" if policy.windows else _("启用后全天都可以拨打。"),
    ]
    return in_a_row(filter(None, gone))
