"""What an operator reads and decides about the books, at the command line."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from devstack.stack import Stack
from jobs.cli import commands
from sidecar import logs
from sidecar.usecases import reconcile
from tests.conftest import CORE
from tests.studio import Studio
from wp_bridge import customer_packages

pytestmark = pytest.mark.redemption


@pytest.fixture
def run(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(logs, "configure", lambda _level: None)
    settings = stack.sidecar.environment | {"SP_DATABASE_URL": stack.mariadb.url(CORE)}

    def command(*words: str) -> Result:
        return CliRunner(env={"SP_TEST_FOLDER": None, **settings}).invoke(commands, words)

    return command


def test_reconcile_says_what_it_would_do_then_does_it_then_finds_nothing(studio: Studio, run: Any) -> None:
    package, booking = studio.sell(), studio.book()
    studio.redeem(package, booking)
    studio.set_booking(booking, "cancelled")
    would = run("reconcile", "--dry-run").output
    assert f"simple-bookings booking {booking}: session given back (1 session)" in would
    assert would.endswith("1 difference; nothing was changed (--dry-run).\n")
    assert studio.again(package).balance == 9
    assert run("reconcile").output.endswith("1 difference dealt with.\n")
    assert studio.again(package).balance == 10
    assert run("reconcile").output.endswith("Bookings and redemptions agree.\n")


def test_vanished_bookings_are_asked_about(studio: Studio, run: Any) -> None:
    package = studio.sell(sessions=30)
    studio.redeem(package, *[studio.book() for _ in range(25)])
    studio.rt.db.transact(lambda tx: tx.run("DELETE FROM {wp}sb_bookings"))
    assert "25 redeemed bookings are gone" in run("reconcile").output
    assert studio.again(package).balance == 5
    assert run("reconcile", "--believe-vanished").output.endswith("25 differences dealt with.\n")
    assert studio.again(package).balance == 30


@pytest.mark.parametrize(("keep", "left"), [("ledger", 10), ("balance", 13)])
def test_a_blocked_package_is_opened_by_a_decision_that_the_ledger_remembers(
    studio: Studio, run: Any, keep: str, left: int
) -> None:
    package = studio.sell()
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}customer_packages SET paid_balance = 13"))
    assert reconcile.check_ledger(studio.rt) == 1
    result = run("unblock", package.public_id, "--keep", keep, "--reason", "counted by hand")
    assert result.output == f"Package {package.public_id} is open again with {left} sessions.\n"
    assert reconcile.check_ledger(studio.rt) == 0
    assert studio.redeem(studio.again(package), studio.book()).remaining == left - 1
    entry = studio.rows("SELECT kind, delta, reason FROM {p}ledger WHERE kind = 'adjust'")[0]
    assert (entry["delta"], entry["reason"]) == (left - 10, f"{keep} kept: counted by hand")
    assert studio.one("SELECT resolved_by FROM {p}staff_notices WHERE kind = 'ledger_drift'") == "system"


def test_what_is_not_blocked_needs_no_decision(studio: Studio, run: Any) -> None:
    package = studio.sell()
    result = run("unblock", package.public_id, "--keep", "ledger", "--reason", "x")
    assert (result.exit_code, result.stderr) == (1, "Error: this package is not blocked\n")
    assert run("unblock", "01J00000000000000000000000", "--keep", "ledger", "--reason", "x").exit_code == 1


def test_the_doctor_says_what_is_right_and_what_is_wrong(studio: Studio, run: Any) -> None:
    package = studio.sell()
    studio.redeem(package, studio.book())
    healthy = run("doctor")
    assert healthy.exit_code == 0, healthy.output
    assert "ok       Every balance is the sum of its ledger" in healthy.output
    assert healthy.output.endswith("Everything adds up.\n")
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}customer_packages SET paid_balance = 13"))
    ill = run("doctor")
    assert ill.exit_code == 1
    assert (
        f"WRONG    Every balance is the sum of its ledger, and not below zero.\n         customer package {package.public_id}"
        in ill.output
    )
    assert "checks are wrong; nothing was changed." in ill.output
    assert studio.again(package).blocked_at is None


def test_a_booking_that_could_not_be_compared_is_said_to_be_no_agreement(
    studio: Studio, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, broken, other = studio.sell(), studio.book(), studio.book()
    studio.redeem(package, broken, other)
    for booking in (broken, other):
        studio.set_booking(booking, "cancelled")
    give_back, refusals = customer_packages.give_back, [False]
    monkeypatch.setattr(customer_packages, "give_back", lambda *a, **k: refusals.pop() if refusals else give_back(*a, **k))
    said = run("reconcile").output
    assert f"simple-bookings booking {broken}: could not be compared (Refused)" in said
    assert f"simple-bookings booking {other}: session given back (1 session)" in said
    assert studio.again(package).balance == 9


def test_an_export_is_written_whole_or_not_at_all(studio: Studio, run: Any, tmp_path: Path) -> None:
    package = studio.sell()
    studio.redeem(package, studio.book())
    target = tmp_path / "usage.csv"
    assert run("export", "usage", "--to", str(target)).output.endswith(f"{target}: 2 rows\n")
    assert len(target.read_text(encoding="utf-8").splitlines()) == 3
    again = run("export", "usage", "--to", str(target))
    assert (again.exit_code, "is there already" in again.output) == (1, True)
    wrong = run("export", "sales", "--to", str(tmp_path / "x.csv"), "--from", "2026-05-02", "--until", "2026-05-01")
    assert (wrong.exit_code, "must not be before the first day" in wrong.output) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["usage.csv"]
