"""The migrations build what the models say, and take it away again."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text

from callguard.db import models  # noqa: F401 - registers the tables
from callguard.db.base import Base
from callguard.db.migrate import _config, is_current, upgrade
from callguard.db.models import CustomerMerge, DialPermit, GuardDecision, GuardPolicy
from callguard.db.session import Database
from callguard.domain import guard
from callguard.domain.platform import Platform
from callguard.services.guard_decisions import opened_question
from callguard.services.guard_policies import activate_policy, retire_policy
from tests.house import NOW, House
from tests.services.recorded import asked


def tables(url: str) -> set[str]:
    database = Database(url)
    names = set(inspect(database.engine).get_table_names())
    database.close()
    return names


def test_builds_exactly_what_the_models_say(blank_database_url: str) -> None:
    upgrade(blank_database_url)
    assert is_current(blank_database_url)
    database = Database(blank_database_url)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    database.close()


def test_knows_a_database_without_tables(blank_database_url: str) -> None:
    assert not is_current(blank_database_url)


def test_upgrading_what_is_up_to_date_changes_nothing(database_url: str) -> None:
    before = tables(database_url)
    upgrade(database_url)
    assert tables(database_url) == before


def test_takes_everything_away_and_builds_it_again(blank_database_url: str) -> None:
    upgrade(blank_database_url)
    built = tables(blank_database_url)
    command.downgrade(_config(blank_database_url), "base")
    assert tables(blank_database_url) == {"alembic_version"}
    upgrade(blank_database_url)
    assert tables(blank_database_url) == built


def before(revision: str, url: str) -> str:
    earlier = ScriptDirectory.from_config(_config(url)).get_revision(revision).down_revision
    assert isinstance(earlier, str)
    return earlier


def test_questions_that_lay_there_in_clear_are_sealed_and_still_give_the_answers(database_url: str) -> None:
    database = Database(database_url)
    house = House(database)
    asked(house, house.callback())
    with house.writing() as session:
        activate_policy(session, guard.parse_policy({"name": "own"}), house.other_shop, NOW, NOW)
    asked(house, house.callback(phone="+8613912345678", shop=house.other_shop), agent=house.outsider)
    asked(house, house.callback(phone="+8613912345678", shop=house.other_shop), agent=house.outsider)
    with database.reading() as session:
        answers = [permit.decision.answer for permit in session.scalars(select(DialPermit).order_by(DialPermit.id))]
    database.close()

    command.downgrade(_config(database_url, house.vault), before("0004", database_url))
    with database.engine.connect() as connection:
        assert "13800138000" in repr(connection.execute(text("SELECT question FROM dial_permits")).all())
    with pytest.raises(TypeError, match="secret key"):
        upgrade(database_url)
    upgrade(database_url, house.vault)

    with database.reading() as session:
        permits = session.scalars(select(DialPermit).order_by(DialPermit.id)).all()
        assert [permit.decision.answer for permit in permits] == answers
        assert [permit.decision.levels for permit in permits] == ["company", "company,shop", "company,shop"]
        for permit in permits:
            question = opened_question(house.vault, permit.decision.question_sealed)
            assert guard.judge(question).as_json() == permit.decision.answer
            decision = permit.decision
            assert (decision.callback_id, decision.decided_at) == (permit.callback_id, permit.granted_at)
    database.close()


def test_going_back_forgets_what_the_earlier_version_did_not_know(database_url: str) -> None:
    database = Database(database_url)
    house = House(database)
    with house.writing() as session:
        for holder in (house.shop, Platform.TAOBAO):
            activate_policy(session, guard.parse_policy({"name": "rules"}), holder, NOW, NOW)
        retire_policy(session, house.shop, NOW, NOW)
    asked(house, house.callback(), NOW.replace(hour=14))
    database.close()
    command.downgrade(_config(database_url, house.vault), before("0004", database_url))
    upgrade(database_url, house.vault)
    with database.reading() as session:
        assert [one.shop_id for one in session.scalars(select(GuardPolicy))] == [house.shop.id]
        assert session.scalars(select(GuardDecision)).all() == []
    database.close()


def test_one_customer_still_has_one_open_permit_at_most(database_url: str) -> None:
    database = Database(database_url)
    indexes = {index["name"]: index for index in inspect(database.engine).get_indexes("dial_permits")}
    found = indexes["uq_dial_permits_open_per_customer"]
    assert found["unique"]
    assert [str(where).count("'open'") for name, where in found["dialect_options"].items() if "where" in name] == [1]
    database.close()


def test_writes_down_the_merges_from_before_they_were_kept(blank_database_url: str) -> None:
    command.upgrade(_config(blank_database_url), "0001")
    database = Database(blank_database_url)
    rows = [(1, None, "2026-11-01"), (2, 1, "2026-11-03"), (3, 1, "2026-10-30"), (4, None, "2026-11-04")]
    with database.engine.begin() as connection:
        for customer_id, into, created_on in rows:
            row = {"id": customer_id, "into": into, "at": f"{created_on} 00:00:00+00:00"}
            insert = "INSERT INTO customers (id, merged_into_id, time_zone, created_at) VALUES (:id, :into, 'UTC', :at)"
            connection.execute(text(insert), row)
    upgrade(blank_database_url)
    with database.reading() as session:
        merges = session.scalars(select(CustomerMerge).order_by(CustomerMerge.merged_id)).all()
        assert [(one.kept_id, one.merged_id, one.merged_at.day) for one in merges] == [(1, 2, 3), (1, 3, 1)]
    database.close()
