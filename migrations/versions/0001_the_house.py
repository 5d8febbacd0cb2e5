"""The house: all tables of the first version."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

integer = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
json = sa.JSON().with_variant(JSONB(), "postgresql")

SQLITE_TRIGGER = """
CREATE TRIGGER register_entries_no_{verb} BEFORE {verb} ON register_entries
BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END
"""
# INSERT OR REPLACE deletes what it replaces without asking the trigger above.
SQLITE_REPLACE_TRIGGER = """
CREATE TRIGGER register_entries_no_replace BEFORE INSERT ON register_entries
WHEN EXISTS (SELECT 1 FROM register_entries WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END
"""
POSTGRESQL_TRIGGER = """
CREATE FUNCTION refuse_register_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the register is append-only'; END $$;
CREATE TRIGGER register_entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON register_entries
FOR EACH STATEMENT EXECUTE FUNCTION refuse_register_change();
"""


def make_register_append_only() -> None:
    """A bug or a hand in the database must not rewrite what was recorded."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL_TRIGGER)
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(SQLITE_TRIGGER.format(verb=verb))
    op.execute(SQLITE_REPLACE_TRIGGER)


def upgrade() -> None:
    """Builds all tables, and the triggers that keep the register append-only."""
    op.create_table(
        "customers",
        sa.Column("id", integer, nullable=False),
        sa.Column("merged_into_id", integer, nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("name_masked", sa.String(), nullable=True),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["merged_into_id"], ["customers.id"], name="fk_customers_merged_into_id"),
        sa.PrimaryKeyConstraint("id", name="pk_customers"),
    )
    op.create_index("ix_customers_merged_into_id", "customers", ["merged_into_id"], unique=False)
    op.create_table(
        "job_runs",
        sa.Column("id", integer, nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_job_runs"),
        sa.UniqueConstraint("job", "scheduled_at", name="uq_job_runs_job_scheduled_at"),
    )
    op.create_table(
        "leaders",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leaders"),
    )
    op.create_table(
        "shops",
        sa.Column("id", integer, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "platform",
            sa.Enum(
                "taobao",
                "tmall",
                "pinduoduo",
                "douyin",
                "jd",
                "wechat",
                "other",
                name="platform",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_shops"),
        sa.UniqueConstraint("code", name="uq_shops_code"),
    )
    op.create_table(
        "users",
        sa.Column("id", integer, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "agent", "specialist", "team_leader", "supervisor", "manager", name="role", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("password", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("fs_uniquifier", name="uq_users_fs_uniquifier"),
        sa.UniqueConstraint("name", name="uq_users_name"),
    )
    op.create_table(
        "api_tokens",
        sa.Column("id", integer, nullable=False),
        sa.Column("user_id", integer, nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_api_tokens_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_api_tokens"),
        sa.UniqueConstraint("token_hash", name="uq_api_tokens_token_hash"),
    )
    op.create_index("ix_api_tokens_user_id", "api_tokens", ["user_id"], unique=False)
    op.create_table(
        "blackouts",
        sa.Column("id", integer, nullable=False),
        sa.Column("customer_id", integer, nullable=False),
        sa.Column("days", sa.String(), nullable=False),
        sa.Column("opens_minute", integer, nullable=False),
        sa.Column("closes_minute", integer, nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_day_on", sa.Date(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("heard_by_id", integer, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_blackouts_customer_id"),
        sa.ForeignKeyConstraint(["heard_by_id"], ["users.id"], name="fk_blackouts_heard_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_blackouts"),
    )
    op.create_index("ix_blackouts_customer_id", "blackouts", ["customer_id"], unique=False)
    op.create_table(
        "customer_identifiers",
        sa.Column("id", integer, nullable=False),
        sa.Column("customer_id", integer, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "phone",
                "virtual_phone",
                "platform_account",
                "order",
                name="identifierkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("value_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("value_masked", sa.String(), nullable=False),
        sa.Column("extension", sa.String(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_customer_identifiers_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_customer_identifiers"),
    )
    op.create_index("ix_customer_identifiers_customer_id", "customer_identifiers", ["customer_id"], unique=False)
    op.create_index(
        "uq_customer_identifiers_in_use",
        "customer_identifiers",
        ["fingerprint", "kind"],
        unique=True,
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.create_table(
        "guard_policies",
        sa.Column("id", integer, nullable=False),
        sa.Column("shop_id", integer, nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("document", json, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_guard_policies_shop_id"),
        sa.PrimaryKeyConstraint("id", name="pk_guard_policies"),
    )
    op.create_index("ix_guard_policies_shop_id", "guard_policies", ["shop_id"], unique=False)
    op.create_table(
        "idempotency_keys",
        sa.Column("id", integer, nullable=False),
        sa.Column("user_id", integer, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_digest", sa.String(), nullable=False),
        sa.Column("status", integer, nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_idempotency_keys_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_idempotency_keys"),
        sa.UniqueConstraint("user_id", "key", name="uq_idempotency_keys_user_id_key"),
    )
    op.create_table(
        "import_mappings",
        sa.Column("id", integer, nullable=False),
        sa.Column("shop_id", integer, nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("columns", json, nullable=False),
        sa.Column("saved_by_id", integer, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["saved_by_id"], ["users.id"], name="fk_import_mappings_saved_by_id"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_import_mappings_shop_id"),
        sa.PrimaryKeyConstraint("id", name="pk_import_mappings"),
        sa.UniqueConstraint("shop_id", "format", name="uq_import_mappings_shop_id_format"),
    )
    op.create_table(
        "imports",
        sa.Column("id", integer, nullable=False),
        sa.Column("shop_id", integer, nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("started_by_id", integer, nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("progressed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("total", integer, nullable=True),
        sa.Column("done", integer, nullable=False),
        sa.Column("added", integer, nullable=False),
        sa.Column("changed", integer, nullable=False),
        sa.Column("unchanged", integer, nullable=False),
        sa.Column("rejected", integer, nullable=False),
        sa.Column("columns", json, nullable=True),
        sa.Column("problem", json, nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_imports_shop_id"),
        sa.ForeignKeyConstraint(["started_by_id"], ["users.id"], name="fk_imports_started_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    op.create_index("ix_imports_shop_id_id", "imports", ["shop_id", "id"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("user_id", integer, nullable=False),
        sa.Column("shop_id", integer, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_memberships_shop_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_memberships_user_id"),
        sa.PrimaryKeyConstraint("user_id", "shop_id", name="pk_memberships"),
    )
    op.create_table(
        "orders",
        sa.Column("id", integer, nullable=False),
        sa.Column("shop_id", integer, nullable=False),
        sa.Column("customer_id", integer, nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("goods", sa.String(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status_text", sa.String(), nullable=True),
        sa.Column("extras_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_orders_customer_id"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_orders_shop_id"),
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
        sa.UniqueConstraint("shop_id", "order_no", name="uq_orders_shop_id_order_no"),
    )
    op.create_index("ix_orders_customer_id", "orders", ["customer_id"], unique=False)
    op.create_table(
        "cases",
        sa.Column("id", integer, nullable=False),
        sa.Column("shop_id", integer, nullable=False),
        sa.Column("order_id", integer, nullable=False),
        sa.Column("customer_id", integer, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column(
            "issue_type",
            sa.Enum(
                "not_shipped",
                "in_transit",
                "wrong_item",
                "short_item",
                "damage",
                "seven_day_return",
                "quality_doubt",
                "refund_not_received",
                "bad_review",
                "service_complaint",
                "personal_safety",
                name="issuetype",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "liability",
            sa.Enum("shop", "courier", "customer", "unclear", name="liability", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "escalation",
            sa.Enum("none", "complaint", "regulator", "safety", name="escalation", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("status", sa.Enum("open", "closed", name="casestatus", native_enum=False, length=32), nullable=False),
        sa.Column("summary", sa.String(), nullable=True),
        sa.Column("requested_amount", sa.BigInteger(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extras_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_cases_customer_id"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_cases_order_id"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_cases_shop_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("shop_id", "number", name="uq_cases_shop_id_number"),
    )
    op.create_index("ix_cases_customer_id_status", "cases", ["customer_id", "status"], unique=False)
    op.create_index("ix_cases_order_id", "cases", ["order_id"], unique=False)
    op.create_table(
        "import_faults",
        sa.Column("id", integer, nullable=False),
        sa.Column("import_id", integer, nullable=False),
        sa.Column("row_no", integer, nullable=False),
        sa.Column("row_used", sa.Boolean(), nullable=False),
        sa.Column("column", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("facts", json, nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_import_faults_import_id"),
        sa.PrimaryKeyConstraint("id", name="pk_import_faults"),
    )
    op.create_index("ix_import_faults_import_id_row_no", "import_faults", ["import_id", "row_no"], unique=False)
    op.create_table(
        "callbacks",
        sa.Column("id", integer, nullable=False),
        sa.Column("case_id", integer, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("service", "promised", "survey", name="callbackkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum("pending", "claimed", "done", "cancelled", name="callbackstatus", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent_id", integer, nullable=True),
        sa.Column("lease_agent_id", integer, nullable=True),
        sa.Column("lease_token", sa.String(), nullable=True),
        sa.Column("lease_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["users.id"], name="fk_callbacks_agent_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_callbacks_case_id"),
        sa.ForeignKeyConstraint(["lease_agent_id"], ["users.id"], name="fk_callbacks_lease_agent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_callbacks"),
    )
    op.create_index("ix_callbacks_case_id", "callbacks", ["case_id"], unique=False)
    op.create_index("ix_callbacks_lease_agent_id_status", "callbacks", ["lease_agent_id", "status"], unique=False)
    op.create_index("ix_callbacks_status_due_at", "callbacks", ["status", "due_at"], unique=False)
    op.create_table(
        "commitments",
        sa.Column("id", integer, nullable=False),
        sa.Column("case_id", integer, nullable=False),
        sa.Column("promised_by_id", integer, nullable=False),
        sa.Column(
            "department",
            sa.Enum(
                "after_sales",
                "supply",
                "logistics",
                "operations",
                "finance",
                name="department",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept_by_id", integer, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_commitments_case_id"),
        sa.ForeignKeyConstraint(["kept_by_id"], ["users.id"], name="fk_commitments_kept_by_id"),
        sa.ForeignKeyConstraint(["promised_by_id"], ["users.id"], name="fk_commitments_promised_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_commitments"),
    )
    op.create_index("ix_commitments_case_id", "commitments", ["case_id"], unique=False)
    op.create_index("ix_commitments_kept_at_due_at", "commitments", ["kept_at", "due_at"], unique=False)
    op.create_table(
        "consents",
        sa.Column("id", integer, nullable=False),
        sa.Column("customer_id", integer, nullable=False),
        sa.Column("case_id", integer, nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("heard_by_id", integer, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_consents_case_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_consents_customer_id"),
        sa.ForeignKeyConstraint(["heard_by_id"], ["users.id"], name="fk_consents_heard_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_customer_id", "consents", ["customer_id"], unique=False)
    op.create_table(
        "do_not_calls",
        sa.Column("id", integer, nullable=False),
        sa.Column("customer_id", integer, nullable=False),
        sa.Column("case_id", integer, nullable=True),
        sa.Column("shop_id", integer, nullable=True),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("heard_by_id", integer, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_do_not_calls_case_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_do_not_calls_customer_id"),
        sa.ForeignKeyConstraint(["heard_by_id"], ["users.id"], name="fk_do_not_calls_heard_by_id"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_do_not_calls_shop_id"),
        sa.PrimaryKeyConstraint("id", name="pk_do_not_calls"),
    )
    op.create_index("ix_do_not_calls_customer_id", "do_not_calls", ["customer_id"], unique=False)
    op.create_table(
        "attempts",
        sa.Column("id", integer, nullable=False),
        sa.Column("customer_id", integer, nullable=False),
        sa.Column("slot_no", integer, nullable=False),
        sa.Column("callback_id", integer, nullable=True),
        sa.Column("case_id", integer, nullable=False),
        sa.Column("shop_id", integer, nullable=False),
        sa.Column("agent_id", integer, nullable=False),
        sa.Column("identifier_id", integer, nullable=False),
        sa.Column(
            "direction", sa.Enum("outbound", "inbound", name="direction", native_enum=False, length=32), nullable=False
        ),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "not_placed",
                "failed",
                "invalid_number",
                "busy",
                "no_answer",
                "rejected",
                "voicemail",
                "dropped",
                "conversation",
                "unknown",
                name="callresult",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dial_token", sa.String(), nullable=True),
        sa.Column("provider_ref", sa.String(), nullable=True),
        sa.Column("bridged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["users.id"], name="fk_attempts_agent_id"),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name="fk_attempts_callback_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_attempts_case_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_attempts_customer_id"),
        sa.ForeignKeyConstraint(["identifier_id"], ["customer_identifiers.id"], name="fk_attempts_identifier_id"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_attempts_shop_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sa.UniqueConstraint("customer_id", "slot_no", name="uq_attempts_customer_id_slot_no"),
        sa.UniqueConstraint("dial_token", name="uq_attempts_dial_token"),
        sa.UniqueConstraint("provider_ref", name="uq_attempts_provider_ref"),
    )
    op.create_index("ix_attempts_callback_id", "attempts", ["callback_id"], unique=False)
    op.create_index("ix_attempts_case_id", "attempts", ["case_id"], unique=False)
    op.create_index("ix_attempts_customer_id_placed_at", "attempts", ["customer_id", "placed_at"], unique=False)
    op.create_table(
        "notifications",
        sa.Column("id", integer, nullable=False),
        sa.Column("user_id", integer, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("facts", json, nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("callback_id", integer, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name="fk_notifications_callback_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_notifications_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notifications"),
        sa.UniqueConstraint("user_id", "dedupe_key", name="uq_notifications_user_id_dedupe_key"),
    )
    op.create_index("ix_notifications_user_id_read_at", "notifications", ["user_id", "read_at"], unique=False)
    op.create_table(
        "offers",
        sa.Column("id", integer, nullable=False),
        sa.Column("case_id", integer, nullable=False),
        sa.Column("callback_id", integer, nullable=False),
        sa.Column("agent_id", integer, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "partial_refund",
                "full_refund",
                "resend",
                "coupon",
                "gift",
                "reimbursement",
                "return_freight",
                name="plankind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "awaiting_approval",
                "open",
                "accepted",
                "refused",
                "rejected",
                "expired",
                name="offerstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["users.id"], name="fk_offers_agent_id"),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name="fk_offers_callback_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_offers_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_offers"),
    )
    op.create_index("ix_offers_callback_id", "offers", ["callback_id"], unique=False)
    op.create_index("ix_offers_case_id", "offers", ["case_id"], unique=False)
    op.create_table(
        "preparations",
        sa.Column("id", integer, nullable=False),
        sa.Column("callback_id", integer, nullable=False),
        sa.Column("floor_amount", sa.BigInteger(), nullable=False),
        sa.Column("likely_demands", sa.String(), nullable=False),
        sa.Column("beyond_authority", sa.String(), nullable=False),
        sa.Column("senior_id", integer, nullable=True),
        sa.Column("prepared_by_id", integer, nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name="fk_preparations_callback_id"),
        sa.ForeignKeyConstraint(["prepared_by_id"], ["users.id"], name="fk_preparations_prepared_by_id"),
        sa.ForeignKeyConstraint(["senior_id"], ["users.id"], name="fk_preparations_senior_id"),
        sa.PrimaryKeyConstraint("id", name="pk_preparations"),
        sa.UniqueConstraint("callback_id", name="uq_preparations_callback_id"),
    )
    op.create_table(
        "releases",
        sa.Column("id", integer, nullable=False),
        sa.Column("customer_id", integer, nullable=False),
        sa.Column("callback_id", integer, nullable=False),
        sa.Column("requested_by_id", integer, nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by_id", integer, nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name="fk_releases_callback_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_releases_customer_id"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name="fk_releases_decided_by_id"),
        sa.ForeignKeyConstraint(["requested_by_id"], ["users.id"], name="fk_releases_requested_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_releases"),
    )
    op.create_index("ix_releases_callback_id", "releases", ["callback_id"], unique=False)
    op.create_index("ix_releases_customer_id", "releases", ["customer_id"], unique=False)
    op.create_table(
        "approvals",
        sa.Column("id", integer, nullable=False),
        sa.Column("offer_id", integer, nullable=False),
        sa.Column("requested_by_id", integer, nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "asked_role",
            sa.Enum(
                "agent", "specialist", "team_leader", "supervisor", "manager", name="role", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "approved",
                "rejected",
                "countered",
                "taken_over",
                "expired",
                name="approvalstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", integer, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted_amount", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name="fk_approvals_decided_by_id"),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name="fk_approvals_offer_id"),
        sa.ForeignKeyConstraint(["requested_by_id"], ["users.id"], name="fk_approvals_requested_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_approvals"),
        sa.UniqueConstraint("offer_id", name="uq_approvals_offer_id"),
    )
    op.create_index("ix_approvals_status_deadline_at", "approvals", ["status", "deadline_at"], unique=False)
    op.create_table(
        "dial_permits",
        sa.Column("id", integer, nullable=False),
        sa.Column("attempt_id", integer, nullable=False),
        sa.Column("callback_id", integer, nullable=False),
        sa.Column("customer_id", integer, nullable=False),
        sa.Column("agent_id", integer, nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "settled", "expired", name="permitstatus", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("question", json, nullable=False),
        sa.Column("answer", json, nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["users.id"], name="fk_dial_permits_agent_id"),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name="fk_dial_permits_attempt_id"),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name="fk_dial_permits_callback_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_dial_permits_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_dial_permits"),
        sa.UniqueConstraint("attempt_id", name="uq_dial_permits_attempt_id"),
    )
    op.create_index("ix_dial_permits_callback_id", "dial_permits", ["callback_id"], unique=False)
    op.create_index(
        "uq_dial_permits_open_per_customer",
        "dial_permits",
        ["customer_id"],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "outcomes",
        sa.Column("id", integer, nullable=False),
        sa.Column("attempt_id", integer, nullable=False),
        sa.Column("callback_id", integer, nullable=False),
        sa.Column("agent_id", integer, nullable=False),
        sa.Column(
            "disposition",
            sa.Enum(
                "settled",
                "wants_time",
                "refused",
                "call_later",
                "not_right_person",
                "no_answer",
                "busy",
                "switched_off",
                "wrong_number",
                "do_not_call",
                "complaint_threatened",
                "abusive",
                "technical_failure",
                name="disposition",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["users.id"], name="fk_outcomes_agent_id"),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name="fk_outcomes_attempt_id"),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name="fk_outcomes_callback_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outcomes"),
        sa.UniqueConstraint("attempt_id", name="uq_outcomes_attempt_id"),
    )
    op.create_index("ix_outcomes_callback_id", "outcomes", ["callback_id"], unique=False)
    op.create_table(
        "plans",
        sa.Column("id", integer, nullable=False),
        sa.Column("preparation_id", integer, nullable=False),
        sa.Column("position", integer, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "partial_refund",
                "full_refund",
                "resend",
                "coupon",
                "gift",
                "reimbursement",
                "return_freight",
                name="plankind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["preparation_id"], ["preparations.id"], name="fk_plans_preparation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_plans"),
        sa.UniqueConstraint("preparation_id", "position", name="uq_plans_preparation_id_position"),
    )
    op.create_table(
        "register_entries",
        sa.Column("id", integer, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "case_opened",
                "case_updated",
                "case_closed",
                "customer_merged",
                "callback_planned",
                "callback_moved",
                "callback_released",
                "prepared",
                "permit_taken",
                "permit_expired",
                "attempt_settled",
                "step_entered",
                "offer_made",
                "offer_answered",
                "approval_requested",
                "approval_decided",
                "approval_moved",
                "release_requested",
                "release_decided",
                "outcome",
                "commitment_made",
                "commitment_kept",
                "do_not_call",
                "blackout",
                "consent",
                "wish_revoked",
                "number_added",
                "note",
                name="registerkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("shop_id", integer, nullable=False),
        sa.Column("case_id", integer, nullable=False),
        sa.Column("callback_id", integer, nullable=True),
        sa.Column("attempt_id", integer, nullable=True),
        sa.Column("actor_id", integer, nullable=True),
        sa.Column(
            "disposition",
            sa.Enum(
                "settled",
                "wants_time",
                "refused",
                "call_later",
                "not_right_person",
                "no_answer",
                "busy",
                "switched_off",
                "wrong_number",
                "do_not_call",
                "complaint_threatened",
                "abusive",
                "technical_failure",
                name="disposition",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("facts", json, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name="fk_register_entries_actor_id"),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name="fk_register_entries_attempt_id"),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name="fk_register_entries_callback_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_register_entries_case_id"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_register_entries_shop_id"),
        sa.PrimaryKeyConstraint("id", name="pk_register_entries"),
    )
    op.create_index("ix_register_entries_actor_id", "register_entries", ["actor_id"], unique=False)
    op.create_index("ix_register_entries_case_id_id", "register_entries", ["case_id", "id"], unique=False)
    op.create_index("ix_register_entries_recorded_at_id", "register_entries", ["recorded_at", "id"], unique=False)
    op.create_index(
        "ix_register_entries_shop_id_recorded_at", "register_entries", ["shop_id", "recorded_at"], unique=False
    )
    op.create_table(
        "step_entries",
        sa.Column("id", integer, nullable=False),
        sa.Column("attempt_id", integer, nullable=False),
        sa.Column(
            "step",
            sa.Enum("1", "2", "3", "4", "5", "6", "7", name="step", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name="fk_step_entries_attempt_id"),
        sa.PrimaryKeyConstraint("id", name="pk_step_entries"),
    )
    op.create_index("ix_step_entries_attempt_id", "step_entries", ["attempt_id"], unique=False)
    make_register_append_only()


def downgrade() -> None:
    """Takes it away again."""
    op.drop_index("ix_step_entries_attempt_id", table_name="step_entries")
    op.drop_table("step_entries")
    op.drop_index("ix_register_entries_shop_id_recorded_at", table_name="register_entries")
    op.drop_index("ix_register_entries_recorded_at_id", table_name="register_entries")
    op.drop_index("ix_register_entries_case_id_id", table_name="register_entries")
    op.drop_index("ix_register_entries_actor_id", table_name="register_entries")
    op.drop_table("register_entries")
    op.drop_table("plans")
    op.drop_index("ix_outcomes_callback_id", table_name="outcomes")
    op.drop_table("outcomes")
    op.drop_index(
        "uq_dial_permits_open_per_customer",
        table_name="dial_permits",
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.drop_index("ix_dial_permits_callback_id", table_name="dial_permits")
    op.drop_table("dial_permits")
    op.drop_index("ix_approvals_status_deadline_at", table_name="approvals")
    op.drop_table("approvals")
    op.drop_index("ix_releases_customer_id", table_name="releases")
    op.drop_index("ix_releases_callback_id", table_name="releases")
    op.drop_table("releases")
    op.drop_table("preparations")
    op.drop_index("ix_offers_case_id", table_name="offers")
    op.drop_index("ix_offers_callback_id", table_name="offers")
    op.drop_table("offers")
    op.drop_index("ix_notifications_user_id_read_at", table_name="notifications")
    op.drop_table("notifications")
    op.drop_index("ix_attempts_customer_id_placed_at", table_name="attempts")
    op.drop_index("ix_attempts_case_id", table_name="attempts")
    op.drop_index("ix_attempts_callback_id", table_name="attempts")
    op.drop_table("attempts")
    op.drop_index("ix_do_not_calls_customer_id", table_name="do_not_calls")
    op.drop_table("do_not_calls")
    op.drop_index("ix_consents_customer_id", table_name="consents")
    op.drop_table("consents")
    op.drop_index("ix_commitments_kept_at_due_at", table_name="commitments")
    op.drop_index("ix_commitments_case_id", table_name="commitments")
    op.drop_table("commitments")
    op.drop_index("ix_callbacks_status_due_at", table_name="callbacks")
    op.drop_index("ix_callbacks_lease_agent_id_status", table_name="callbacks")
    op.drop_index("ix_callbacks_case_id", table_name="callbacks")
    op.drop_table("callbacks")
    op.drop_index("ix_import_faults_import_id_row_no", table_name="import_faults")
    op.drop_table("import_faults")
    op.drop_index("ix_cases_order_id", table_name="cases")
    op.drop_index("ix_cases_customer_id_status", table_name="cases")
    op.drop_table("cases")
    op.drop_index("ix_orders_customer_id", table_name="orders")
    op.drop_table("orders")
    op.drop_table("memberships")
    op.drop_index("ix_imports_shop_id_id", table_name="imports")
    op.drop_table("imports")
    op.drop_table("import_mappings")
    op.drop_table("idempotency_keys")
    op.drop_index("ix_guard_policies_shop_id", table_name="guard_policies")
    op.drop_table("guard_policies")
    op.drop_index(
        "uq_customer_identifiers_in_use",
        table_name="customer_identifiers",
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.drop_index("ix_customer_identifiers_customer_id", table_name="customer_identifiers")
    op.drop_table("customer_identifiers")
    op.drop_index("ix_blackouts_customer_id", table_name="blackouts")
    op.drop_table("blackouts")
    op.drop_index("ix_api_tokens_user_id", table_name="api_tokens")
    op.drop_table("api_tokens")
    op.drop_table("users")
    op.drop_table("shops")
    op.drop_table("leaders")
    op.drop_table("job_runs")
    op.drop_index("ix_customers_merged_into_id", table_name="customers")
    op.drop_table("customers")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_register_change()")
