"""How many pages of PostgreSQL's the pick of a claim touches: the statement itself, explained as it runs."""

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg.sql import SQL, Composed, Literal
from sqlalchemy import Select, make_url
from sqlalchemy.dialects import postgresql

from callguard.services.queue import statements
from callguard.services.queue.heads import lanes_bound
from tests.benchmarks.figure import Figure
from tests.house import NOW

LANES = (1, 2, 4, 5, 7, 8)
"""Those of the crowd that its agents may claim from, in three shops."""

PLANS = ("force_custom_plan", "force_generic_plan")
"""PostgreSQL's `plan_cache_mode`: a plan for these very lanes, or the one for any lanes that it keeps."""


def measure(small: str, large: str) -> Iterator[Figure]:
    """The same at 10,000 waiting and at 1,000,000 behind a blocked head; the plan made once for all, and for each."""
    for plan in PLANS:
        few, many = buffers(small, plan), buffers(large, plan)
        name = f"buffers the pick touches, {plan.split('_')[1]} plan"
        yield Figure(name, f"{many} at 1,000,000 behind a blocked head", f"{few} at 10,000", many / few, "at most 60")


def buffers(url: str, plan: str) -> int:
    """The pages the pick touches, for an agent of three shops."""
    return _touched(url, plan, statements.first_of(len(LANES), "postgresql"), {**lanes_bound(1, LANES), "now": NOW})


def buffers_before(url: str, plan: str) -> int:
    """The pages touched to find the lanes, and whether time has changed anything."""
    return _touched(url, plan, statements.LANES, {"agent": 1, "shops": [1, 2, 3], "now": NOW, "today": NOW.date()})


def _touched(url: str, plan: str, statement: Select[Any], values: dict[str, object]) -> int:
    prepare, execute = _prepared(statement.params(values))
    with psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(), autocommit=True) as server:
        server.execute(SQL("SET plan_cache_mode = {}").format(Literal(plan)))
        server.execute(prepare)
        found = server.execute(SQL("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ") + execute).fetchone()
        assert found is not None
        ran = found[0][0]["Plan"]
        return int(ran["Shared Hit Blocks"]) + int(ran["Shared Read Blocks"])


def _prepared(statement: Select[Any]) -> tuple[bytes, Composed]:
    """The statement made ready under a name, and its execution."""
    dialect = postgresql.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
    state = statement.compile(dialect=dialect).construct_expanded_state()
    values = [Literal(value) for value in state.positional_parameters]
    return f"PREPARE pick AS {state.statement}".encode(), SQL("EXECUTE pick({})").format(SQL(", ").join(values))
