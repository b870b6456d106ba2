"""A hundred thousand entries made by random use: every identity, and money in = what became of it, at any date."""

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import click
import pytest

from sidecar.domain import books, validity
from sidecar.domain.books import Account
from sidecar.usecases import doctor, figures, sites
from tests.db.test_books import LongWalk
from tests.db.test_exports import rows, total
from tests.money.till import till
from tests.studio import Studio
from wp_bridge import values
from wp_bridge.database import Transaction

pytestmark = [pytest.mark.books, pytest.mark.slow, pytest.mark.timeout(1800)]

WALKS, STEPS = 40, 30
ENTRIES = 100_000
APART = 5_000  # between the ids of one copy and the next
TABLES = ("orders", "payments", "customer_packages", "attempts", "redemptions", "refunds", "disputes", "ledger")
OURS = {"id", "order_id", "payment_id", "customer_package_id", "attempt_id", "redemption_id", "refund_id", "value_order_id"} | {
    *("rolled_from_id", "undoes_id", "receipt_number")
}
KEYS = {"entry_key", "attempt_key", "provider_payment_id", "provider_reference", "provider_refund_id", "provider_dispute_id"}


class OneOfMany(LongWalk):
    """Its disputes are of its own payment."""

    def do_dispute(self) -> None:
        number, amount = f"dp_{self.number}_{self.dice.randint(0, 1)}", self.dice.choice([9999, 5000])
        self.till.dispute(self.till.payment(self.package), self.dice.choice(["open", "won", "lost"]), number, amount)


def copied(column: str, kind: str) -> str:
    """A column of copy %(k)s: other ids and keys, so many days earlier."""
    if column in OURS:
        return f"{column} + %(k)s * {APART}"
    if column == "public_id":
        return "CONCAT(LPAD(%(k)s, 4, '0'), RIGHT(public_id, 22))"
    if column == "reference":
        return "CONCAT(LEFT(reference, 12), LPAD(%(k)s, 4, '0'))"
    if column in KEYS:
        return f"CONCAT({column}, ':', %(k)s)"
    if column == "booking_id":
        return f"CAST(booking_id + %(k)s * {APART} AS CHAR)"
    return f"{column} - INTERVAL %(k)s DAY" if kind in {"date", "datetime"} else column


def copy(tx: Transaction, table: str, number: int) -> None:
    columns = tx.all(
        "SELECT column_name AS name, data_type AS kind FROM information_schema.columns WHERE table_schema = DATABASE()"
        " AND table_name = %s AND COALESCE(generation_expression, '') = '' ORDER BY ordinal_position",
        (f"{tx.prefix}sp_{table}",),
    )
    names = [row["name"] for row in columns]
    made = ", ".join(copied(row["name"], row["kind"]) for row in columns)
    sql = f"INSERT INTO {{p}}{table} ({', '.join(names)}) SELECT {made} FROM {{p}}{table} WHERE id < {APART}"
    tx.run(sql, {"k": number})


def accounts(studio: Studio, moment: datetime) -> dict[int, Account]:
    """By order, at a moment."""
    found: dict[int, Account] = defaultdict(Account)
    packages = studio.rows("SELECT id, value_order_id FROM {p}customer_packages ORDER BY id")
    for start in range(0, len(packages), 900):
        part = {row["id"]: row["value_order_id"] for row in packages[start : start + 900]}
        for number, sums in studio.rt.db.transact(lambda tx, p=part: values.at(tx, list(p), moment)).items():  # type: ignore[misc]
            account = books.balanced(sums, moment)
            assert account.adds_up
            found[part[number]] += account
    return found


def test_a_hundred_thousand_entries_made_by_random_use_add_up(studio: Studio, capsys: pytest.CaptureFixture[str]) -> None:
    at_till, dice = till(studio), random.Random(100_000)
    for seed in range(WALKS):
        walk = OneOfMany(at_till, seed)
        for _ in range(STEPS):
            walk.step()
    first = int(studio.one("SELECT COUNT(*) FROM {p}ledger"))
    for number in range(1, ENTRIES // first + 1):
        for table in TABLES:
            studio.rt.db.transact(lambda tx, t=table, n=number: copy(tx, t, n))  # type: ignore[misc]
    say = _say(capsys)
    say(
        f"{studio.one('SELECT COUNT(*) FROM {p}ledger'):,} entries of {studio.one('SELECT COUNT(*) FROM {p}customer_packages'):,} packages"
    )
    for check in doctor.books(studio.rt):
        say(f"{check.level:8} {check.sentence}")
        assert check.level == "ok", check
    for _ in range(5):
        day = (studio.rt.clock.now() - timedelta(days=dice.randint(0, ENTRIES // first))).date()
        _adds_up_on(studio, day, say)
    found = figures.show(studio.rt)
    assert Decimal(found.outstanding.minor) / 100 == total(rows(studio, "liability"), "outstanding")


def _adds_up_on(studio: Studio, day: date, say: Callable[[str], None]) -> None:
    """At the end of a day of the site."""
    moment = validity.first_instant(day + timedelta(days=1), sites.current(studio.rt).zone)
    by_order = accounts(studio, moment)
    paid = {
        row["id"]: row["paid_minor"]
        for row in studio.rows("SELECT id, paid_minor FROM {p}orders WHERE status = 'paid' AND paid_at < %s", moment)
    }
    assert {number: account.money_in for number, account in by_order.items()} == paid
    assert all(account.moved == 0 for account in by_order.values())
    whole = sum(by_order.values(), Account())
    by_package = rows(studio, "liability-by-package", on=day)
    for name, minor in vars(replace(whole)).items():
        column = "kept_on_refunds" if name == "kept" else name
        assert total(by_package, column) == Decimal(minor) / 100, name
    left = studio.one("SELECT CAST(COALESCE(SUM(delta), 0) AS SIGNED) FROM {p}ledger WHERE created_at < %s", moment)
    assert total(by_package, "left") == left
    figures_of = ", ".join(f"{name} {minor / 100:,.2f}" for name, minor in vars(whole).items())
    say(f"{day}: {len(by_order):,} orders, {len(by_package)} packages: {figures_of}")


def _say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    def said(text: str) -> None:
        with capsys.disabled():
            click.echo(text)

    return said
