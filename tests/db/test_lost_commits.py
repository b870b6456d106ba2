"""A connection that breaks while COMMIT is under way: the outcome is looked up, never guessed and never doubled."""

import time
from threading import Barrier, Thread
from typing import Any
from unittest import mock

import pymysql
import pytest

from sidecar.usecases import give_back, purchase, redeem
from sidecar.usecases.give_back import Returned, StatusEvent
from tests.broken_commits import commits, kill
from tests.studio import ALICE, CAROL, HOST, Studio, command
from wp_bridge import database, notices, outbox
from wp_bridge.errors import CommitUnknown, DatabaseUnavailable

pytestmark = pytest.mark.redemption


@pytest.mark.parametrize("fates", [("kept",), ("lost",), ("lost", "kept"), ("lost", "lost")])
def test_a_redemption_is_made_once_whatever_became_of_its_commit(studio: Studio, fates: tuple[str, ...]) -> None:
    package, booking = studio.sell(sessions=1), studio.book()
    with commits(*fates):
        assert studio.redeem(package, booking).state == "committed"
    assert studio.again(package).balance == 0
    assert studio.one("SELECT COUNT(*) FROM {p}redemptions") == 1


@pytest.mark.parametrize("fates", [("kept",), ("lost",), ("lost", "kept")])
def test_an_order_is_placed_once_whatever_became_of_its_commit(studio: Studio, fates: tuple[str, ...]) -> None:
    package = studio.add_package(customer_limit=1)
    with commits(*fates):
        order = purchase.place_order(studio.rt, command("order", ALICE), package, 1, "bank_transfer")["order"]
    assert studio.rows("SELECT public_id FROM {p}orders") == [{"public_id": order}]


def test_when_it_cannot_be_established_that_is_said(studio: Studio) -> None:
    package = studio.sell()
    request = studio.request(package, studio.book())
    with commits("lost", "lost", "lost"), pytest.raises(DatabaseUnavailable):
        redeem.redeem(studio.rt, request)
    assert studio.again(package).balance == 10
    assert redeem.redeem(studio.rt, request).remaining == 9


def test_a_cancellation_told_again_after_an_unknown_commit_moves_nothing_twice(studio: Studio) -> None:
    package, booking = studio.sell(), studio.book()
    studio.redeem(package, booking)
    studio.set_booking(booking, "cancelled")
    event = StatusEvent(HOST, booking, "cancelled", "staff", "", CAROL, "test-request")
    with commits("kept"), pytest.raises(CommitUnknown):
        give_back.observe(studio.rt, event)
    assert give_back.observe(studio.rt, event) == Returned("nothing", 0)
    assert studio.again(package).balance == 10


def test_a_connection_killed_in_the_middle_is_replaced_with_the_same_session(studio: Studio) -> None:
    tries: list[int] = []

    def work(tx: database.Transaction) -> Any:
        tries.append(1)
        if len(tries) == 1:
            kill(tx._connection)
        return tx.one("SELECT @@time_zone z, @@tx_isolation i, @@innodb_lock_wait_timeout l")

    assert studio.rt.db.transact(work) == {"z": "+00:00", "i": "READ-COMMITTED", "l": 1}
    assert len(tries) == 2


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_whatever_ends_a_transaction_early_leaves_nothing(studio: Studio, error: type[BaseException]) -> None:
    def work(tx: database.Transaction) -> None:
        tx.run("UPDATE {p}settings SET value = '1'")
        raise error

    before = studio.rows("SELECT name, value FROM {p}settings ORDER BY name")
    with pytest.raises(error):
        studio.rt.db.transact(work)
    assert studio.rows("SELECT name, value FROM {p}settings ORDER BY name") == before


def test_an_update_that_changes_nothing_counts_nothing(studio: Studio) -> None:
    """Guards read this number; the pool's dialect would count rows that were only found."""
    studio.sell()
    assert studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}packages SET position = position")) == 0


def test_the_same_outbox_row_and_the_same_notice_are_new_only_once(studio: Studio) -> None:
    def both(tx: database.Transaction) -> tuple[bool, bool]:
        return outbox.add(tx, "mail", "key-1", {}, "r") is not None, notices.add(tx, "drift", "key-1", {})

    assert [studio.rt.db.transact(both) for _ in range(2)] == [(True, True), (False, False)]


def test_a_deadlock_is_repeated_whole(studio: Studio) -> None:
    sell = [studio.sell().id for _ in range(2)]
    barrier, results = Barrier(2), []

    def run(first: int, second: int) -> None:
        waited: list[int] = []

        def work(tx: database.Transaction) -> None:
            lock = "SELECT id FROM {p}customer_packages WHERE id = %s FOR UPDATE"
            tx.run(lock, (first,))
            if not waited:
                waited.append(1)
                barrier.wait()
            tx.run(lock, (second,))
            tx.run("UPDATE {p}packages SET position = position + 1")

        results.append(studio.rt.db.transact(work))

    threads = [Thread(target=run, args=pair) for pair in (sell, sell[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 2
    assert {row["position"] for row in studio.rows("SELECT position FROM {p}packages")} == {2}


@pytest.mark.parametrize("number", [1205, 1213, 1020])
def test_a_conflict_in_the_middle_is_repeated_from_the_beginning(studio: Studio, number: int) -> None:
    """1205 and 1020 undo the statement only: what was done before it must not be there twice."""
    tries: list[int] = []

    def work(tx: database.Transaction) -> None:
        tries.append(tx.run("UPDATE {p}settings SET updated_by = CONCAT(updated_by, '+') WHERE name = 'currency'"))
        if len(tries) == 1:
            tx.run(f"SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = {number}")

    studio.rt.db.transact(work)
    assert tries == [1, 1]
    assert studio.one("SELECT updated_by FROM {p}settings WHERE name = 'currency'").count("+") == 1


def test_a_conflict_at_commit_is_repeated_whole(studio: Studio) -> None:
    """As Galera reports them: certain to have kept nothing."""
    package, booking = studio.sell(), studio.book()
    real, left = pymysql.connections.Connection.commit, [0, 1213, 1213]  # the first is that of the replay read

    def commit(self: Any) -> None:
        error = left.pop(0) if left else 0
        if error:
            self.rollback()
            raise pymysql.err.OperationalError(error, "deadlock at commit")
        real(self)

    with mock.patch.object(pymysql.connections.Connection, "commit", commit):
        assert studio.redeem(package, booking).remaining == 9
    assert left == []
    assert studio.one("SELECT COUNT(*) FROM {p}outbox WHERE kind = 'booking_confirmed'") == 1


def test_a_lock_held_by_another_ends_in_time_and_keeps_nothing_of_what_was_done_before(studio: Studio) -> None:
    package = studio.sell()
    statement = "UPDATE {p}customer_packages SET first_used_at = UTC_TIMESTAMP(6) WHERE id = %s"

    def work(tx: database.Transaction) -> None:
        tx.run("UPDATE {p}packages SET position = 7")
        tx.run(statement, (package.id,))

    def while_locked(tx: database.Transaction) -> float:
        tx.run("SELECT id FROM {p}customer_packages WHERE id = %s FOR UPDATE", (package.id,))
        began = time.monotonic()
        with pytest.raises(DatabaseUnavailable):
            studio.rt.db.transact(work, deadline=began + 0.5)
        return time.monotonic() - began

    assert studio.rt.db.transact(while_locked) < 2.5
    assert studio.one("SELECT position FROM {p}packages") == 0
