"""The doctor finds nothing in books that add up, and names each thing that does not."""

from datetime import timedelta

import pytest

from sidecar.usecases import attention, corrections, doctor, drift, leading, reconcile
from sidecar.usecases.doctor import Check
from tests.studio import ALICE, BOB, CAROL, Studio, command
from wp_bridge import identities

pytestmark = pytest.mark.redemption

ENTRY = (
    "INSERT INTO {p}ledger (customer_package_id, entry_key, kind, delta, delta_paid, delta_free, balance_after, paid_after, actor_kind,"
    " request_id, created_at) SELECT id, %s, %s, %s, 0, %s, %s, paid_balance, 'system', 'test', UTC_TIMESTAMP(6) FROM {p}customer_packages"
)
BREAKS = [
    ("UPDATE {p}customer_packages SET paid_balance = 8, sessions_total = 9", "balance is the sum"),
    ("UPDATE {p}customer_packages SET sessions_total = 11", "granted"),
    ("UPDATE {p}customer_packages SET held = 1", "living redemptions"),
    ("UPDATE {p}attempts SET state = 'held'", "An attempt"),
    ("UPDATE {p}tally SET rows_counted = 2", "counts of the owner"),
    ("UPDATE {p}customer_packages SET expires_at = '2020-01-01'", "after expiry"),
    ("UPDATE {p}orders SET status = 'cancelled'", "Each paid order"),
    ("UPDATE {p}orders SET paid_minor = 1", "What was paid"),
    ("UPDATE {p}payments SET status = 'failed'", "What was paid"),
    ("UPDATE {p}payments SET refunded_minor = 1", "What went back of a payment"),
    ("UPDATE {p}customer_packages SET refund_pending = 1", "Sessions held for refunds"),
    ("UPDATE {p}customer_packages SET suspended_by_dispute_at = UTC_TIMESTAMP(6)", "rests for a dispute"),
    ("UPDATE {p}customer_packages SET value_minor = value_minor - 1", "Money in = used"),
]


@pytest.fixture
def used(studio: Studio) -> Studio:
    """A package of Alice with one booking, one cancelled and one held party of two in its history."""
    package = studio.sell()
    studio.redeem(package, studio.book())
    corrections.adjust(studio.rt, command("adjust", CAROL), package.public_id, 2, False, "a gift")
    corrections.suspend(studio.rt, command("suspend", CAROL), package.public_id, "ill")
    corrections.resume(studio.rt, command("resume", CAROL), package.public_id, "well again", True)
    corrections.set_validity(studio.rt, command("validity", CAROL), package.public_id, None, "for ever")
    return studio


def books(studio: Studio) -> dict[str, tuple[str, ...]]:
    """What is wrong, by the sentence that does not hold."""
    return {check.sentence: check.found for check in doctor.books(studio.rt) if check.level != "ok"}


def found(studio: Studio, beginning: str) -> Check:
    (check,) = [check for check in doctor.parts(studio.rt) if beginning in f"{check.sentence}{check.found}"]
    return check


def test_books_that_add_up_are_found_to(used: Studio) -> None:
    assert books(used) == {}
    assert doctor.bookings(used.rt).level == "ok"


@pytest.mark.parametrize(("statement", "sentence"), BREAKS)
def test_what_does_not_add_up_is_named(studio: Studio, statement: str, sentence: str) -> None:
    package = studio.sell()
    studio.redeem(package, studio.book())
    assert books(studio) == {}
    studio.rt.db.transact(lambda tx: tx.run(statement))
    wrong = books(studio)
    assert any(sentence in holds for holds in wrong), wrong
    assert all(len(things) == 1 for things in wrong.values())


def test_an_entry_that_does_not_follow_from_the_one_before_is_named(used: Studio) -> None:
    used.rt.db.transact(lambda tx: tx.run(ENTRY, ("forged", "validity", 0, 0, 50)))
    (things,) = books(used).values()
    assert things[0].startswith("ledger entry ")


def test_a_session_taken_during_a_pause_is_named(used: Studio) -> None:
    package = used.rows("SELECT public_id, balance FROM {p}customer_packages")[0]
    corrections.suspend(used.rt, command("suspend", CAROL), package["public_id"], "ill again")
    used.rt.db.transact(lambda tx: tx.run(ENTRY, ("forged", "redeem", 0, 0, package["balance"])))
    assert list(books(used)) == ["No session was taken during a pause."]


def test_the_end_that_was_in_force_is_what_counts(used: Studio) -> None:
    """Shortened into the past and extended again: what was taken in between is named, what was taken before is not."""
    package, now = used.rows("SELECT public_id, balance FROM {p}customer_packages")[0], used.rt.clock.now()
    for days, key in ((-3, "too-late"), (30, "in-time")):
        last = (now + timedelta(days=days)).date()
        corrections.set_validity(used.rt, command("validity", CAROL), package["public_id"], last, "moved")
        used.rt.db.transact(lambda tx, k=key: tx.run(ENTRY, (k, "redeem", 0, 0, package["balance"])))  # type: ignore[misc]
    too_late = used.one("SELECT id FROM {p}ledger WHERE entry_key = 'too-late'")
    assert books(used) == {"No session was taken after expiry.": (f"ledger entry {too_late}",)}


def test_every_identity_can_be_broken() -> None:
    shown = [sentence for _, sentence in BREAKS] + ["Every ledger entry ", "during a pause", "one redemption at a time"]
    assert [i.sentence for i in identities.ALL if not any(part in i.sentence for part in shown)] == []


def test_two_living_redemptions_of_a_booking_are_named_where_the_key_is_missing_too(studio: Studio) -> None:
    package, booking = studio.sell(), studio.book()
    studio.redeem(package, booking, studio.book())
    key = "{p}redemptions %s live_booking %s"
    studio.rt.db.transact(lambda tx: tx.run("ALTER TABLE " + key % ("DROP INDEX", "")))
    try:
        studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}redemptions SET booking_id = %s", (booking,)))
        assert books(studio)["A booking is paid by one redemption at a time."] == (f"simple-bookings booking {booking}",)
        assert found(studio, "guards").found == ("missing: unique key live_booking of wp_sp_redemptions",)
    finally:
        studio.rt.db.transact(lambda tx: tx.run("DELETE FROM {p}redemptions"))
        studio.rt.db.transact(lambda tx: tx.run("ALTER TABLE " + key % ("ADD UNIQUE INDEX", "(host, live_booking)")))
    assert found(studio, "guards").level == "ok"


def test_a_trigger_that_was_lost_with_a_dump_is_missed(studio: Studio) -> None:
    body = "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the session ledger is append-only'"
    studio.rt.db.transact(lambda tx: tx.run("DROP TRIGGER {p}ledger_never_changed"))
    try:
        assert found(studio, "guards").found == ("missing: trigger wp_sp_ledger_never_changed",)
    finally:
        create = "CREATE TRIGGER {p}ledger_never_changed BEFORE UPDATE ON {p}ledger FOR EACH ROW "
        studio.rt.db.transact(lambda tx: tx.run(create + body))


def test_what_was_not_told_is_shown(studio: Studio) -> None:
    studio.redeem(studio.sell(), studio.book())
    assert found(studio, "told").level == "ok"
    studio.rt.db.transact(
        lambda tx: tx.run(
            "UPDATE {p}outbox SET created_at = created_at - INTERVAL 11 MINUTE, available_at = UTC_TIMESTAMP(6) + INTERVAL 5 MINUTE"
        )
    )
    waiting = studio.one("SELECT COUNT(*) FROM {p}outbox")
    assert len(found(studio, "told").found) == waiting > 0


def test_drift_of_bookings_is_shown_and_not_repaired(studio: Studio) -> None:
    package, booking = studio.sell(BOB), studio.book(BOB)
    studio.redeem(package, booking, who=BOB)
    studio.set_booking(booking, "cancelled")
    assert doctor.bookings(studio.rt).found == (f"simple-bookings booking {booking}: given_back 1 session",)
    assert studio.again(package).balance == 9


def test_a_leading_scheduler_and_waiting_notices_are_seen(studio: Studio) -> None:
    assert found(studio, "scheduler").level == "warning"
    leading.lead(studio.rt, "test", 30)
    assert found(studio, "scheduler leads").level == "ok"
    assert found(studio, "otice").level == "ok"
    studio.book(ALICE, status="confirmed", payment_method="package", payment_state="paid")
    doctor.reconcile.follow_bookings(studio.rt)
    assert found(studio, "otices wait").sentence.endswith("1")


def test_a_package_that_drifts_again_alarms_again(studio: Studio) -> None:
    package = studio.sell()
    for _ in range(2):
        studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}customer_packages SET paid_balance = 3"))
        assert reconcile.check_ledger(studio.rt) == 1
        (notice,) = attention.open_notices(studio.rt)[0]
        assert notice.kind == "ledger_drift"
        drift.decide(studio.rt, package.public_id, "ledger", "counted", CAROL)
        assert attention.open_notices(studio.rt) == ([], False)


def test_a_blocked_package_waits_for_a_decision_though_its_notice_was_marked_as_done(studio: Studio) -> None:
    package = studio.sell()
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}customer_packages SET paid_balance = 3"))
    reconcile.check_ledger(studio.rt)
    (notice,) = attention.open_notices(studio.rt)[0]
    attention.resolve(studio.rt, command("resolve_notice", CAROL), notice.id)
    assert found(studio, "blocked").level == "wrong"
    drift.decide(studio.rt, package.public_id, "ledger", "counted", CAROL)
    assert found(studio, "No notice waits").level == "ok"
