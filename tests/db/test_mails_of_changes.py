"""Mails about sessions that came back and about what staff changed by hand: each once, and none where nothing was moved."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sidecar import runtime
from sidecar.clock import ShiftedClock
from sidecar.errors import InvalidFields, Refused
from sidecar.usecases import changes, corrections, give_back, holds, reconcile, redeem, reinstate, site_settings
from sidecar.usecases.give_back import StatusEvent
from tests.broken_commits import commits
from tests.interleaving import just_before
from tests.letters import letters, switch_off, told
from tests.studio import ALICE, CAROL, HOST, SETTINGS, Studio, command
from wp_bridge import customer_packages
from wp_bridge.errors import CommitUnknown
from wp_bridge.records import Actor, CustomerPackage

pytestmark = [pytest.mark.redemption, pytest.mark.mails]

WHY = "asked to"


def redeemed(studio: Studio, package: CustomerPackage, people: int = 1) -> str:
    booking = studio.book(people=people)
    studio.redeem(package, booking)
    return booking


def tell(studio: Studio, booking: str, by: str = "staff", actor: Actor = CAROL) -> str:
    return give_back.observe(studio.rt, StatusEvent(HOST, booking, "cancelled", by, "", actor, "test-request")).outcome


def cancel(studio: Studio, booking: str, by: str = "staff", actor: Actor = CAROL) -> str:
    studio.set_booking(booking, "cancelled")
    return tell(studio, booking, by, actor)


def back(studio: Studio) -> list[tuple[str, str]]:
    """Sessions given back, and left then."""
    return [(sent.values["sessions_given_back"], sent.left) for sent in letters(studio, "given_back")]


# --- given back


def test_a_cancelled_booking_tells_its_customer_once_that_the_session_is_back(studio: Studio) -> None:
    booking = redeemed(studio, studio.sell())
    with just_before(customer_packages, "lock", lambda: cancel(studio, booking)):
        cancel(studio, booking)
    assert [tell(studio, booking), reconcile.follow_bookings(studio.rt)] == ["nothing", 0]
    [sent] = letters(studio, "given_back")
    assert (sent.to, sent.left, sent.values["sessions_used"]) == (ALICE.email, "10", "0")
    assert (sent.values["service_name"], sent.values["sessions_given_back"]) == ("Yoga", "1")


@pytest.mark.parametrize("fate", ["kept", "lost"])
def test_news_told_again_after_a_commit_that_broke_leave_one_mail(studio: Studio, fate: str) -> None:
    booking = redeemed(studio, studio.sell())
    studio.set_booking(booking, "cancelled")
    with commits(fate), pytest.raises(CommitUnknown):
        tell(studio, booking)
    tell(studio, booking)
    assert back(studio) == [("1", "10")]


def test_what_is_kept_is_not_told_until_staff_give_it_back(studio: Studio) -> None:
    site_settings.update(studio.rt, command("settings", CAROL), SETTINGS | {"cancel_hours": 24 * 7})
    booking = redeemed(studio, studio.sell())
    assert cancel(studio, booking, "customer", ALICE) == "kept"
    assert back(studio) == []
    ask = command("reinstate", CAROL)
    for _ in range(2):
        reinstate.reinstate(studio.rt, ask, HOST, booking, WHY)
    assert back(studio) == [("1", "10")]


def test_a_hold_that_ends_is_not_told(studio: Studio) -> None:
    package, starts_at = studio.sell(any_service=True), datetime(2030, 1, 2, 9, tzinfo=UTC)
    line = redeem.Line("b-1", "77", starts_at)
    redeem.redeem(studio.rt, redeem.RedeemRequest("other-host", "attempt-0001", package.public_id, (line,), ALICE, "r"))
    holds.release(studio.rt, "other-host", "attempt-0001", "", ALICE, "test-request")
    assert (told(studio), studio.again(package).balance) == ([], 10)


def test_every_person_fewer_is_told_once_by_whatever_road_it_is_found(studio: Studio) -> None:
    booking = redeemed(studio, studio.sell(per_person=True), people=3)
    for people in (2, 1):
        studio.rt.db.transact(lambda tx, n=people: tx.run("UPDATE {wp}sb_bookings SET people = %s", (n,)))  # type: ignore[misc]
        if people == 2:
            changes.change(studio.rt, command("change", ALICE), HOST, booking, changes.Change())
        reconcile.reconcile(studio.rt)
    assert back(studio) == [("1", "8"), ("1", "9")]


def test_a_dry_run_of_the_comparison_writes_no_mail(studio: Studio) -> None:
    studio.set_booking(redeemed(studio, studio.sell()), "cancelled")
    assert len(reconcile.reconcile(studio.rt, dry_run=True).repairs) == 1
    assert back(studio) == []


def test_what_goes_back_to_a_package_that_is_over_is_for_staff_to_say(studio: Studio) -> None:
    package = studio.sell()
    booking = redeemed(studio, package)
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}customer_packages SET closed_at = UTC_TIMESTAMP(6)"))
    assert cancel(studio, booking) == "given_back"
    assert back(studio) == []


def test_a_booking_that_lives_again_is_told_as_redeemed_anew(studio: Studio) -> None:
    booking = redeemed(studio, studio.sell())
    cancel(studio, booking)
    studio.set_booking(booking, "confirmed")
    for _ in range(2):
        tell(studio, booking)
    assert told(studio) == [("redeemed", "9"), ("given_back", "10"), ("redeemed", "9")]
    cancel(studio, booking)
    assert told(studio)[3:] == [("given_back", "10")]


# --- changed by hand


def changed(studio: Studio) -> list[str]:
    return [sent.values["change"] for sent in letters(studio, "package_changed")]


def test_sessions_added_and_taken_by_hand_are_told(studio: Studio) -> None:
    package = studio.sell()
    for sessions in (2, -1):
        ask = command("adjust", CAROL)
        for _ in range(2):
            corrections.adjust(studio.rt, ask, package.public_id, sessions, False, WHY)
    assert changed(studio) == ["2 sessions added", "1 session taken"]
    assert [(sent.left, sent.values["sessions_total"]) for sent in letters(studio)] == [("12", "12"), ("11", "11")]


def test_a_new_end_is_told_with_the_new_day(studio: Studio) -> None:
    package = studio.sell()
    for end in (date(2031, 5, 17), None):
        corrections.set_validity(studio.rt, command("validity", CAROL), package.public_id, end, WHY)
    assert changed(studio) == ["it is now valid until May 17, 2031", "it no longer expires"]
    assert [sent.values["package_expiry"] for sent in letters(studio)] == ["May 17, 2031", "no expiry date"]


def test_a_pause_is_told_only_when_it_moves_the_end(studio: Studio) -> None:
    package = studio.sell()
    corrections.suspend(studio.rt, command("suspend", CAROL), package.public_id, WHY)
    corrections.resume(studio.rt, command("resume", CAROL), package.public_id, WHY, True)
    assert changed(studio) == [], "resumed on the same day"
    corrections.suspend(studio.rt, command("suspend", CAROL), package.public_id, WHY)
    later = runtime.build(studio.rt.config, ShiftedClock(studio.rt.clock.now() + timedelta(days=10)))
    corrections.resume(later, command("resume", CAROL), package.public_id, WHY, True)
    later.db.close()
    last = studio.again(package).valid_through
    assert last is not None
    assert changed(studio) == [f"it is now valid until {last:%B} {last.day}, {last.year}"]


def test_a_change_that_is_refused_or_not_to_be_told_writes_none(studio: Studio) -> None:
    package = studio.sell()
    with pytest.raises(Refused):
        corrections.adjust(studio.rt, command("adjust", CAROL), package.public_id, -1, False, WHY)
    with pytest.raises(InvalidFields):
        corrections.set_validity(studio.rt, command("validity", CAROL), package.public_id, package.valid_through, WHY)
    switch_off(studio, "package_changed", "given_back")
    corrections.adjust(studio.rt, command("adjust", CAROL), package.public_id, 1, False, WHY)
    cancel(studio, redeemed(studio, package))
    assert told(studio) == [("redeemed", "10")]
