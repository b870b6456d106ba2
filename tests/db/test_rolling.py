"""Roll over: what is left moves to a new package with its money and its order, once; and back, while nothing has happened to it."""

from datetime import date, timedelta
from typing import Any

import pytest

from devstack.stack import Stack
from sidecar.domain.status import status
from sidecar.errors import InvalidFields, Refused
from sidecar.usecases import change_preview, corrections, give_back, history, redeem, refunds, rolling
from sidecar.usecases.refunds import Wish
from tests import books
from tests.interleaving import in_the_middle, just_before
from tests.money.till import Till, till
from tests.studio import ALICE, CAROL, HOST, Studio, command
from wp_bridge import customer_packages, orders
from wp_bridge.records import CustomerPackage

pytestmark = pytest.mark.admin

WHY = "came back from abroad"
LAST = date(2030, 6, 30)


@pytest.fixture(name="till")
def _till(studio: Studio) -> Till:
    return till(studio)


def roll(studio: Studio, package: CustomerPackage, last: date | None = LAST, key: str = "") -> CustomerPackage:
    answer = corrections.roll_over(studio.rt, command("roll_over", CAROL, {}, key), package.public_id, last, WHY)
    found = studio.rt.db.transact(lambda tx: customer_packages.find(tx, answer["customer_package"]))
    assert found is not None
    return found


def undo(studio: Studio, package: CustomerPackage) -> Any:
    return corrections.undo(studio.rt, command("undo", CAROL), package.public_id, newest(studio, package), WHY)


def newest(studio: Studio, package: CustomerPackage, kind: str = "transfer_out") -> int:
    sql = "SELECT MAX(id) FROM {p}ledger WHERE customer_package_id = %s AND kind = %s"
    return int(studio.one(sql, package.id, kind))


def code_of(step: Any) -> str:
    with pytest.raises(Refused) as refused:
        step()
    return refused.value.code


def used(studio: Studio, package: CustomerPackage, times: int) -> list[str]:
    bookings = [studio.book() for _ in range(times)]
    for booking in bookings:
        studio.redeem(package, booking)
    return bookings


def cancel(studio: Studio, booking: str) -> None:
    studio.set_booking(booking, "cancelled")
    give_back.observe(studio.rt, give_back.StatusEvent(HOST, booking, "cancelled", "staff", "", CAROL, "test-request"))


def test_what_is_left_moves_with_its_order_and_the_old_one_is_closed(studio: Studio) -> None:
    package = studio.sell()
    used(studio, package, 3)
    corrections.adjust(studio.rt, command("adjust", CAROL), package.public_id, 2, False, WHY)
    new, old = roll(studio, package), studio.again(package)
    assert (new.paid_balance, new.free_balance, new.sessions_total, new.used) == (7, 2, 9, 0)
    assert (new.order_id, new.rolled_from_id, new.valid_through) == (package.order_id, package.id, LAST)
    assert (new.purchased_at, new.package_version_id) == (package.purchased_at, package.package_version_id)
    assert (old.balance, old.used, old.order_id, status(old, studio.rt.clock.now())) == (0, 3, None, "closed")
    assert studio.redeem(new, studio.book()).remaining == 8
    assert code_of(lambda: studio.redeem(old, studio.book())) == "not_active"
    books.agree(studio)


def test_an_expired_package_is_rolled_over_and_the_customer_is_told_of_the_new_end(studio: Studio) -> None:
    package = studio.sell()
    corrections.set_validity(studio.rt, command("validity", CAROL), package.public_id, date(2026, 1, 1), WHY)
    new = roll(studio, package, None)
    assert (new.valid_through, status(new, studio.rt.clock.now())) == (None, "active")
    rows = studio.rows("SELECT customer_package_id AS id FROM {p}outbox WHERE mail = 'package_changed' ORDER BY id")
    assert [row["id"] for row in rows] == [package.id, new.id]
    books.agree(studio)


def test_the_same_form_sent_twice_rolls_over_once(studio: Studio) -> None:
    package = studio.sell()
    assert roll(studio, package, key="form-0001") == roll(studio, package, key="form-0001")
    assert studio.one("SELECT COUNT(*) FROM {p}customer_packages") == 2
    assert code_of(lambda: roll(studio, package)) == "not_active"


def test_an_end_in_the_past_names_its_field(studio: Studio) -> None:
    package = studio.sell()
    with pytest.raises(InvalidFields) as refused:
        roll(studio, package, date(2026, 1, 1))
    assert list(refused.value.fields) == ["valid_through"]


def test_nothing_is_rolled_over_while_something_could_still_be_taken_from_it(till: Till) -> None:
    studio, package = till.studio, till.buy()
    preview = change_preview.preview(studio.rt, package.public_id, rolling.roll_over(LAST))
    assert (preview.after.package.balance, preview.after.worth) == (10, (35000, "EUR"))
    refund = till.refund(package, "70.00", Wish(sessions=2))
    assert code_of(lambda: roll(studio, package)) == "refund_pending"
    till.work(refund)
    till.dispute(till.payment(package), "open")
    assert code_of(lambda: roll(studio, package)) == "refund_disputed"
    till.dispute(till.payment(package), "won")
    new = roll(studio, package)
    assert (new.balance, studio.again(package).refunded_sessions) == (8, 2)
    till.agree()


def test_a_session_that_is_only_held_keeps_it(studio: Studio) -> None:
    package = studio.sell(any_service=True)
    line = redeem.Line("b-1", "77", studio.rt.clock.now() + timedelta(days=3))
    redeem.redeem(studio.rt, redeem.RedeemRequest("other-host", "attempt-1", package.public_id, (line,), ALICE, "test-request"))
    assert code_of(lambda: roll(studio, package)) == "sessions_held"


def test_nothing_left_is_nothing_to_roll_over(studio: Studio) -> None:
    package = studio.sell(sessions=1)
    used(studio, package, 1)
    assert code_of(lambda: roll(studio, package)) == "no_sessions_left"


def test_the_money_is_refunded_from_the_new_one_once_and_to_the_cent(till: Till) -> None:
    """Ten for 100.01: three used, two refunded before, one used after; the rest after the roll over."""
    studio, package = till.studio, till.buy(price="100.01")
    used(studio, package, 3)
    till.work(till.refund(package, "20.00", Wish(sessions=2)))
    new = roll(studio, package)
    used(studio, new, 1)
    assert refunds.obstacle(studio.rt, package.public_id) == "nothing_to_refund"
    offered = refunds.preview(studio.rt, new.public_id)
    single = next(rule for rule in offered.rules if rule.rule == "single_price")
    assert single.amount_minor == 0, "four were used at 40.00 each, three of them before"
    till.work(till.refund(new, "40.01"))
    assert (till.order(new).refunded_minor, studio.again(new).base_state) == (6001, "refunded")
    assert refunds.preview(studio.rt, new.public_id).quote.code == "nothing_to_refund"
    till.agree()


def test_a_session_given_back_later_follows_to_the_new_one(studio: Studio) -> None:
    package = studio.sell()
    bookings = used(studio, package, 2)
    first = roll(studio, package)
    second = roll(studio, first, None)
    cancel(studio, bookings[0])
    assert [studio.again(each).balance for each in (package, first, second)] == [0, 0, 9]
    assert studio.rows("SELECT kind FROM {p}staff_notices") == []
    assert refunds.preview(studio.rt, second.public_id).most_minor == 35000
    books.agree(studio)


def test_a_refund_that_fails_after_all_gives_its_sessions_to_the_new_one(till: Till) -> None:
    studio, package = till.studio, till.buy()
    refund = till.refund(package, "70.00", Wish(sessions=2))
    till.work(refund)
    new = roll(studio, package)
    number = till.row(refund).provider_refund_id or ""
    till.provider.becomes(number, "failed")
    till.told(till.provider.refund_state(number))
    assert (studio.again(new).balance, studio.again(package).balance, till.order(new).refunded_minor) == (10, 0, 0)
    till.agree()


def test_a_dispute_after_it_rests_and_takes_the_new_one(till: Till) -> None:
    studio, package = till.studio, till.buy()
    new = roll(studio, package)
    till.dispute(till.payment(new), "open")
    assert code_of(lambda: undo(studio, package)) == "refund_disputed"
    till.dispute(till.payment(new), "lost")
    assert (studio.again(new).balance, studio.again(package).balance) == (0, 0)
    till.agree()


def test_the_end_that_staff_gave_it_does_not_unstart_with_its_only_use(studio: Studio) -> None:
    """The old one's time was to begin with the first visit; the new one's has begun."""
    package = studio.sell(validity_from="first_use")
    new = roll(studio, package)
    assert (new.starts_at is not None, new.valid_through) == (True, LAST)
    (booking,) = used(studio, new, 1)
    cancel(studio, booking)
    again = studio.again(new)
    assert (again.balance, again.starts_at, again.valid_through, again.first_used_at) == (10, new.starts_at, LAST, None)
    undo(studio, package)
    assert studio.again(package).starts_at is None
    books.agree(studio)


def test_a_clock_that_started_in_the_old_one_may_unstart_there_and_the_session_goes_on(studio: Studio) -> None:
    package = studio.sell(validity_from="first_use")
    (booking,) = used(studio, package, 1)
    new = roll(studio, package)
    cancel(studio, booking)
    assert (studio.again(package).starts_at, studio.again(package).balance, studio.again(new).balance) == (None, 0, 10)
    books.agree(studio)


# --- undone


def test_undone_everything_is_as_it_was_before(studio: Studio) -> None:
    package = studio.sell()
    used(studio, package, 3)
    before = studio.again(package)
    new = roll(studio, package)
    undo(studio, package)
    assert studio.again(package) == before
    assert (studio.again(new).balance, studio.again(new).closed_at is not None) == (0, True)
    books.agree(studio)
    again = roll(studio, package)
    assert (again.balance, history.of_package(studio.rt, package.public_id).rolled_into) == (7, again.public_id)
    books.agree(studio)


def test_a_roll_over_is_undone_once(studio: Studio) -> None:
    package = studio.sell()
    roll(studio, package)
    undo(studio, package)
    assert code_of(lambda: undo(studio, package)) == "already_undone"


@pytest.mark.parametrize("fact", ["used", "adjusted", "refunded", "rolled"])
def test_what_has_happened_to_the_new_one_since_keeps_it(till: Till, fact: str) -> None:
    studio, package = till.studio, till.buy()
    new = roll(studio, package)
    if fact == "used":
        used(studio, new, 1)
    elif fact == "adjusted":
        corrections.adjust(studio.rt, command("adjust", CAROL), new.public_id, 1, False, WHY)
    elif fact == "refunded":
        till.work(till.refund(new, "35.00", Wish(sessions=1)))
    else:
        roll(studio, new)
    assert newest(studio, package) not in history.of_package(studio.rt, package.public_id).undoable
    assert code_of(lambda: undo(studio, package)) == "undo_too_late"
    till.agree()


# --- at the same moment


def test_two_of_the_staff_at_once_roll_over_once(studio: Studio, stack: Stack) -> None:
    package = studio.sell()
    other = lambda: roll(studio, package, None)  # noqa: E731 - what the other one does
    with in_the_middle(stack.mariadb, customer_packages, "close", other) as outcome:
        new = roll(studio, package)
    with pytest.raises(Refused):
        outcome.result()
    assert (new.balance, studio.one("SELECT COUNT(*) FROM {p}customer_packages")) == (10, 2)
    books.agree(studio)


def test_a_redemption_just_before_it_is_not_lost(studio: Studio) -> None:
    package = studio.sell()
    with just_before(customer_packages, "lock", lambda: used(studio, package, 1)):
        new = roll(studio, package)
    assert (new.balance, studio.again(package).used) == (9, 1)
    books.agree(studio)


def test_a_redemption_at_the_same_moment_waits_and_finds_it_closed(studio: Studio, stack: Stack) -> None:
    package, booking = studio.sell(), studio.book()
    with in_the_middle(stack.mariadb, customer_packages, "close", lambda: studio.redeem(package, booking)) as outcome:
        new = roll(studio, package)
    with pytest.raises(Refused) as refused:
        outcome.result()
    assert (refused.value.code, new.balance) == ("not_active", 10)
    books.agree(studio)


def test_a_redemption_with_the_new_one_just_before_it_is_undone_keeps_it(studio: Studio) -> None:
    package = studio.sell()
    new = roll(studio, package)
    with just_before(rolling, "_unroll", lambda: used(studio, new, 1)):
        assert code_of(lambda: undo(studio, package)) == "undo_too_late"
    assert (studio.again(new).balance, studio.again(package).closed_at is not None) == (9, True)
    books.agree(studio)


def test_a_refund_begun_just_before_it_keeps_it(till: Till) -> None:
    studio, package = till.studio, till.buy()
    with just_before(orders, "lock_by_id", lambda: till.refund(package)):
        assert code_of(lambda: roll(studio, package)) == "refund_pending"
    till.agree()
