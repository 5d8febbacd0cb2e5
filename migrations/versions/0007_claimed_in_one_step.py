"""Claimed in one step: on PostgreSQL the most urgent call is found, locked and laid on the desk by a function."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OF_AGENT, ON_DESK = "ix_callbacks_lease_agent_id_status", "ix_callbacks_on_desk"

HEAD = """
SELECT callback_id, customer_id, lane_id, case_class, order_key FROM queue_entries
WHERE standing = 'ready' AND {mine} ORDER BY case_class, order_key LIMIT {most}
"""

HEADS = f"""
SELECT common.* FROM unnest(lane_ids) AS lane CROSS JOIN LATERAL
    ({HEAD.format(mine="agent_id IS NULL AND queue_entries.lane_id = lane", most="{most}")}) AS common
UNION ALL
SELECT bound.* FROM
    ({HEAD.format(mine="agent_id = of_agent AND queue_entries.lane_id = ANY (lane_ids)", most="{most}")}) AS bound
ORDER BY case_class, order_key
"""  # noqa: S608 - our own words

# How many of a lane are looked at is written out: for a number it does not know PostgreSQL makes a new plan each time,
# which takes longer than the claim. The look at 64 of each is for when others have all the first ones under their lock.
EACH_IN_TURN = f"""
FOR head IN {HEADS} LOOP
    PERFORM FROM customers WHERE id = head.customer_id FOR NO KEY UPDATE SKIP LOCKED;
    CONTINUE WHEN NOT FOUND;
    -- From here on nobody else writes about this customer, and what was written meanwhile is seen.
    PERFORM FROM queue_entries WHERE callback_id = head.callback_id AND standing = 'ready'
        AND policy_key = policy_keys[array_position(lane_ids, lane_id)];
    IF FOUND THEN
        UPDATE callbacks
        SET status = 'claimed', lease_agent_id = of_agent, lease_token = token, lease_expires_at = until
        WHERE id = head.callback_id AND (status = 'pending' OR status = 'claimed' AND lease_expires_at <= at);
        IF FOUND THEN
            UPDATE queue_entries SET standing = 'held', turns_at = NULL WHERE customer_id = head.customer_id;
            claimed := head.callback_id;
            RETURN;
        END IF;
    END IF;
    unsure := head.customer_id;
    RETURN;
END LOOP;
"""  # noqa: S608 - our own words

CLAIM_FIRST = f"""
CREATE FUNCTION claim_first(
    of_agent bigint, lane_ids bigint[], policy_keys text[], at timestamptz, token text, until timestamptz,
    OUT claimed bigint, OUT unsure bigint
) LANGUAGE plpgsql AS $$
DECLARE head record;
BEGIN
    -- Two tabs of one agent must not claim two. Not the lock that rows pointing to the user wait for: two requests that
    -- wrote such a row would wait in a ring.
    PERFORM FROM users WHERE id = of_agent FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM callbacks WHERE lease_agent_id = of_agent AND lease_expires_at > at) THEN RETURN; END IF;
    {EACH_IN_TURN.format(most=1)}
    IF NOT FOUND THEN RETURN; END IF;
    {EACH_IN_TURN.format(most=64)}
END
$$
"""


def upgrade() -> None:
    """Makes the function, and an index of nothing but what lies on a desk."""
    leased = sa.text("lease_expires_at IS NOT NULL")
    columns = ["lease_agent_id", "lease_expires_at"]
    op.create_index(ON_DESK, "callbacks", columns, sqlite_where=leased, postgresql_where=leased)
    op.drop_index(OF_AGENT, "callbacks")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(CLAIM_FIRST)


def downgrade() -> None:
    """Takes both away."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION claim_first")
    op.create_index(OF_AGENT, "callbacks", ["lease_agent_id", "status"])
    op.drop_index(ON_DESK, "callbacks")
