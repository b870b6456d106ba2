"""The value of sessions: SQL and rule say the same, and at any moment of any history everything adds up to the cent."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.domain import books, money
from sidecar.domain.books import Account, Movement
from sidecar.usecases import corrections, doctor
from tests.db.test_money_at_random import Walk
from tests.money.till import till
from tests.studio import BOB, CAROL, Studio, command
from wp_bridge import values

pytestmark = pytest.mark.books
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def by_sql(studio: Studio, moment: datetime = NEVER) -> dict[int, Account]:
    """Every customer package as the statements of wp_bridge/values.py have it."""
    ids = [row["id"] for row in studio.rows("SELECT id FROM {p}customer_packages ORDER BY id")]
    found = studio.rt.db.transact(lambda tx: values.at(tx, ids, moment))
    return {number: books.balanced(sums, moment) for number, sums in found.items()}


def soon(studio: Studio) -> datetime:
    return studio.rt.clock.now() + timedelta(minutes=1)


def by_rule(studio: Studio, moment: datetime = NEVER) -> dict[int, Account]:
    """The same from the rows, one by one."""
    packages = {row["id"]: row for row in studio.rows("SELECT * FROM {p}customer_packages")}
    entries = studio.rows("SELECT * FROM {p}ledger WHERE created_at < %s ORDER BY id", moment)
    moved = {number: moves_of_order(studio, packages, entries, package) for number, package in packages.items()}
    return {
        number: books.account(moved[number], refunded(studio, number, moment), is_over=is_over(studio, package, moment))
        for number, package in packages.items()
        if any(entry["customer_package_id"] == number for entry in entries)
    }


def moves_of_order(studio: Studio, packages: Any, entries: Any, package: Any) -> list[tuple[Movement, int]]:
    """A package's own movements, each valued among all with its order's money."""
    sql = "SELECT o.paid_minor, v.sessions FROM {p}orders o JOIN {p}package_versions v ON v.id = o.package_version_id WHERE o.id = %s"
    (order,) = studio.rows(sql, package["value_order_id"])
    family = {number for number, other in packages.items() if other["value_order_id"] == package["value_order_id"]}
    moves = [
        Movement(entry["customer_package_id"], entry["kind"], entry["delta_paid"])
        for entry in entries
        if entry["customer_package_id"] in family
    ]
    valued = zip(moves, books.changes(order["paid_minor"], order["sessions"], moves), strict=True)
    return [(move, change) for move, change in valued if move.package == package["id"]]


def refunded(studio: Studio, number: int, moment: datetime) -> int:
    sql = (
        "SELECT amount_minor FROM {p}refunds f WHERE customer_package_id = %s AND created_at < %s AND (status <> 'failed' OR %s <="
        " (SELECT MAX(l.created_at) FROM {p}ledger l WHERE l.refund_id = f.id AND l.kind = 'refund_release'))"
    )
    return sum(row["amount_minor"] for row in studio.rows(sql, number, moment, moment))


def is_over(studio: Studio, package: Any, moment: datetime) -> bool:
    """By the end that was in force at the moment."""
    sql = "SELECT * FROM {p}ledger WHERE customer_package_id = %s AND kind = 'validity' ORDER BY id"
    changes = studio.rows(sql, package["id"])
    earlier = [c for c in changes if c["created_at"].replace(tzinfo=UTC) < moment]
    end = package["expires_at"]
    if changes:
        end = earlier[-1]["expires_at_new"] if earlier else changes[0]["expires_at_old"]
    return end is not None and end.replace(tzinfo=UTC) <= moment


def moments(studio: Studio) -> list[datetime]:
    """Just before and just after every entry, refund and end."""
    marks = studio.rows(
        "SELECT created_at AS at FROM {p}ledger UNION SELECT created_at FROM {p}refunds"
        " UNION SELECT expires_at FROM {p}customer_packages WHERE expires_at IS NOT NULL"
        " UNION SELECT expires_at_old FROM {p}ledger WHERE expires_at_old IS NOT NULL"
    )
    instants = [row["at"].replace(tzinfo=UTC) for row in marks]
    return sorted({moment + timedelta(microseconds=step) for moment in instants for step in (0, 1)})


@given(paid=st.integers(0, 10**12), granted=st.integers(1, 1000), left=st.integers(0, 1200))
def test_the_value_of_what_is_left_is_that_of_its_sessions(paid: int, granted: int, left: int) -> None:
    wanted = sum(money.session_value(paid, granted, k) for k in range(granted - min(left, granted) + 1, granted + 1))
    assert books.worth(paid, granted, left) == wanted


class LongWalk(Walk):
    """Also rolled over, back again, ended and extended."""

    def do_roll(self) -> None:
        answer = corrections.roll_over(self.till.studio.rt, command("roll", CAROL), self.package.public_id, self.day(), "late")
        self.follow(answer["customer_package"])

    def do_undo(self) -> None:
        sql = "SELECT id FROM {p}customer_packages WHERE id = (SELECT rolled_from_id FROM {p}customer_packages WHERE id = %s)"
        for row in self.till.studio.rows(sql, self.package.id):
            old = self.till.studio.again(row["id"])
            entry = self.till.studio.one(
                "SELECT MAX(id) FROM {p}ledger WHERE customer_package_id = %s AND kind = 'transfer_out'", old.id
            )
            corrections.undo(self.till.studio.rt, command("undo", CAROL), old.public_id, entry, "not that")
            self.package = self.till.studio.again(old)

    def do_move_its_end(self) -> None:
        corrections.set_validity(self.till.studio.rt, command("end", CAROL), self.package.public_id, self.day(), "moved")

    do_move_its_end_again = do_move_its_end

    def day(self) -> date:
        return self.till.studio.rt.clock.now().date() + timedelta(days=self.dice.choice([1, 2, 3]))

    def follow(self, public_id: str) -> None:
        number = self.till.studio.one("SELECT id FROM {p}customer_packages WHERE public_id = %s", public_id)
        self.package = self.till.studio.again(number)


@pytest.mark.parametrize("seed", range(8))
def test_sql_and_rule_agree_at_every_moment_of_any_history(studio: Studio, seed: int) -> None:
    walk = LongWalk(till(studio), seed)
    for _ in range(20):
        walk.step()
    bobs = studio.sell(BOB, price="0")
    for moment in [*moments(studio), NEVER]:
        wanted = by_rule(studio, moment)
        assert by_sql(studio, moment) == wanted
        assert all(account.adds_up for account in wanted.values())
        family = [account for number, account in wanted.items() if number != bobs.id]
        assert sum(account.money_in for account in family) in {0, 9999}
    assert sum(account.moved for account in family) == 0, "what one gave the other has received"
    walk.till.agree()


def test_an_entry_whose_value_is_not_that_of_its_sessions_is_named(studio: Studio) -> None:
    package = studio.sell()
    sql = (
        "INSERT INTO {p}ledger (customer_package_id, entry_key, kind, delta, delta_paid, delta_free, balance_after, paid_after,"
        " value_minor, actor_kind, request_id, created_at)"
        " VALUES (%s, 'forged', 'adjust', 0, 0, 0, 10, 10, -1, 'system', 'test', UTC_TIMESTAMP(6))"
    )
    number = studio.rt.db.transact(lambda tx: tx.insert(sql, (package.id,)))
    wrong = {check.sentence: check.found for check in doctor.books(studio.rt) if check.level != "ok"}
    assert wrong.pop("Every ledger entry has the value of its sessions.") == (f"ledger entry {number}",)
    assert [sentence[:15] for sentence in wrong] == ["Money in = used"]


def test_what_staff_add_is_used_last_and_is_worth_nothing(studio: Studio) -> None:
    """Ten for 350.00, three used, two added: what a refund would pay is what is outstanding."""
    package = studio.sell()
    for _ in range(3):
        studio.redeem(package, studio.book())
    corrections.adjust(studio.rt, command("adjust", CAROL), package.public_id, 2, True, "sorry")
    (account,) = by_sql(studio, soon(studio)).values()
    assert (account.used, account.outstanding, account.corrected) == (10500, 24500, 0)
    corrections.adjust(studio.rt, command("adjust", CAROL), package.public_id, -3, True, "no, taken")
    (account,) = by_sql(studio, soon(studio)).values()
    assert (account.used, account.outstanding, account.corrected) == (10500, 21000, 3500)


def test_what_ended_is_forfeited_from_that_moment_and_outstanding_before(studio: Studio) -> None:
    package = studio.sell()
    sold_at = studio.rt.clock.now()
    studio.redeem(package, studio.book())
    corrections.set_validity(studio.rt, command("validity", CAROL), package.public_id, sold_at.date() - timedelta(days=2), "over")
    (then,), (now,) = by_sql(studio, sold_at).values(), by_sql(studio).values()
    assert (then.used, then.outstanding, then.forfeited) == (0, 35000, 0)
    assert (now.used, now.outstanding, now.forfeited) == (3500, 0, 31500)
    corrections.set_validity(studio.rt, command("validity", CAROL), package.public_id, None, "not after all")
    assert [account.outstanding for account in by_sql(studio, soon(studio)).values()] == [31500]


def test_a_dispute_won_later_changes_nothing_about_the_time_before(studio: Studio) -> None:
    at_till = till(studio)
    payment = at_till.payment(at_till.buy())
    at_till.dispute(payment, "lost")
    between = studio.rt.clock.now()
    before = by_sql(studio, between)
    at_till.dispute(payment, "won")
    assert by_sql(studio, between) == before == by_rule(studio, between)
    assert [(account.refunded, account.kept, account.outstanding) for account in before.values()] == [(35000, 0, 0)]
    assert [(account.refunded, account.outstanding) for account in by_sql(studio, soon(studio)).values()] == [(0, 35000)]
