"""What somebody gave today is found by its index: every look at a call asks for it."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """By agent, and then by time."""
    op.create_index("ix_offers_agent_id_answered_at", "offers", ["agent_id", "answered_at"])


def downgrade() -> None:
    """Takes it away."""
    op.drop_index("ix_offers_agent_id_answered_at", "offers")
