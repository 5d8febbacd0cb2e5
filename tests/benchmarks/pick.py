"""How many pages of PostgreSQL's the pick of a claim touches: the statement itself, explained as it runs."""

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg.sql import SQL, Composed, Literal
from sqlalchemy import make_url
from sqlalchemy.dialects import postgresql

from callguard.services.queue import statements
from callguard.services.queue.heads import lanes_bound
from tests.benchmarks.figure import Figure

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
    """The pages touched, for an agent of three shops."""
    ran = _explained(url, plan)
    return int(ran["Shared Hit Blocks"]) + int(ran["Shared Read Blocks"])


def _explained(url: str, plan: str) -> dict[str, Any]:
    prepare, execute = _prepared(1, LANES)
    with psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(), autocommit=True) as server:
        server.execute(SQL("SET plan_cache_mode = {}").format(Literal(plan)))
        server.execute(prepare)
        found = server.execute(SQL("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ") + execute).fetchone()
        assert found is not None
        return dict(found[0][0]["Plan"])


def _prepared(agent_id: int, lane_ids: tuple[int, ...]) -> tuple[bytes, Composed]:
    """The statement made ready under a name, and its execution."""
    dialect = postgresql.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
    bound = statements.first_of(len(lane_ids)).params(**lanes_bound(agent_id, lane_ids))
    state = bound.compile(dialect=dialect).construct_expanded_state()
    values = [Literal(value) for value in state.positional_parameters]
    return f"PREPARE pick AS {state.statement}".encode(), SQL("EXECUTE pick({})").format(SQL(", ").join(values))
