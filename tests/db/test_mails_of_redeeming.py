"""Mails about sessions that were taken: one for each redemption, the one that fits, with what is left then."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from unittest import mock

import pytest

from sidecar.errors import Refused
from sidecar.usecases import changes, holds, redeem, refunds
from tests.broken_commits import commits
from tests.interleaving import just_before
from tests.letters import letters, low_at, switch_off, told
from tests.studio import ALICE, BOB, CAROL, HOST, Studio, command
from wp_bridge import customer_packages, outbox
from wp_bridge.records import CustomerPackage

pytestmark = [pytest.mark.redemption, pytest.mark.mails]

OTHER = "other-host"


def reserve(studio: Studio, package: CustomerPackage, *bookings: str) -> str:
    """A hold at a host that confirms by itself; its attempt's key."""
    key = f"attempt-of-{'-'.join(bookings)}"
    lines = tuple(redeem.Line(booking, studio.yoga, datetime(2030, 1, 2, 9, tzinfo=UTC)) for booking in bookings)
    redeem.redeem(studio.rt, redeem.RedeemRequest(OTHER, key, package.public_id, lines, ALICE, "test-request"))
    return key


def commit(studio: Studio, key: str) -> None:
    assert holds.commit(studio.rt, OTHER, key, [], "", ALICE, "test-request").state == "committed"


def lapse(studio: Studio) -> None:
    sql = "UPDATE {p}attempts SET hold_expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE state = 'held'"
    studio.rt.db.transact(lambda tx: tx.run(sql))
    assert holds.lapse_due(studio.rt) >= 1


def stop_reminders(studio: Studio) -> None:
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}customers SET reminders_off_at = UTC_TIMESTAMP(6)"))


def test_a_redemption_tells_its_customer_what_was_booked_and_what_is_left(studio: Studio) -> None:
    package, other = studio.sell(), studio.sell(BOB)
    studio.redeem(package, studio.book(starts_at="2030-01-02 17:30"))
    [sent] = letters(studio)
    assert (sent.kind, sent.to) == ("redeemed", ALICE.email)
    assert {name: sent.values[name] for name in ("service_name", "booking_date", "booking_time", "sessions_taken")} == {
        "service_name": "Yoga",
        "booking_date": "January 2, 2030",
        "booking_time": "6:30 pm",
        "sessions_taken": "1",
    }
    assert (sent.left, sent.values["sessions_used"], sent.values["sessions_total"]) == ("9", "1", "10")
    studio.redeem(other, studio.book(BOB), who=BOB)
    assert letters(studio)[1].to == BOB.email


def test_several_bookings_of_one_attempt_are_one_mail(studio: Studio) -> None:
    package = studio.sell(any_service=True)
    studio.redeem(package, studio.book(), studio.book(service=studio.massage), studio.book())
    [sent] = letters(studio)
    assert (sent.values["service_name"], sent.values["sessions_taken"], sent.left) == ("Yoga, Massage", "3", "7")


def test_of_several_bookings_the_earliest_is_named_whichever_comes_first_in_the_cart(studio: Studio) -> None:
    days = ("2030-01-09 17:30", "2030-01-02 17:30", "2030-01-16 17:30")
    studio.redeem(studio.sell(), *(studio.book(starts_at=day) for day in days))
    assert letters(studio)[0].values["booking_date"] == "January 2, 2030"


def test_the_same_attempt_is_told_once_however_often_it_comes(studio: Studio) -> None:
    request = studio.request(studio.sell(), studio.book())
    with just_before(customer_packages, "lock_all", lambda: redeem.redeem(studio.rt, request)):
        redeem.redeem(studio.rt, request)
    redeem.redeem(studio.rt, request)
    assert told(studio) == [("redeemed", "9")]


def test_what_is_refused_or_rolled_back_is_not_told(studio: Studio) -> None:
    package, booking = studio.sell(), studio.book()
    with pytest.raises(Refused):
        studio.redeem(package, studio.book(service=studio.massage))
    with mock.patch.object(outbox, "add", side_effect=RuntimeError), pytest.raises(RuntimeError):
        studio.redeem(package, booking)
    assert (told(studio), studio.again(package).balance) == ([], 10)


@pytest.mark.parametrize("fate", ["kept", "lost"])
def test_a_connection_that_breaks_at_the_commit_leaves_one_mail(studio: Studio, fate: str) -> None:
    package, booking = studio.sell(), studio.book()
    with commits(fate):
        studio.redeem(package, booking)
    assert told(studio) == [("redeemed", "9")]


def test_an_account_without_an_address_books_and_is_written_to_by_nobody(studio: Studio) -> None:
    package = studio.sell()
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}customers SET email = ''"))
    assert studio.redeem(package, studio.book()).remaining == 9
    assert told(studio) == []


# --- low, and all used


def test_little_left_is_told_once_when_the_threshold_is_crossed(studio: Studio) -> None:
    low_at(studio, 2)
    package = studio.sell(sessions=4)
    for _ in range(4):
        studio.redeem(package, studio.book())
    assert told(studio) == [("redeemed", "3"), ("low_balance", "2"), ("redeemed", "1"), ("fully_redeemed", "0")]


def test_a_threshold_of_zero_never_tells_of_little_left(studio: Studio) -> None:
    low_at(studio, 0)
    package = studio.sell(sessions=2)
    for _ in range(2):
        studio.redeem(package, studio.book())
    assert told(studio) == [("redeemed", "1"), ("fully_redeemed", "0")]


def test_who_stopped_reminders_is_told_of_the_redemption_all_the_same(studio: Studio) -> None:
    package = studio.sell(sessions=2)
    stop_reminders(studio)
    for _ in range(2):
        studio.redeem(package, studio.book())
    assert told(studio) == [("redeemed", "1"), ("fully_redeemed", "0")]


def test_a_mail_that_is_switched_off_leaves_its_place_to_the_plainer_one(studio: Studio) -> None:
    switch_off(studio, "low_balance", "fully_redeemed")
    package = studio.sell(sessions=2)
    for _ in range(2):
        studio.redeem(package, studio.book())
    assert told(studio) == [("redeemed", "1"), ("redeemed", "0")]
    switch_off(studio, "redeemed")
    studio.redeem(studio.sell(), studio.book())
    assert len(told(studio)) == 2, "and with that off too there is none"


def test_the_last_sessions_taken_at_once_by_two_are_told_as_used_up_once(studio: Studio) -> None:
    package, bookings = studio.sell(sessions=2), [studio.book(), studio.book()]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda booking: studio.redeem(package, booking), bookings))
    assert told(studio) == [("low_balance", "1"), ("fully_redeemed", "0")]


# --- holds


def test_a_hold_is_told_when_it_is_paid_for_good_and_not_before(studio: Studio) -> None:
    package = studio.sell(any_service=True)
    key = reserve(studio, package, "b-1", "b-2")
    assert told(studio) == []
    for _ in range(2):
        commit(studio, key)
    [sent] = letters(studio)
    assert (sent.kind, sent.left, sent.values["sessions_taken"]) == ("redeemed", "8", "2")


def test_two_holds_tell_each_its_own_step_down(studio: Studio) -> None:
    """The second is still held when the first is paid: its session may come back, so nothing is used up yet."""
    package = studio.sell(sessions=2, any_service=True)
    first, second = reserve(studio, package, "b-1"), reserve(studio, package, "b-2")
    commit(studio, first)
    assert told(studio) == [("low_balance", "1")]
    commit(studio, second)
    assert told(studio) == [("low_balance", "1"), ("fully_redeemed", "0")]


def test_a_hold_that_lapses_is_not_told_and_one_committed_late_is(studio: Studio) -> None:
    package = studio.sell(any_service=True)
    key = reserve(studio, package, "b-1")
    lapse(studio)
    assert told(studio) == []
    commit(studio, key)
    assert told(studio) == [("redeemed", "9")]


def test_nothing_is_called_used_up_while_a_refund_may_still_come_to_nothing(studio: Studio) -> None:
    package = studio.sell(sessions=4, any_service=True)
    key = reserve(studio, package, "b-1")
    begun = refunds.start(studio.rt, command("refund", CAROL), package.public_id, refunds.Wish(), "262.50", "moved away")
    commit(studio, key)
    assert told(studio) == [("redeemed", "0")]
    refunds.withdraw(studio.rt, command("refund_withdraw", CAROL), begun["refund"], "a mistake")
    assert studio.again(package).balance == 3


# --- more people


def test_a_party_that_grows_is_told_what_it_took_more(studio: Studio) -> None:
    package, booking = studio.sell(per_person=True, sessions=4), studio.book(people=2)
    studio.redeem(package, booking)
    sql = "UPDATE {wp}sb_bookings SET people = 3, starts_at = '2030-05-06 17:00' WHERE id = %s"
    studio.rt.db.transact(lambda tx: tx.run(sql, (booking,)))
    changes.change(studio.rt, command("change", CAROL), HOST, booking, changes.Change())
    first, more = letters(studio)
    assert (first.kind, first.values["sessions_taken"], first.left) == ("redeemed", "2", "2")
    assert (more.kind, more.values["sessions_taken"], more.left) == ("low_balance", "1", "1")
    assert more.values["booking_date"] == "May 6, 2030", "the booking as it is now"


def test_a_party_that_grows_while_it_is_held_is_told_with_the_rest(studio: Studio) -> None:
    package = studio.sell(per_person=True, any_service=True)
    key = reserve(studio, package, "b-1")
    changes.change(studio.rt, command("change", ALICE), OTHER, "b-1", changes.Change(people=3))
    assert told(studio) == []
    commit(studio, key)
    assert letters(studio)[0].values["sessions_taken"] == "3"
