"""The ledger refuses DELETE: promise 4 holds even for a program or person with SQL access and a slip of the hand."""

from wp_bridge.migrations.ddl import create_trigger, execute, prefix

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    create_trigger(
        "ledger_never_deleted",
        "BEFORE DELETE",
        "ledger",
        "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the session ledger is append-only'",
    )


def downgrade() -> None:
    execute(f"DROP TRIGGER IF EXISTS {prefix()}ledger_never_deleted")
