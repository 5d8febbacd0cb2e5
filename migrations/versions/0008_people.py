"""People: until when an agent pauses, and which hints somebody has put away."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Adds the columns: everybody gets all hints."""
    op.add_column("users", sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("users", sa.Column("dismissed_hints", json, server_default="{}", nullable=False))


def downgrade() -> None:
    """Takes them away."""
    op.drop_column("users", "dismissed_hints")
    op.drop_column("users", "paused_until")
