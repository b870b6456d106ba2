"""The ledger refuses UPDATE: promise 4 holds even for a program or person with SQL access and a slip of the hand."""

from wp_bridge.migrations.ddl import create_trigger, execute, prefix

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    create_trigger(
        "ledger_never_changed",
        "BEFORE UPDATE",
        "ledger",
        "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the session ledger is append-only'",
    )


def downgrade() -> None:
    execute(f"DROP TRIGGER IF EXISTS {prefix()}ledger_never_changed")
