"""The words of customers' names and addresses, so that they are found by their beginnings."""

from alembic import op

from wp_bridge.migrations.ddl import create_table, create_trigger, drop_table, execute, prefix

revision = "0047"
down_revision = "0046"

COLUMNS = """
customer_id BIGINT UNSIGNED NOT NULL,
word VARCHAR(40) NOT NULL,
PRIMARY KEY (customer_id, word),
KEY word (word, customer_id)
"""
TRIGGERS = ("customer_worded", "customer_renamed", "customer_forgotten")
TEXT = "CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci"
# Whatever is no letter, mark or digit, as in wp_bridge/searching.py.
APART = r"[^\\p{L}\\p{M}\\p{N}]+"
SPLIT = """
SET rest = TRIM(REGEXP_REPLACE(CONCAT({row}.name, ' ', {row}.email), '{apart}', ' '));
WHILE rest <> '' DO
  INSERT IGNORE INTO {p}customer_words (customer_id, word) VALUES ({row}.id, LEFT(SUBSTRING_INDEX(rest, ' ', 1), 40));
  SET rest = IF(LOCATE(' ', rest) = 0, '', SUBSTRING(rest, LOCATE(' ', rest) + 1));
END WHILE;
"""
RENAMED = """
IF BINARY NEW.name <> BINARY OLD.name OR BINARY NEW.email <> BINARY OLD.email THEN
  DELETE FROM {p}customer_words WHERE customer_id = NEW.id;
  {split}
  UPDATE {p}customer_packages SET sort_name = LEFT(IF(NEW.name = '', NEW.email, NEW.name), 64) WHERE customer_id = NEW.id;
END IF;
"""


def upgrade() -> None:
    create_table("customer_words", COLUMNS)
    p = prefix()
    split = SPLIT.format(row="NEW", p=p, apart=APART)
    head = f"DECLARE rest VARCHAR(600) {TEXT};"
    create_trigger("customer_worded", "AFTER INSERT", "customers", f"BEGIN {head} {split} END")
    create_trigger("customer_renamed", "AFTER UPDATE", "customers", f"BEGIN {head} {RENAMED.format(p=p, split=split)} END")
    forgotten = f"DELETE FROM {p}customer_words WHERE customer_id = OLD.id"
    create_trigger("customer_forgotten", "AFTER DELETE", "customers", forgotten)
    _split_what_is_there()


def _split_what_is_there() -> None:
    """The first words of everybody, then the second ones, and so on."""
    p = prefix()
    split = f"SELECT id, TRIM(REGEXP_REPLACE(CONCAT(name, ' ', email), '{APART}', ' ')) AS w FROM {p}customers"
    spaces = "CHAR_LENGTH(w) - CHAR_LENGTH(REPLACE(w, ' ', ''))"
    most = op.get_bind().exec_driver_sql(f"SELECT COALESCE(MAX({spaces}), -1) + 1 FROM ({split}) c").scalar_one()
    for number in range(1, most + 1):
        execute(
            f"INSERT IGNORE INTO {p}customer_words (customer_id, word)"
            f" SELECT id, LEFT(SUBSTRING_INDEX(SUBSTRING_INDEX(w, ' ', {number}), ' ', -1), 40) FROM ({split}) c"
            f" WHERE w <> '' AND {spaces} >= {number - 1}"
        )


def downgrade() -> None:
    for trigger in TRIGGERS:
        execute(f"DROP TRIGGER IF EXISTS {prefix()}{trigger}")
    drop_table("customer_words")
