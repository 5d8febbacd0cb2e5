"""What the preparation of a practice call holds before anybody types."""

from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from callguard.http.context import now, runtime
from callguard.services.duty import nearest_of_shop
from callguard.services.practice.preparing import suggested_in_practice
from callguard.services.practice.sheets import PracticeSheet
from callguard.web.call.filling import demands_of, of_ladder, of_preparation


def suggested(db: Session, sheet: PracticeSheet) -> dict[str, str]:
    """The preparation as it was written down before, or as the mock case suggests it."""
    if sheet.prepared is not None:
        return of_preparation(sheet.prepared)
    call, scenario = sheet.call, sheet.scenario
    today = now().astimezone(ZoneInfo(runtime().settings.display_tz)).date()
    senior = next(iter(nearest_of_shop(db, call.shop.id, today)), None)
    demands = demands_of(scenario.issue_type, scenario.liability, scenario.amount)
    return of_ladder(suggested_in_practice(call), demands, senior)
