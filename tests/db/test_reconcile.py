"""Bookings that changed behind our back: by SQL, a bulk action, an import, or while the plugin was off."""

from datetime import timedelta
from typing import Any

import pytest

from sidecar.runtime import Runtime
from sidecar.usecases import compare, corrections, give_back, reconcile, site_settings
from tests.studio import ALICE, CAROL, HOST, SETTINGS, Studio, command
from wp_bridge import redemptions
from wp_bridge.database import Transaction
from wp_bridge.records import CustomerPackage

pytestmark = pytest.mark.redemption


def sql(studio: Studio, statement: str, *params: Any) -> None:
    studio.rt.db.transact(lambda tx: tx.run(statement, params))


def update(studio: Studio, booking: str, **columns: Any) -> None:
    names = ", ".join(f"{name} = %s" for name in columns)
    sql(studio, f"UPDATE {{wp}}sb_bookings SET {names} WHERE id = %s", *columns.values(), booking)


def redeemed(studio: Studio, **package: Any) -> tuple[CustomerPackage, str]:
    bought, booking = studio.sell(**package), studio.book(people=2)
    studio.redeem(bought, booking)
    return bought, booking


def sweep(studio: Studio) -> list[str]:
    """What was done, and that doing it once was enough."""
    done = [repair.what for repair in reconcile.reconcile(studio.rt).repairs]
    assert reconcile.follow_bookings(studio.rt) == 0
    assert reconcile.check_ledger(studio.rt) == 0
    return done


def notices(studio: Studio) -> list[str]:
    return [row["kind"] for row in studio.rows("SELECT kind FROM {p}staff_notices ORDER BY id")]


def cancel_hours(studio: Studio, hours: int) -> None:
    site_settings.update(studio.rt, command("settings", CAROL), SETTINGS | {"cancel_hours": hours})


def test_nothing_differs_where_everything_was_told(studio: Studio) -> None:
    _, booking = redeemed(studio)
    assert sweep(studio) == []
    studio.set_booking(booking, "cancelled")
    give_back.observe(studio.rt, give_back.StatusEvent(HOST, booking, "cancelled", "staff", "", CAROL, "test-request"))
    assert sweep(studio) == []


@pytest.mark.parametrize("how", ["cancelled", "expired", "deleted"])
def test_a_booking_ended_by_sql_gives_its_session_back_with_an_entry(studio: Studio, how: str) -> None:
    package, booking = redeemed(studio)
    if how == "deleted":
        sql(studio, "DELETE FROM {wp}sb_bookings WHERE id = %s", booking)
    else:
        studio.set_booking(booking, how)
    assert sweep(studio) == ["given_back"]
    assert studio.again(package).balance == 10
    entry = studio.rows("SELECT kind, reason, actor_kind, actor_name FROM {p}ledger ORDER BY id DESC LIMIT 1")[0]
    assert (entry["kind"], entry["reason"]) == ("reinstate", f"booking {how}")
    assert (entry["actor_kind"], entry["actor_name"]) == ("system", "reconcile")
    assert notices(studio) == ([] if how == "expired" else ["cancelled_unknown"]), "nobody said who it was"


@pytest.mark.parametrize("over", ["completed", "no_show", "cancelled"])
def test_tidying_up_old_bookings_gives_no_used_session_back(studio: Studio, over: str) -> None:
    cancel_hours(studio, 24 * 30)
    package, booking = redeemed(studio)
    update(studio, booking, status=over, cancelled_by="customer", cancelled_at=studio.rt.clock.now())
    assert sweep(studio) == ["kept"]
    sql(studio, "DELETE FROM {wp}sb_bookings WHERE id = %s", booking)
    assert sweep(studio) == []
    assert (studio.again(package).balance, notices(studio)) == (9, [])


def test_an_hour_without_the_plugin_counts_when_it_happened_not_when_it_was_seen(studio: Studio) -> None:
    cancel_hours(studio, 24)
    package = studio.sell()
    soon = studio.rt.clock.now() + timedelta(hours=23, minutes=30)
    in_time, late = studio.book(starts_at=soon), studio.book(starts_at=soon)
    studio.redeem(package, in_time, late)
    an_hour_ago = studio.rt.clock.now() - timedelta(hours=1)
    update(studio, in_time, status="cancelled", cancelled_by="customer", cancelled_at=an_hour_ago)
    update(studio, late, status="cancelled", cancelled_by="customer", cancelled_at=studio.rt.clock.now())
    assert sweep(studio) == ["given_back", "kept"]
    assert studio.again(package).balance == 9
    assert notices(studio) == []


def test_a_cancellation_dated_in_the_future_is_judged_now(studio: Studio) -> None:
    cancel_hours(studio, 24)
    package, booking = studio.sell(), studio.book(starts_at=studio.rt.clock.now() + timedelta(hours=30))
    studio.redeem(package, booking)
    later = studio.rt.clock.now() + timedelta(hours=20)
    update(studio, booking, status="cancelled", cancelled_by="customer", cancelled_at=later)
    assert sweep(studio) == ["given_back"]


def test_staff_who_cancelled_while_the_plugin_was_off_give_back_also_late(studio: Studio) -> None:
    cancel_hours(studio, 24 * 30)
    package, booking = redeemed(studio)
    update(studio, booking, status="cancelled", cancelled_by="staff", cancelled_at=studio.rt.clock.now())
    assert sweep(studio) == ["given_back"]
    assert (studio.again(package).balance, notices(studio)) == (10, [])


def test_a_party_changed_by_sql_takes_or_gives_the_difference(studio: Studio) -> None:
    package, booking = redeemed(studio, per_person=True)
    for people, balance in ((5, 5), (1, 9)):
        update(studio, booking, people=people)
        assert sweep(studio) == ["resized"]
        assert studio.again(package).balance == balance


def test_a_party_too_large_for_its_package_is_shown_to_staff_once(studio: Studio) -> None:
    package, booking = redeemed(studio, per_person=True, sessions=3)
    update(studio, booking, people=7)
    assert sweep(studio) == ["flagged"]
    assert studio.again(package).balance == 1
    assert notices(studio) == ["booking_unfit"]


@pytest.mark.parametrize("strict", [True, False])
def test_a_visit_moved_beyond_the_last_day_keeps_its_session_and_is_shown_where_the_rule_forbids_it(
    studio: Studio, strict: bool
) -> None:
    package, booking = redeemed(studio, visit_before_expiry=strict)
    update(studio, booking, starts_at=studio.rt.clock.now() + timedelta(days=200))
    assert sweep(studio) == (["flagged"] if strict else ["moved"])
    assert notices(studio) == (["booking_unfit"] if strict else [])
    assert studio.again(package).balance == 9


def test_another_service_is_shown_to_staff(studio: Studio) -> None:
    package, booking = redeemed(studio)
    update(studio, booking, service_id=studio.massage, service_name="Massage")
    assert sweep(studio) == ["flagged"]
    assert notices(studio) == ["booking_unfit"]
    assert studio.again(package).balance == 9


@pytest.mark.parametrize("status", ["confirmed", "completed", "no_show"])
def test_a_booking_that_comes_back_to_life_is_redeemed_anew(studio: Studio, status: str) -> None:
    package, booking = redeemed(studio)
    for _ in range(2):
        studio.set_booking(booking, "cancelled")
        assert sweep(studio) == ["given_back"]
        studio.set_booking(booking, status)
        assert sweep(studio) == ["redeemed"]
        assert studio.again(package).balance == 9


def test_and_where_its_package_cannot_pay_any_more_it_is_unpaid_and_shown(studio: Studio) -> None:
    package, booking = redeemed(studio)
    studio.set_booking(booking, "cancelled")
    sweep(studio)
    corrections.suspend(studio.rt, command("suspend", CAROL), package.public_id, "ill")
    studio.set_booking(booking, "confirmed")
    assert sweep(studio) == ["flagged"]
    row = studio.booking(booking)
    assert (row["payment_state"], row["payment_method"], row["package_label"]) == ("unpaid", "on_site", None)
    assert "revived_unpaid" in notices(studio)
    corrections.resume(studio.rt, command("resume", CAROL), package.public_id, "well again", False)
    studio.redeem(package, booking, who=CAROL)
    assert studio.one("SELECT resolved_by FROM {p}staff_notices WHERE kind = 'revived_unpaid'") == "system"


def test_a_revived_booking_that_is_paid_otherwise_costs_no_session(studio: Studio) -> None:
    package, booking = redeemed(studio)
    studio.set_booking(booking, "cancelled")
    sweep(studio)
    update(studio, booking, status="confirmed", payment_method="on_site", payment_state="unpaid")
    assert sweep(studio) == []
    assert studio.again(package).balance == 10


def test_a_session_kept_for_a_late_cancellation_is_not_taken_twice_when_the_booking_revives(studio: Studio) -> None:
    cancel_hours(studio, 24 * 30)
    package, booking = redeemed(studio)
    update(studio, booking, status="cancelled", cancelled_by="customer", cancelled_at=studio.rt.clock.now())
    assert sweep(studio) == ["kept"]
    studio.set_booking(booking, "confirmed")
    assert sweep(studio) == []
    assert studio.again(package).balance == 9


def test_a_row_that_forgot_that_a_session_paid_it_is_put_right(studio: Studio) -> None:
    package, booking = redeemed(studio)
    update(studio, booking, payment_method="on_site", payment_state="unpaid", package_label=None)
    assert sweep(studio) == ["marked_paid"]
    row = studio.booking(booking)
    assert (row["payment_method"], row["payment_state"], row["package_label"]) == ("package", "paid", "10 Yoga Sessions")
    assert studio.again(package).balance == 9


def test_money_taken_as_well_is_for_a_person(studio: Studio) -> None:
    _, booking = redeemed(studio)
    update(studio, booking, payment_method="card", payment_state="paid")
    assert sweep(studio) == ["flagged"]
    assert notices(studio) == ["payment_mismatch"]


def test_an_import_that_claims_packages_is_shown_for_visits_to_come(studio: Studio) -> None:
    studio.book(status="confirmed", payment_method="package", payment_state="paid")
    studio.book(status="completed", payment_method="package", payment_state="paid", starts_at="2020-01-01 09:00:00")
    assert sweep(studio) == ["flagged"]
    assert notices(studio) == ["claims_package"]


def test_a_bookings_table_that_lost_its_rows_gives_nothing_back_until_a_person_says_so(studio: Studio) -> None:
    package = studio.sell(sessions=40)
    studio.redeem(package, *[studio.book() for _ in range(30)])
    sql(studio, "DELETE FROM {wp}sb_bookings")
    found = reconcile.reconcile(studio.rt)
    assert (found.repairs, found.vanished) == ([], 30)
    assert (studio.again(package).balance, notices(studio)) == (10, ["bookings_vanished"])
    assert len(reconcile.reconcile(studio.rt, believe_vanished=True).repairs) == 30
    assert studio.again(package).balance == 40


def test_many_old_bookings_tidied_up_at_once_are_no_lost_table(studio: Studio) -> None:
    package = studio.sell(sessions=40)
    studio.redeem(package, *[studio.book() for _ in range(30)])
    sql(studio, "UPDATE {wp}sb_bookings SET status = 'completed'")
    assert sweep(studio) == ["kept"] * 30
    sql(studio, "DELETE FROM {wp}sb_bookings")
    assert (sweep(studio), notices(studio), studio.again(package).balance) == ([], [], 10)


def test_a_dry_run_says_the_same_and_does_nothing(studio: Studio) -> None:
    package, booking = redeemed(studio)
    studio.set_booking(booking, "cancelled")
    studio.book(status="confirmed", payment_method="package", payment_state="paid")
    would = reconcile.reconcile(studio.rt, dry_run=True).repairs
    assert studio.again(package).balance == 9
    assert notices(studio) == []
    assert reconcile.reconcile(studio.rt).repairs == would
    assert [repair.what for repair in would] == ["given_back", "flagged"]


def test_one_booking_that_cannot_be_compared_keeps_no_other_from_it(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    package, real = studio.sell(), compare.follow
    broken, booking = studio.book(), studio.book()
    studio.redeem(package, broken, booking)
    for number in (broken, booking):
        studio.set_booking(number, "cancelled")

    def follow(rt: Runtime, tx: Transaction, number: int) -> list[compare.Repair]:
        if redemptions.get(tx, number).booking_id == broken:
            raise ValueError("something in its row that we never thought of")
        return real(rt, tx, number)

    monkeypatch.setattr(compare, "follow", follow)
    told = [(repair.booking, repair.what) for repair in reconcile.reconcile(studio.rt).repairs]
    assert told == [(broken, "failed"), (booking, "given_back")]
    assert studio.again(package).balance == 9


def test_without_the_booking_plugins_tables_nothing_is_given_back(studio: Studio) -> None:
    package, _ = redeemed(studio)
    sql(studio, "RENAME TABLE {wp}sb_bookings TO {wp}sb_bookings_away")
    try:
        assert reconcile.reconcile(studio.rt).repairs == []
    finally:
        sql(studio, "RENAME TABLE {wp}sb_bookings_away TO {wp}sb_bookings")
    assert studio.again(package).balance == 9


def test_a_message_and_the_sweep_at_once_give_back_once(studio: Studio) -> None:
    package, booking = redeemed(studio)
    studio.set_booking(booking, "cancelled")
    event = give_back.StatusEvent(HOST, booking, "cancelled", "customer", "", ALICE, "test-request")
    assert give_back.observe(studio.rt, event).outcome == "given_back"
    assert sweep(studio) == []
    assert studio.again(package).balance == 10
