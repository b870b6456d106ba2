"""What the database itself refuses, whatever the code above does."""

import pymysql
import pytest

from sidecar.usecases import reconcile
from tests.studio import BOB, Studio
from wp_bridge import schema
from wp_bridge.errors import DuplicateKey

pytestmark = pytest.mark.redemption


def refuse(studio: Studio, sql: str, *params: object) -> str:
    with pytest.raises((pymysql.MySQLError, DuplicateKey)) as refused:
        studio.rt.db.transact(lambda tx: tx.run(sql, params))
    return str(refused.value)


def test_the_ledger_can_neither_be_changed_nor_thinned(studio: Studio) -> None:
    studio.sell()
    assert "append-only" in refuse(studio, "UPDATE {p}ledger SET reason = 'as I remember it'")
    assert "append-only" in refuse(studio, "DELETE FROM {p}ledger")


def test_balances_cannot_go_below_zero(studio: Studio) -> None:
    studio.sell()
    assert "cp_paid" in refuse(studio, "UPDATE {p}customer_packages SET paid_balance = -1")
    assert "cp_free" in refuse(studio, "UPDATE {p}customer_packages SET free_balance = -1")
    assert "cp_used" in refuse(studio, "UPDATE {p}customer_packages SET held = used + 1")
    assert "cp_refunded" in refuse(studio, "UPDATE {p}customer_packages SET refunded_sessions = paid_total + 1")


ENTRY = (
    "INSERT INTO {p}ledger (customer_package_id, entry_key, kind, delta, delta_paid, delta_free, balance_after, paid_after, actor_kind,"
    " request_id, created_at) SELECT id, %s, %s, %s, %s, %s, %s, %s, 'staff', 'test-request', UTC_TIMESTAMP(6) FROM {p}customer_packages"
)


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        (("e-1", "adjust", 2, 1, 0, 12, 11), "ledger_split"),
        (("e-1", "adjust", -11, -10, -1, -1, 0), "ledger_after"),
        (("e-1", "adjust", 1, 0, 1, 11, 12), "ledger_after"),
        (("e-1", "redeem", 1, 1, 0, 11, 11), "ledger_kind"),
        (("e-1", "suspend", 1, 0, 1, 11, 10), "ledger_kind"),
        (("e-1", "gift", 1, 0, 1, 11, 10), "ledger_kind"),
    ],
)
def test_an_entry_that_does_not_add_up_is_refused(studio: Studio, entry: tuple[object, ...], named: str) -> None:
    studio.sell()
    assert named in refuse(studio, ENTRY, *entry)


def test_an_event_is_in_the_ledger_once(studio: Studio) -> None:
    studio.sell()
    key = studio.one("SELECT entry_key FROM {p}ledger")
    assert "entry_key" in refuse(studio, ENTRY, key, "adjust", 1, 0, 1, 11, 10)


def test_a_line_gives_back_no_more_than_it_took(studio: Studio) -> None:
    studio.redeem(studio.sell(), studio.book())
    assert "redemption_back" in refuse(studio, "UPDATE {p}redemptions SET sessions_given_back = 2")
    assert "redemption_back" in refuse(studio, "UPDATE {p}redemptions SET paid_given_back = 2")


def test_an_attempt_key_belongs_to_one_attempt_and_an_account_to_one_customer(studio: Studio) -> None:
    package, others = studio.sell(), studio.sell(BOB)
    studio.redeem(package, studio.book())
    studio.redeem(others, studio.book(BOB), who=BOB)
    assert "attempt_key" in refuse(studio, "UPDATE {p}attempts SET attempt_key = 'the-same'")
    assert "wp_user_id" in refuse(studio, "UPDATE {p}customers SET wp_user_id = 11")


def test_receipts_and_references_are_given_out_once_and_tax_adds_up(studio: Studio) -> None:
    studio.sell()
    studio.sell(BOB)
    assert "receipt_number" in refuse(studio, "UPDATE {p}orders SET receipt_number = 7")
    assert "reference" in refuse(studio, "UPDATE {p}orders SET reference = 'SP-2345-6789'")
    assert "order_tax" in refuse(studio, "UPDATE {p}orders SET net_minor = net_minor + 1")


def test_what_a_provider_tells_is_kept_once(studio: Studio) -> None:
    """Event and refund: the same one arrives again and again."""
    studio.sell()
    event = (
        "INSERT INTO {p}provider_events (provider, event_id, type, mode, body, received_at)"
        " VALUES ('stripe', 'evt_1', '', 'live', '', UTC_TIMESTAMP(6))"
    )
    refund = (
        "INSERT INTO {p}refunds (public_id, order_id, payment_id, provider, provider_refund_id, status, mode, rule, sessions, currency,"
        " amount_minor, created_at, request_id) SELECT %s, order_id, id, provider, 're_1', 'settled', mode, 'unused', 1, currency, 1,"
        " UTC_TIMESTAMP(6), 'test-request' FROM {p}payments"
    )
    studio.rt.db.transact(lambda tx: (tx.run(event), tx.run(refund, ("R1",))))
    assert "event" in refuse(studio, event)
    assert "provider_refund" in refuse(studio, refund, "R2")
    assert "refund_status" in refuse(studio, "UPDATE {p}refunds SET status = 'lost'")
    dispute = (
        "INSERT INTO {p}disputes (public_id, provider, provider_dispute_id, payment_id, order_id, status, mode, currency,"
        " amount_minor, opened_at) SELECT %s, 'stripe', 'dp_1', id, order_id, 'open', mode, currency, 1, UTC_TIMESTAMP(6) FROM {p}payments"
    )
    studio.rt.db.transact(lambda tx: tx.run(dispute, ("D1",)))
    assert "provider_dispute" in refuse(studio, dispute, "D2")
    assert "dispute_status" in refuse(studio, "UPDATE {p}disputes SET status = 'settled'")


def test_an_order_has_one_package_and_refunds_stay_below_what_was_paid(studio: Studio) -> None:
    studio.sell()
    studio.sell(BOB)
    assert "order_id" in refuse(studio, "UPDATE {p}customer_packages SET order_id = (SELECT MIN(id) FROM {p}orders)")
    assert "order_refunded" in refuse(studio, "UPDATE {p}orders SET refunded_minor = paid_minor + 1")
    assert "payment_refunded" in refuse(studio, "UPDATE {p}payments SET refunded_minor = amount_minor + 1")


def test_a_providers_payment_pays_one_order(studio: Studio) -> None:
    studio.sell()
    studio.sell(BOB)
    assert "provider_payment" in refuse(studio, "UPDATE {p}payments SET provider_payment_id = 'pi_1'")
    assert "provider_checkout" in refuse(studio, "UPDATE {p}payments SET provider_reference = 'cs_1'")


def test_a_booking_has_one_live_redemption(studio: Studio) -> None:
    package = studio.sell()
    studio.redeem(package, studio.book())
    studio.redeem(package, studio.book())
    assert "live_booking" in refuse(studio, "UPDATE {p}redemptions SET booking_id = '1'")


def test_versions_of_a_package_are_numbered_once_and_stock_is_a_limit(studio: Studio) -> None:
    package = studio.add_package(stock=1)
    sql = "UPDATE {p}packages SET sold = 2 WHERE public_id = %s"
    assert "package_stock" in refuse(studio, sql, package)
    columns = ", ".join(name for name in studio.rows("SELECT * FROM {p}package_versions")[0] if name != "id")
    again = f"INSERT INTO {{p}}package_versions ({columns}) SELECT {columns} FROM {{p}}package_versions"
    assert "package_number" in refuse(studio, again)


def test_a_pairing_code_is_one_row(studio: Studio) -> None:
    sql = "INSERT INTO {p}pairing_codes (code_hash, expires_at, created_at) VALUES ('h', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))"
    studio.rt.db.transact(lambda tx: tx.run(sql))
    assert "code_hash" in refuse(studio, sql)


@pytest.mark.parametrize(
    ("update", "named"),
    [
        ("packages SET status = 'sold'", "package_status"),
        ("package_versions SET validity_from = 'later'", "version_from"),
        ("package_versions SET sessions = 0", "version_sessions"),
        ("orders SET status = 'lost'", "order_status"),
        ("payments SET status = 'lost'", "payment_status"),
        ("attempts SET state = 'lost'", "attempt_state"),
        ("redemptions SET state = 'lost'", "redemption_state"),
    ],
)
def test_words_and_counts_that_are_none_are_refused(studio: Studio, update: str, named: str) -> None:
    studio.redeem(studio.sell(), studio.book())
    assert named in refuse(studio, f"UPDATE {{p}}{update}")


def test_drift_between_ledger_and_balance_blocks_the_package_and_alarms(studio: Studio) -> None:
    package = studio.sell()
    assert reconcile.check_ledger(studio.rt) == 0
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}customer_packages SET free_balance = 1"))
    assert reconcile.check_ledger(studio.rt) == 1
    assert reconcile.check_ledger(studio.rt) == 0
    assert studio.offers()[0].verdict.code == "suspended"
    assert studio.one("SELECT COUNT(*) FROM {p}staff_notices WHERE kind = 'ledger_drift'") == 1
    assert studio.again(package).balance == 11, "a person decides; nothing is repaired by itself"


def test_sessions_run_in_utc_read_committed_and_strict(studio: Studio) -> None:
    row = studio.rows("SELECT @@time_zone z, @@tx_isolation i, @@sql_mode m, @@innodb_lock_wait_timeout l, @@autocommit a")[0]
    assert (row["z"], row["i"], row["l"], row["a"]) == ("+00:00", "READ-COMMITTED", 1, 0)
    assert "STRICT_TRANS_TABLES" in row["m"]


def test_migrating_again_changes_nothing_and_the_schema_is_current(studio: Studio) -> None:
    assert schema.migrate(studio.rt.db, "again") == schema.head()
    assert schema.is_current(studio.rt.db)
