"""Roll over, reassign and undo: whose counter entry an entry is, and from whom to whom."""

from wp_bridge.migrations.ddl import add_columns, add_key, drop_columns, drop_key, execute, prefix

revision = "0048"
down_revision = "0047"

COLUMNS = {
    "undoes_id": "BIGINT UNSIGNED NULL",
    "customer_old_id": "BIGINT UNSIGNED NULL",
    "customer_new_id": "BIGINT UNSIGNED NULL",
}
MOVES = (
    "(kind IN ('grant', 'reinstate', 'refund_release', 'transfer_in') AND delta >= 0)"
    " OR (kind IN ('redeem', 'refund_hold', 'revoke', 'transfer_out') AND delta <= 0)"
    " OR kind = 'adjust'"
)


def upgrade() -> None:
    add_columns("ledger", COLUMNS)
    add_key("ledger", "undoes", "undoes_id", unique=True)
    _kinds("'validity', 'suspend', 'resume', 'reassign'")
    add_key("customer_packages", "rolled_from", "rolled_from_id")


def downgrade() -> None:
    drop_key("customer_packages", "rolled_from")
    _kinds("'validity', 'suspend', 'resume'")
    drop_key("ledger", "undoes")
    drop_columns("ledger", COLUMNS)


def _kinds(still: str) -> None:
    """Dropped and added by one ALTER: at no moment may the ledger hold anything."""
    name = f"{prefix()}ledger_kind"
    execute(
        f"ALTER TABLE {prefix()}ledger DROP CONSTRAINT {name},"
        f" ADD CONSTRAINT {name} CHECK ({MOVES} OR (kind IN ({still}) AND delta = 0))"
    )
