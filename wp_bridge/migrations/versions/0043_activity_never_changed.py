"""What staff have done refuses UPDATE: a list that can be tidied up proves nothing."""

from wp_bridge.migrations.ddl import create_trigger, execute, prefix

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    create_trigger(
        "activity_never_changed",
        "BEFORE UPDATE",
        "activity",
        "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the list of what staff have done is append-only'",
    )


def downgrade() -> None:
    execute(f"DROP TRIGGER IF EXISTS {prefix()}activity_never_changed")
