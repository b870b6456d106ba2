"""A wrong step of staff is taken back by a counter entry: once, and not when something later speaks against it."""

from datetime import timedelta
from typing import Any

import pytest

from devstack.stack import Stack
from sidecar import runtime
from sidecar.clock import ShiftedClock
from sidecar.errors import NotFound, Refused
from sidecar.usecases import change_preview, corrections, give_back, history, plans, refunds
from sidecar.usecases.refunds import Wish
from tests import books
from tests.interleaving import in_the_middle, just_before
from tests.money.till import Till, till
from tests.studio import CAROL, HOST, Studio, command
from wp_bridge import customer_packages, orders
from wp_bridge.records import CustomerPackage

pytestmark = pytest.mark.admin

WHY = "a slip of the hand"


@pytest.fixture
def package(studio: Studio) -> CustomerPackage:
    return studio.sell()


def do(studio: Studio, step: str, package: CustomerPackage, *args: Any) -> int:
    """One step, and the id of its (first) entry."""
    before = studio.one("SELECT MAX(id) FROM {p}ledger")
    getattr(corrections, step)(studio.rt, command(step, CAROL), package.public_id, *args)
    return int(studio.one("SELECT MIN(id) FROM {p}ledger WHERE id > %s", before))


def undo(studio: Studio, package: CustomerPackage, entry: int) -> Any:
    return corrections.undo(studio.rt, command("undo", CAROL), package.public_id, entry, WHY)


def refusal(studio: Studio, package: CustomerPackage, entry: int) -> str:
    assert entry not in history.of_package(studio.rt, package.public_id).undoable, "what is refused is not offered"
    with pytest.raises(Refused) as refused:
        undo(studio, package, entry)
    return refused.value.code


@pytest.mark.parametrize(("sessions", "paid"), [(3, True), (3, False), (-3, True)])
def test_sessions_added_or_taken_are_taken_back_once(studio: Studio, package: CustomerPackage, sessions: int, paid: bool) -> None:
    entry = do(studio, "adjust", package, sessions, paid, WHY)
    assert entry in history.of_package(studio.rt, package.public_id).undoable
    undo(studio, package, entry)
    assert studio.again(package) == package
    assert studio.rows("SELECT undoes_id AS id FROM {p}ledger ORDER BY id DESC LIMIT 1") == [{"id": entry}]
    assert refusal(studio, package, entry) == "already_undone"
    counter = studio.one("SELECT MAX(id) FROM {p}ledger")
    assert refusal(studio, package, counter) == "not_undoable"
    books.agree(studio)


def test_sessions_that_were_used_since_are_not_taken_back(studio: Studio) -> None:
    package = studio.sell(sessions=1)
    entry = do(studio, "adjust", package, 1, True, WHY)
    studio.redeem(package, studio.book())
    studio.redeem(package, studio.book())
    assert refusal(studio, package, entry) == "too_few_sessions"
    books.agree(studio)


def test_a_moved_end_is_moved_back_unless_it_was_moved_again(studio: Studio, package: CustomerPackage) -> None:
    last = package.valid_through
    assert last is not None
    first = do(studio, "set_validity", package, last + timedelta(days=9), WHY)
    second = do(studio, "set_validity", package, last + timedelta(days=20), WHY)
    assert refusal(studio, package, first) == "undo_too_late"
    undo(studio, package, second)
    assert studio.again(package).valid_through == last + timedelta(days=9)
    undo(studio, package, first)
    assert studio.again(package) == package
    books.agree(studio)


def test_an_end_is_not_moved_back_while_the_time_has_not_begun_again(studio: Studio) -> None:
    """Made endless, then its only use came back: its clock stands."""
    package, booking = studio.sell(validity_from="first_use"), studio.book()
    studio.redeem(package, booking)
    entry = do(studio, "set_validity", package, None, WHY)
    studio.set_booking(booking, "cancelled")
    give_back.observe(studio.rt, give_back.StatusEvent(HOST, booking, "cancelled", "staff", "", CAROL, "test-request"))
    assert studio.again(package).starts_at is None
    assert refusal(studio, package, entry) == "not_started"
    books.agree(studio)


def test_a_pause_is_taken_back_as_if_there_had_been_none(studio: Studio, package: CustomerPackage) -> None:
    entry = do(studio, "suspend", package, WHY)
    undo(studio, package, entry)
    assert studio.again(package) == package
    other = do(studio, "suspend", package, WHY)
    do(studio, "resume", package, WHY, False)
    assert refusal(studio, package, other) == "undo_too_late"
    do(studio, "suspend", package, WHY)
    assert refusal(studio, package, other) == "undo_too_late", "that is another pause"
    books.agree(studio)


def test_a_resume_is_taken_back_until_the_package_was_used(studio: Studio, package: CustomerPackage) -> None:
    do(studio, "suspend", package, WHY)
    later = runtime.build(studio.rt.config, ShiftedClock(studio.rt.clock.now() + timedelta(days=10)))
    corrections.resume(later, command("resume", CAROL), package.public_id, WHY, True)
    later.db.close()
    entries = studio.rows("SELECT id, kind FROM {p}ledger WHERE kind IN ('resume', 'validity') ORDER BY id")
    undo(studio, package, entries[0]["id"])
    paused = studio.again(package)
    assert (paused.suspended_by_staff_at is not None, paused.valid_through != package.valid_through) == (True, True)
    undo(studio, package, entries[1]["id"])
    assert studio.again(package).valid_through == package.valid_through
    again = do(studio, "resume", package, WHY, False)
    studio.redeem(package, studio.book())
    assert refusal(studio, package, again) == "undo_too_late"
    books.agree(studio)


def test_what_the_system_or_a_customer_did_is_no_step_of_staff(studio: Studio, package: CustomerPackage) -> None:
    studio.redeem(package, studio.book())
    for kind in ("grant", "redeem"):
        assert refusal(studio, package, studio.one("SELECT id FROM {p}ledger WHERE kind = %s", kind)) == "not_undoable"


def test_an_entry_of_another_package_is_unknown(studio: Studio, package: CustomerPackage) -> None:
    other = studio.sell()
    entry = do(studio, "adjust", other, 1, True, WHY)
    for number in (entry, 10**9):
        with pytest.raises(NotFound):
            undo(studio, package, number)


def test_two_of_the_staff_at_once_undo_once(studio: Studio, package: CustomerPackage, stack: Stack) -> None:
    entry = do(studio, "adjust", package, 3, True, WHY)
    with in_the_middle(stack.mariadb, customer_packages, "adjust", lambda: undo(studio, package, entry)) as outcome:
        undo(studio, package, entry)
    with pytest.raises(Refused) as refused:
        outcome.result()
    assert (refused.value.code, studio.again(package).balance) == ("already_undone", 10)
    books.agree(studio)


def test_a_redemption_just_before_leaves_nothing_to_take_back(studio: Studio) -> None:
    package = studio.sell(sessions=1)
    entry = do(studio, "adjust", package, 1, True, WHY)
    used = lambda: [studio.redeem(package, studio.book()) for _ in range(2)]  # noqa: E731 - what happens meanwhile
    with just_before(orders, "lock_by_id", used), pytest.raises(Refused) as refused:
        undo(studio, package, entry)
    assert (refused.value.code, studio.again(package).balance) == ("too_few_sessions", 0)
    books.agree(studio)


# --- money, after sessions were added or taken as paid


@pytest.mark.parametrize(
    ("used", "change", "worth"),
    [(0, 2, 35000), (3, 2, 24500), (3, -2, 17500), (10, 2, 0), (0, -10, 0)],
)
def test_what_staff_add_as_paid_never_makes_an_order_worth_more(studio: Studio, used: int, change: int, worth: int) -> None:
    """Three of ten used and two added: nine are left, worth the seven that were bought and not used."""
    counter = till(studio)
    package = counter.buy()
    for _ in range(used):
        studio.redeem(package, studio.book())
    shown = change_preview.preview(studio.rt, package.public_id, plans.adjust(change, True)).after
    do(studio, "adjust", package, change, True, WHY)
    assert (shown.package.balance, shown.worth) == (studio.again(package).balance, (worth, "EUR"))
    assert refunds.preview(studio.rt, package.public_id).rules[0].amount_minor == worth
    if worth:
        counter.work(counter.refund(package, f"{worth / 100:.2f}", Wish()))
    assert counter.order(package).refunded_minor == worth
    counter.agree()


def test_sessions_held_for_a_refund_are_not_taken_by_staff(studio: Studio) -> None:
    counter: Till = till(studio)
    package = counter.buy()
    entry = do(studio, "adjust", package, 2, True, WHY)
    counter.refund(package, "350.00")
    assert refusal(studio, package, entry) == "too_few_sessions"
    counter.agree()
