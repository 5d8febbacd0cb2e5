"""How many pages of PostgreSQL's the pick of a claim touches: what the claim itself runs, explained by the server."""

import json
import re
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg.sql import SQL, Literal
from sqlalchemy import make_url
from sqlalchemy.dialects.postgresql import psycopg as driver

from callguard.domain import guard
from callguard.services.queue import statements
from tests.benchmarks.crowd import AGENTS
from tests.benchmarks.figure import Figure
from tests.house import NOW, settings_for_tests

LANES = (1, 2, 4, 5, 7, 8)
"""Those of the crowd that its agents may claim from, in three shops."""

PLANS = ("force_custom_plan", "force_generic_plan")
"""PostgreSQL's `plan_cache_mode`: a plan for these very lanes, or the one for any lanes that it keeps."""

_EXPLAINED = """
LOAD 'auto_explain';
SET auto_explain.log_nested_statements = on; SET auto_explain.log_min_duration = 0; SET auto_explain.log_analyze = on;
SET auto_explain.log_buffers = on; SET auto_explain.log_format = json; SET client_min_messages = log
"""
_PICKS = re.compile(r"unnest\(lane_ids\)|FROM customers|FROM queue_entries WHERE callback_id")
_PREPARES = re.compile(r"FROM users WHERE id = of_agent|FROM callbacks WHERE lease_agent_id")


def measure(small: str, large: str) -> Iterator[Figure]:
    """The same at 10,000 waiting and at 1,000,000 behind a blocked head; the plan made once for all, and for each."""
    for plan in PLANS:
        (few, _), (many, _) = buffers(small, plan), buffers(large, plan)
        name = f"buffers the pick touches, {plan.split('_')[1]} plan"
        yield Figure(name, f"{many} at 1,000,000 behind a blocked head", f"{few} at 10,000", many / few, "at most 60")


def buffers(url: str, plan: str) -> tuple[int, int]:
    """The pages touched to find and lock the first of an agent of three shops, and those to tell whether they may.

    Nothing stays claimed.
    """
    explained = _explained(url, plan)
    found, locked, seen_again = (_pages(one["Plan"]) for one in explained if _PICKS.search(one["Query Text"]))
    before = sum(_pages(one["Plan"]) for one in explained if _PREPARES.search(one["Query Text"]))
    asked = [
        part for one in explained for part in one["Plan"].get("Plans", ()) if part["Parent Relationship"] == "InitPlan"
    ]
    return found + locked + seen_again, before + sum(map(_pages, asked))


def _explained(url: str, plan: str) -> list[dict[str, Any]]:
    told: list[str] = []
    with psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string()) as server:
        server.execute(SQL("SET plan_cache_mode = {}").format(Literal(plan)))
        # A connection's first claim reads the catalogue too.
        with server.transaction(force_rollback=True):
            server.execute(*_usual_claim())
        server.execute(_EXPLAINED)
        server.add_notice_handler(lambda notice: told.append(notice.message_primary or ""))
        server.execute(*_usual_claim())
        server.rollback()
    return [json.loads(one[one.index("{") :]) for one in told if "plan:" in one]


def _pages(plan: dict[str, Any]) -> int:
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def _usual_claim() -> tuple[bytes, dict[str, object]]:
    dialect = driver.dialect()  # type: ignore[no-untyped-call]
    key = guard.policies_key([guard.load_preset(settings_for_tests().policy)])
    known = {"version": None, "newest": 9, "today": NOW.date()}
    # The last one, with nothing on the desk whatever was measured before.
    wish = {"agent": AGENTS, "lanes": list(LANES), "keys": [key] * len(LANES), "now": NOW, "token": "", "until": NOW}
    return str(statements.CLAIM_FIRST_AS_KNOWN.compile(dialect=dialect)).encode(), {**known, **wish}
