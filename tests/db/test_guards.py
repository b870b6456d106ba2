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
    assert "append-only" in refuse(studio, "UPDATE {p}ledger SET delta = 11")
    assert "append-only" in refuse(studio, "DELETE FROM {p}ledger")


def test_balances_cannot_go_below_zero(studio: Studio) -> None:
    studio.sell()
    assert "cp_paid" in refuse(studio, "UPDATE {p}customer_packages SET paid_balance = -1")
    assert "cp_free" in refuse(studio, "UPDATE {p}customer_packages SET free_balance = -1")
    assert "cp_used" in refuse(studio, "UPDATE {p}customer_packages SET held = used + 1")


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


def test_a_booking_has_one_live_redemption(studio: Studio) -> None:
    package = studio.sell()
    studio.redeem(package, studio.book())
    studio.redeem(package, studio.book())
    assert "live_booking" in refuse(studio, "UPDATE {p}redemptions SET booking_id = '1'")


def test_versions_of_a_package_are_numbered_once_and_stock_is_a_limit(studio: Studio) -> None:
    package = studio.add_package(stock=1)
    sql = "UPDATE {p}packages SET sold = 2 WHERE public_id = %s"
    assert "package_stock" in refuse(studio, sql, package)


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
