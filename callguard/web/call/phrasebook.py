"""The phrasebook at hand while a call is made and wrapped up."""

from flask import request
from flask.typing import ResponseReturnValue

from callguard.domain.phrasebook import Moment, Situation
from callguard.domain.script import Step
from callguard.http.context import current_user, now, reading, runtime
from callguard.http.language import gettext as _
from callguard.services.call_sheets import CallSheet, call_sheet
from callguard.web.call.blueprint import blueprint
from callguard.web.call.messages import called_at
from callguard.web.call.plans import spoken_plan
from callguard.web.call.script import blanks_of
from callguard.web.phrase_choices import choices


@blueprint.get("/<int:callback_id>/phrasebook")
def phrasebook(callback_id: int) -> ResponseReturnValue:
    """What fits this call at its step, or at the `moment` asked for."""
    settings = runtime().settings
    with reading() as db:
        sheet = call_sheet(db, runtime().vault, settings, callback_id, current_user(), now())
        situation = Situation(_moment(sheet), sheet.case.spoken_as, sheet.case.liability)
        blanks = blanks_of(sheet.case, current_user(), now(), settings.display_tz)
        # Before anything is prepared the plan stays a gap to be filled; in a survey there is none.
        if sheet.callback.preparation is not None and not sheet.is_survey:
            blanks["plan"] = spoken_plan(sheet, sheet.step or Step.PROPOSE)
            blanks["promises"] = _("%(what)s，%(at)s前办好", what=blanks["plan"], at=blanks["deadline"])
        blanks["called_at"] = called_at(sheet)
        return choices(db, situation, blanks)


def _moment(sheet: CallSheet) -> Moment:
    asked = request.args.get("moment", "")
    if asked in tuple(Moment):
        return Moment(asked)
    return Moment.of(sheet.step) if sheet.step else Moment.INTRODUCE
