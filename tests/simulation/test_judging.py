"""What the judge takes for agreed."""

from datetime import timedelta
from pathlib import Path
from shutil import copy

from callguard.db.models import Callback
from callguard.services.wishes import add_consent
from tests.house import NOW
from tests.model.stage import Stage
from tests.simulation.log import Log, Union
from tests.simulation.records import Records

SOON, LATER = (NOW + timedelta(hours=hours) for hours in (1, 2))


def test_whoever_was_one_with_somebody_who_agreed_to_calls_has_agreed(migrated_sqlite: Path, tmp_path: Path) -> None:
    stage = Stage(f"sqlite:///{copy(migrated_sqlite, tmp_path / 'day.sqlite')}", NOW)
    callback_ids = [stage.house.callback(phone=f"+861380013800{number}") for number in range(4)]
    with stage.writing() as session:
        cases = [session.get_one(Callback, callback_id).case for callback_id in callback_ids]
        first, second, third, alone = (case.customer_id for case in cases)
        add_consent(session, cases[2].id, stage.house.manager, "可以打", NOW)
    # The third was parted from the second before that one was found to be the first.
    log = Log(unions=[Union(NOW, third, second), Union(SOON, third, third), Union(LATER, second, first)])
    records = Records(stage, log)
    assert [records.gave_consent(who) for who in (first, second, third)] == [True, True, True]
    assert not records.gave_consent(alone)
    stage.close()
