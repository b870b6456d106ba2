"""A host confirmed its booking and committed too late: redeemed anew in the same transaction, or refused and shown to staff."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sidecar.errors import Refused
from sidecar.usecases import corrections, give_back, holds, redeem
from sidecar.usecases.outcomes import Outcome
from tests.studio import ALICE, BOB, CAROL, Studio, command
from wp_bridge import customer_packages
from wp_bridge.records import CustomerPackage

pytestmark = pytest.mark.redemption

HOST = "other-host"
KEY = "attempt-0001"


@pytest.fixture
def package(studio: Studio) -> CustomerPackage:
    return studio.sell(any_service=True, per_person=True, sessions=4)


def reserve(studio: Studio, package: CustomerPackage, *lines: tuple[str | None, int]) -> Outcome:
    wanted = tuple(redeem.Line(booking, "77", datetime(2030, 1, 2, 9, tzinfo=UTC), people) for booking, people in lines)
    return redeem.redeem(studio.rt, redeem.RedeemRequest(HOST, KEY, package.public_id, wanted, ALICE, "test-request"))


def let_lapse(studio: Studio) -> None:
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}attempts SET hold_expires_at = UTC_TIMESTAMP(6) WHERE state = 'held'"))
    assert holds.lapse_due(studio.rt) == 1


def commit(studio: Studio, *bookings: str) -> Outcome:
    return holds.commit(studio.rt, HOST, KEY, bookings, "marker", ALICE, "test-request")


def tell(studio: Studio, booking: str, status: str) -> None:
    give_back.observe(studio.rt, give_back.StatusEvent(HOST, booking, status, "staff", "", CAROL, "test-request"))


def notices(studio: Studio) -> list[dict[str, Any]]:
    return studio.rows("SELECT kind, payload FROM {p}staff_notices ORDER BY id")


def test_it_takes_the_same_sessions_again_and_says_so_once(studio: Studio, package: CustomerPackage) -> None:
    reserve(studio, package, (None, 2), ("b-2", 1))
    let_lapse(studio)
    assert studio.again(package).balance == 4
    first = commit(studio, "b-1", "b-2")
    assert (first.state, first.lines) == ("committed", (("b-1", 2), ("b-2", 1)))
    assert commit(studio, "b-1", "b-2") == first
    now = studio.again(package)
    assert (now.balance, now.used, now.held) == (1, 3, 0)
    assert notices(studio) == []


def test_without_enough_sessions_it_is_refused_whole_and_staff_is_told_once(studio: Studio, package: CustomerPackage) -> None:
    reserve(studio, package, ("b-1", 2), ("b-2", 1))
    let_lapse(studio)
    corrections.adjust(studio.rt, command("adjust", CAROL), package.public_id, -2, True, "typing error")
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            commit(studio)
        assert (refused.value.code, refused.value.params["reason"]) == ("lapsed", "too_few_sessions")
    assert (studio.again(package).balance, studio.again(package).used) == (2, 0)
    told = notices(studio)
    assert [notice["kind"] for notice in told] == ["commit_after_lapse", "commit_after_lapse"], "one for each booking"
    assert '"booking": "b-1"' in told[0]["payload"]


def test_only_the_lines_of_the_last_round_are_taken_again(studio: Studio, package: CustomerPackage) -> None:
    reserve(studio, package, ("b-1", 3))
    let_lapse(studio)
    reserve(studio, package, ("b-9", 1))
    let_lapse(studio)
    assert commit(studio).lines == (("b-9", 1),)
    assert studio.again(package).balance == 3


def test_a_line_that_was_cancelled_while_held_is_not_taken_again(studio: Studio, package: CustomerPackage) -> None:
    reserve(studio, package, ("b-1", 1), ("b-2", 1))
    tell(studio, "b-1", "cancelled")
    let_lapse(studio)
    assert commit(studio, "b-2").lines == (("b-2", 1),)


def test_what_was_released_on_purpose_stays_released(studio: Studio, package: CustomerPackage) -> None:
    reserve(studio, package, ("b-1", 1))
    holds.release(studio.rt, HOST, KEY, "", ALICE, "test-request")
    with pytest.raises(Refused) as refused:
        commit(studio)
    assert refused.value.code == "lapsed"


def test_what_was_released_after_it_had_lapsed_is_not_taken_anew_either(studio: Studio, package: CustomerPackage) -> None:
    reserve(studio, package, ("b-1", 1))
    let_lapse(studio)
    for _ in range(2):
        assert holds.release(studio.rt, HOST, KEY, "", ALICE, "test-request") == "released"
    with pytest.raises(Refused) as refused:
        commit(studio)
    assert refused.value.code == "lapsed"
    assert studio.again(package).balance == 4
    assert reserve(studio, package, ("b-1", 1)).state == "held", "chosen again: begins anew"


def test_a_booking_that_another_package_has_paid_meanwhile_is_not_paid_twice(studio: Studio, package: CustomerPackage) -> None:
    reserve(studio, package, ("b-1", 1))
    let_lapse(studio)
    other = studio.sell(any_service=True)
    line = redeem.Line("b-1", "77", datetime(2030, 1, 2, 9, tzinfo=UTC))
    redeem.redeem(studio.rt, redeem.RedeemRequest(HOST, "attempt-0002", other.public_id, (line,), ALICE, "test-request"))
    with pytest.raises(Refused) as refused:
        commit(studio)
    assert refused.value.code == "booking_already_paid"
    assert (studio.again(package).balance, studio.again(other).balance) == (4, 9)


def test_one_hold_that_cannot_be_ended_keeps_no_other_from_ending(
    studio: Studio, package: CustomerPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package whose counters are broken: the database refuses to give back what was never held."""
    reserve(studio, package, ("b-1", 1))
    theirs = studio.sell(BOB, any_service=True)
    line = redeem.Line("b-2", "77", datetime(2030, 1, 2, 9, tzinfo=UTC))
    redeem.redeem(studio.rt, redeem.RedeemRequest(HOST, "attempt-0002", theirs.public_id, (line,), BOB, "test-request"))
    studio.rt.db.transact(lambda tx: customer_packages.settle_hold(tx, package.id, 1))
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}attempts SET hold_expires_at = UTC_TIMESTAMP(6)"))
    monkeypatch.setattr(holds, "LAPSE_BATCH", 1)  # not even where the broken ones fill a batch
    assert holds.lapse_due(studio.rt) == 1
    assert studio.again(theirs).balance == 10


def test_what_was_cancelled_after_the_lapse_is_not_taken_anew(studio: Studio, package: CustomerPackage) -> None:
    reserve(studio, package, ("b-1", 1), ("b-2", 1))
    let_lapse(studio)
    tell(studio, "b-1", "cancelled")
    assert commit(studio, "b-2").lines == (("b-2", 1),)
    assert studio.again(package).balance == 3


def test_of_a_booking_that_is_cancelled_by_now_nothing_is_taken(studio: Studio, package: CustomerPackage) -> None:
    reserve(studio, package, ("b-1", 1))
    let_lapse(studio)
    tell(studio, "b-1", "cancelled")
    with pytest.raises(Refused) as refused:
        commit(studio, "b-1")
    assert refused.value.code == "lapsed"
    assert studio.again(package).balance == 4
    tell(studio, "b-1", "confirmed")
    assert commit(studio, "b-1").state == "committed", "it lives after all"
