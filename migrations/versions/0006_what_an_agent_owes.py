"""What an agent owes: their dials, found without reading everybody's."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OF_AGENT = "ix_attempts_agent_id_id"


def upgrade() -> None:
    """Builds the index that every claim asks whether the agent's last call lacks its outcome."""
    dialled = sa.text("callback_id IS NOT NULL")
    op.create_index(OF_AGENT, "attempts", ["agent_id", "id"], sqlite_where=dialled, postgresql_where=dialled)


def downgrade() -> None:
    """Takes it away."""
    op.drop_index(OF_AGENT, "attempts")
