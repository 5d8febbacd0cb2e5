"""Each lock of a claim in one step keeps something apart: without it the races find two where one ought to be."""

from contextlib import closing

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from callguard.db.models import Callback, User
from callguard.db.session import Database
from callguard.db.vault import Vault
from callguard.domain.callback import CallbackStatus
from callguard.services.queue.claiming import next_for
from callguard.settings import Settings
from tests.house import NOW, House
from tests.races.crew import compete
from tests.races.grid import run_cell
from tests.races.scenes import CLAIM

TABS, ROUNDS = 6, 6

AGENTS_LOCK = ("PERFORM FROM users WHERE id = of_agent FOR NO KEY UPDATE;", "")
DESK_SEEN = ("> at) THEN RETURN; END IF;", "> at) THEN RETURN; END IF; PERFORM pg_sleep(0.05);")
"""A pause between the look at the desk and the claim: otherwise tabs miss each other in most rounds."""
CUSTOMERS_LOCK = ("FOR NO KEY UPDATE SKIP LOCKED", "")

only_postgres = pytest.mark.parametrize(
    "database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


def changed(url: str, this: str, that: str) -> None:
    """Replaces a piece of the function wherever it stands in it."""
    with closing(Database(url)) as database, database.writing() as session:
        whole = session.scalar(select(func.pg_get_functiondef(text("'claim_first'::regproc")))) or ""
        assert this in whole
        session.execute(text(whole.replace(this, that).replace(":", "\\:")))


def presses_in_a_tab(database: Database, vault: Vault, settings: Settings, _number: int, about: int) -> None:
    """Presses "next" once more, as the agent that all tabs are of."""
    with database.reading() as session:
        agent = session.get_one(User, about)
    # From the second round on in one step: by then every tab remembers the lanes.
    next_for(database, vault, settings, agent, NOW)


def held_by_each(session: Session) -> set[int]:
    claimed = select(func.count()).where(Callback.status == CallbackStatus.CLAIMED)
    return set(session.scalars(claimed.group_by(Callback.lease_agent_id)))


@only_postgres
@pytest.mark.parametrize("locked", [True, False])
def test_two_tabs_of_an_agent_claim_two_without_the_agents_lock(
    database_url: str, house: House, *, locked: bool
) -> None:
    with house.writing() as session:
        agents = [house.hire(session, f"agent-{number}") for number in range(ROUNDS)]
        session.flush()
        ids = [agent.id for agent in agents]
    for number in range(TABS * ROUNDS):
        house.callback(phone=f"+861390013{8000 + number}")
    changed(database_url, *DESK_SEEN)
    if not locked:
        changed(database_url, *AGENTS_LOCK)
    compete(database_url, presses_in_a_tab, TABS, ids)
    with house.database.reading() as session:
        most = max(held_by_each(session))
    assert (most == 1) == locked


@only_postgres
def test_one_person_lies_on_two_desks_without_the_customers_lock(database_url: str) -> None:
    changed(database_url, *CUSTOMERS_LOCK)
    assert "a person on two desks" in run_cell(database_url, CLAIM, 8, 20).violations
