"""Rules of a platform, rules that end; every decision recorded, its question sealed.

Permits used to keep the question themselves, its numbers in clear.
"""

import json

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects.postgresql import JSONB

from callguard.db.vault import Vault

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

integer = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
json_type = sa.JSON().with_variant(JSONB(), "postgresql")
PLATFORMS = ("taobao", "tmall", "pinduoduo", "douyin", "jd", "wechat", "other")
VERDICTS = ("allow", "needs_release", "refuse")

decisions = sa.table(
    "guard_decisions",
    sa.column("id", integer),
    sa.column("callback_id", integer),
    sa.column("agent_id", integer),
    sa.column("decided_at", sa.DateTime(timezone=True)),
    sa.column("verdict", sa.String()),
    sa.column("levels", sa.String()),
    sa.column("question_sealed", sa.LargeBinary()),
    sa.column("answer", json_type),
)
permits = sa.table(
    "dial_permits",
    sa.column("id", integer),
    sa.column("callback_id", integer),
    sa.column("agent_id", integer),
    sa.column("granted_at", sa.DateTime(timezone=True)),
    sa.column("question", json_type),
    sa.column("answer", json_type),
    sa.column("decision_id", integer),
)
policies = sa.table("guard_policies", sa.column("platform", sa.String()), sa.column("document", json_type))


def upgrade() -> None:
    """Adds the level and the decisions, and seals the questions of all permits."""
    with op.batch_alter_table("guard_policies") as table:
        table.add_column(
            sa.Column("platform", sa.Enum(*PLATFORMS, name="platform", native_enum=False, length=32), nullable=True)
        )
        table.add_column(sa.Column("created_by_id", integer, nullable=True))
        table.create_foreign_key("fk_guard_policies_created_by_id", "users", ["created_by_id"], ["id"])
        for name, kind in (("name", sa.String()), ("document", json_type), ("digest", sa.String())):
            table.alter_column(name, existing_type=kind, nullable=True)
        table.create_check_constraint("ck_guard_policies_one_level", "shop_id IS NULL OR platform IS NULL")
    op.create_table(
        "guard_decisions",
        sa.Column("id", integer, nullable=False),
        sa.Column("callback_id", integer, nullable=False),
        sa.Column("agent_id", integer, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.Enum(*VERDICTS, name="verdict", native_enum=False, length=32), nullable=False),
        sa.Column("levels", sa.String(), nullable=False),
        sa.Column("question_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("answer", json_type, nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["users.id"], name="fk_guard_decisions_agent_id"),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name="fk_guard_decisions_callback_id"),
        sa.PrimaryKeyConstraint("id", name="pk_guard_decisions"),
    )
    op.create_index("ix_guard_decisions_callback_id", "guard_decisions", ["callback_id"], unique=False)
    op.create_index("ix_guard_decisions_decided_at", "guard_decisions", ["decided_at"], unique=False)
    op.add_column("dial_permits", sa.Column("decision_id", integer, nullable=True))
    seal_questions()
    with op.batch_alter_table("dial_permits") as table:
        table.alter_column("decision_id", existing_type=integer, nullable=False)
        table.create_foreign_key("fk_dial_permits_decision_id", "guard_decisions", ["decision_id"], ["id"])
        table.create_unique_constraint("uq_dial_permits_decision_id", ["decision_id"])
        table.drop_column("question")
        table.drop_column("answer")


def downgrade() -> None:
    """Puts the questions of permits back in clear; refused permits and rules of platforms are forgotten."""
    for name in ("question", "answer"):
        op.add_column("dial_permits", sa.Column(name, json_type, nullable=True))
    open_questions()
    with op.batch_alter_table("dial_permits") as table:
        for name in ("question", "answer"):
            table.alter_column(name, existing_type=json_type, nullable=False)
        table.drop_constraint("uq_dial_permits_decision_id", type_="unique")
        table.drop_constraint("fk_dial_permits_decision_id", type_="foreignkey")
        table.drop_column("decision_id")
    op.drop_table("guard_decisions")
    gone = sa.or_(policies.c.platform.is_not(None), policies.c.document.is_(sa.null()))
    op.get_bind().execute(sa.delete(policies).where(gone))
    with op.batch_alter_table("guard_policies") as table:
        table.drop_constraint("ck_guard_policies_one_level", type_="check")
        table.drop_column("platform")
        table.drop_constraint("fk_guard_policies_created_by_id", type_="foreignkey")
        table.drop_column("created_by_id")
        for name, kind in (("name", sa.String()), ("document", json_type), ("digest", sa.String())):
            table.alter_column(name, existing_type=kind, nullable=False)


def seal_questions() -> None:
    """Makes a decision of what each permit rests on: at the time there was the company's policy, and maybe a shop's."""
    bind = op.get_bind()
    for id_ in bind.scalars(sa.select(permits.c.id)).all():
        permit = bind.execute(sa.select(permits).where(permits.c.id == id_)).one()
        decision = {
            "callback_id": permit.callback_id,
            "agent_id": permit.agent_id,
            "decided_at": permit.granted_at,
            "verdict": permit.answer["verdict"],
            "levels": "company,shop" if isinstance(permit.question["policy"], list) else "company",
            "question_sealed": vault().seal(json.dumps(permit.question, ensure_ascii=False, separators=(",", ":"))),
            "answer": permit.answer,
        }
        decision_id = bind.scalar(sa.insert(decisions).values(decision).returning(decisions.c.id))
        bind.execute(sa.update(permits).where(permits.c.id == id_).values(decision_id=decision_id))


def open_questions() -> None:
    """The reverse."""
    bind = op.get_bind()
    for id_, decision_id in bind.execute(sa.select(permits.c.id, permits.c.decision_id)).all():
        decision = bind.execute(sa.select(decisions).where(decisions.c.id == decision_id)).one()
        restored = {"question": json.loads(vault().open(decision.question_sealed)), "answer": decision.answer}
        bind.execute(sa.update(permits).where(permits.c.id == id_).values(restored))


def vault() -> Vault:
    """What seals and opens; only a database that holds permits needs it."""
    given = context.config.attributes["vault"]
    if not isinstance(given, Vault):
        raise TypeError("the permits in this database can only be sealed with the installation's secret key")
    return given
