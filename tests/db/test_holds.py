"""Holds of hosts that confirm their own bookings: whatever crosses their way, no session is lost and none is free."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sidecar import runtime
from sidecar.clock import ShiftedClock
from sidecar.errors import NotFound, Refused
from sidecar.usecases import changes, give_back, holds, reconcile, redeem, site_settings
from sidecar.usecases.give_back import Returned, StatusEvent
from sidecar.usecases.outcomes import Outcome
from tests.interleaving import just_before
from tests.studio import ALICE, BOB, CAROL, SETTINGS, Studio, command
from wp_bridge import attempts, customer_packages
from wp_bridge.records import Actor, CustomerPackage

pytestmark = pytest.mark.redemption

HOST = "other-host"
KEY = "attempt-0001"


@pytest.fixture
def package(studio: Studio) -> CustomerPackage:
    return studio.sell(any_service=True, per_person=True)


def reserve(studio: Studio, package: CustomerPackage, *lines: tuple[str | None, int], key: str = KEY) -> Outcome:
    """Each line is (booking id, people)."""
    starts_at = datetime(2030, 1, 2, 9, tzinfo=UTC)
    wanted = tuple(redeem.Line(booking, "77", starts_at, people) for booking, people in lines)
    return redeem.redeem(studio.rt, redeem.RedeemRequest(HOST, key, package.public_id, wanted, ALICE, "test-request"))


def commit(studio: Studio, *bookings: str, key: str = KEY, actor: Actor = ALICE) -> Outcome:
    return holds.commit(studio.rt, HOST, key, bookings, "", actor, "test-request")


def release(studio: Studio, key: str = KEY, actor: Actor = ALICE) -> str:
    return holds.release(studio.rt, HOST, key, "", actor, "test-request")


def change(studio: Studio, booking: str, people: int) -> int:
    return int(changes.change(studio.rt, command("change", ALICE), HOST, booking, changes.Change(people))["sessions"])


def tell(studio: Studio, booking: str, status: str, by: str = "staff", actor: Actor = CAROL) -> Returned:
    return give_back.observe(studio.rt, StatusEvent(HOST, booking, status, by, "", actor, "test-request"))


def numbers(studio: Studio, package: CustomerPackage) -> tuple[int, int, int]:
    """(balance, used, held), after making sure that the books agree with the ledger and the live redemptions."""
    now = studio.again(package)
    live = (
        "SELECT COALESCE(SUM(sessions_taken - sessions_given_back), 0) FROM {p}redemptions WHERE state IN ('held', 'committed')"
    )
    assert now.used == studio.one(f"{live} AND customer_package_id = %s", package.id)
    assert now.held == studio.one(f"{live} AND state = 'held' AND customer_package_id = %s", package.id)
    assert reconcile.check_ledger(studio.rt) == 0
    return now.balance, now.used, now.held


def test_a_smaller_party_while_held_then_committed_leaves_nothing_held(studio: Studio, package: CustomerPackage) -> None:
    reserve(studio, package, ("b-1", 3))
    assert change(studio, "b-1", 1) == 1
    commit(studio, "b-1")
    assert numbers(studio, package) == (9, 1, 0)


@pytest.mark.parametrize("end", ["release", "lapse"])
def test_a_smaller_party_while_held_then_ended_gives_back_only_the_rest(
    studio: Studio, package: CustomerPackage, end: str
) -> None:
    reserve(studio, package, ("b-1", 3))
    change(studio, "b-1", 1)
    if end == "release":
        assert release(studio) == "released"
    else:
        studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}attempts SET hold_expires_at = UTC_TIMESTAMP(6)"))
        assert holds.lapse_due(studio.rt) == 1
    assert numbers(studio, package) == (10, 0, 0)


def test_a_held_booking_that_was_cancelled_cannot_be_committed_without_sessions(studio: Studio, package: CustomerPackage) -> None:
    reserve(studio, package, ("b-1", 2))
    assert tell(studio, "b-1", "cancelled") == Returned("given_back", 2)
    with pytest.raises(Refused) as refused:
        commit(studio)
    assert refused.value.code == "lapsed"
    assert reserve(studio, package, ("b-1", 2)).state == "held", "alive again: redeemed anew"
    assert numbers(studio, package) == (8, 2, 2)


def test_a_committed_booking_that_was_cancelled_and_comes_back_is_redeemed_anew(studio: Studio, package: CustomerPackage) -> None:
    reserve(studio, package, ("b-1", 1))
    commit(studio, "b-1")
    tell(studio, "b-1", "cancelled")
    assert numbers(studio, package) == (10, 0, 0)
    reserve(studio, package, ("b-1", 1))
    assert numbers(studio, package) == (9, 1, 1)


def test_one_of_two_cancelled_leaves_the_other_held(studio: Studio, package: CustomerPackage) -> None:
    reserve(studio, package, ("b-1", 1), ("b-2", 1))
    tell(studio, "b-1", "cancelled")
    assert commit(studio, "b-2").lines == (("b-2", 1),)
    assert numbers(studio, package) == (9, 1, 0)


def test_cancelling_while_the_party_grows_gives_all_of_it_back(studio: Studio, package: CustomerPackage) -> None:
    reserve(studio, package, ("b-1", 1))
    commit(studio, "b-1")
    with just_before(customer_packages, "lock", lambda: change(studio, "b-1", 3)):
        assert tell(studio, "b-1", "cancelled") == Returned("given_back", 3)
    assert numbers(studio, package) == (10, 0, 0)


def test_the_same_cancellation_at_the_same_moment_is_told_that_nothing_moved(studio: Studio, package: CustomerPackage) -> None:
    reserve(studio, package, ("b-1", 1))
    commit(studio, "b-1")
    with just_before(customer_packages, "lock", lambda: tell(studio, "b-1", "cancelled")):
        assert tell(studio, "b-1", "cancelled") == Returned("nothing", 0)
    assert numbers(studio, package) == (10, 0, 0)


def test_a_hold_taken_anew_is_not_ended_by_the_lapse_of_the_old_one(studio: Studio, package: CustomerPackage) -> None:
    reserve(studio, package, ("b-1", 1))
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}attempts SET hold_expires_at = UTC_TIMESTAMP(6)"))

    def anew() -> None:
        release(studio)
        reserve(studio, package, ("b-1", 1))

    with just_before(holds, "_lapse", anew):
        assert holds.lapse_due(studio.rt) == 0
    assert commit(studio, "b-1").state == "committed"
    assert numbers(studio, package) == (9, 1, 0)


def test_commit_lapse_and_release_at_once_have_one_outcome(studio: Studio, package: CustomerPackage) -> None:
    def quietly(step: Any) -> str:
        try:
            done = step()
            return str(getattr(done, "state", done))
        except Refused as refused:
            return refused.code

    for number in range(6):
        key = f"attempt-{number:04}"
        reserve(studio, package, (f"b-{number}", 1), key=key)
        expire = "UPDATE {p}attempts SET hold_expires_at = UTC_TIMESTAMP(6) WHERE attempt_key = %s"
        studio.rt.db.transact(lambda tx, k=key, sql=expire: tx.run(sql, (k,)))
        steps = [
            lambda k=key, n=number: commit(studio, f"b-{n}", key=k),
            lambda k=key: release(studio, key=k),
            lambda: holds.lapse_due(studio.rt),
        ]
        with ThreadPoolExecutor(6) as pool:
            told = list(pool.map(quietly, steps * 2))
        state = studio.one("SELECT state FROM {p}attempts WHERE attempt_key = %s", key)
        assert told[0] == told[3] == ("committed" if state == "committed" else "lapsed")
        assert told[1] == told[4] == ("attempt_committed" if state == "committed" else state)
    committed = studio.one("SELECT COUNT(*) FROM {p}attempts WHERE state = 'committed'")
    assert numbers(studio, package) == (10 - committed, committed, 0)


def test_a_booking_named_twice_or_paid_already_is_refused_at_commit(studio: Studio, package: CustomerPackage) -> None:
    reserve(studio, package, (None, 1), (None, 1))
    with pytest.raises(Refused) as refused:
        commit(studio, "b-1", "b-1")
    assert refused.value.code == "booking_already_paid"
    assert numbers(studio, package) == (8, 2, 2)
    assert commit(studio, "b-1", "b-2").state == "committed"


def test_the_same_booking_twice_in_one_attempt_is_refused_whole(studio: Studio, package: CustomerPackage) -> None:
    with pytest.raises(Refused) as refused:
        reserve(studio, package, ("b-1", 1), ("b-1", 1))
    assert refused.value.code == "booking_already_paid"
    assert numbers(studio, package) == (10, 0, 0)


def test_a_strangers_attempt_is_not_there_in_any_state(studio: Studio, package: CustomerPackage) -> None:
    reserve(studio, package, ("b-1", 1))
    for step in (lambda: None, lambda: commit(studio, "b-1"), lambda: tell(studio, "b-1", "cancelled")):
        step()
        for attack in (release, commit):
            with pytest.raises(NotFound):
                attack(studio, actor=BOB)


def test_a_released_attempt_reopens_even_if_the_clock_was_set_back(studio: Studio, package: CustomerPackage) -> None:
    reserve(studio, package, ("b-1", 1))
    release(studio)
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}attempts SET updated_at = UTC_TIMESTAMP(6) + INTERVAL 5 SECOND"))
    assert reserve(studio, package, ("b-1", 1)).state == "held"


def test_a_try_that_was_reopened_and_released_by_twins_meanwhile_reserves_all_the_same(
    studio: Studio, package: CustomerPackage
) -> None:
    """The races found it: told "attempt key reused" where nobody had used it for anything else."""
    reserve(studio, package, ("b-1", 1))
    release(studio)
    with ExitStack() as meanwhile:

        def twins() -> None:
            reserve(studio, package, ("b-1", 1))
            meanwhile.enter_context(just_before(redeem, "_replay", lambda: release(studio)))

        meanwhile.enter_context(just_before(customer_packages, "lock_all", twins))
        assert reserve(studio, package, ("b-1", 1)).state == "held"
    assert numbers(studio, package) == (9, 1, 1)


def test_a_hold_that_lapsed_was_no_first_use(studio: Studio) -> None:
    package = studio.sell(any_service=True)
    reserve(studio, package, ("b-1", 1))
    release(studio)
    assert studio.again(package).first_used_at is None


def test_an_expired_package_stays_expired_when_its_only_use_comes_back(studio: Studio) -> None:
    package = studio.sell(any_service=True, validity_from="first_use", validity_days=30)
    reserve(studio, package, ("b-1", 1))
    commit(studio, "b-1")
    ended = studio.again(package).expires_at
    assert ended is not None
    later = runtime.build(studio.rt.config, ShiftedClock(ended + timedelta(seconds=1)))
    event = StatusEvent(HOST, "b-1", "cancelled", "staff", "", CAROL, "test-request")
    assert give_back.observe(later, event).outcome == "given_back"
    later.db.close()
    now = studio.again(package)
    assert (now.expires_at, now.balance) == (ended, 10), "recorded; only staff may extend it"


def test_a_lapse_ends_all_lines_of_its_attempt_and_no_others(studio: Studio, package: CustomerPackage) -> None:
    reserve(studio, package, ("b-1", 2), ("b-2", 1))
    reserve(studio, package, ("b-3", 1), key="attempt-0002")
    expire = "UPDATE {p}attempts SET hold_expires_at = UTC_TIMESTAMP(6) WHERE attempt_key = %s"
    studio.rt.db.transact(lambda tx: tx.run(expire, (KEY,)))
    holds.lapse_due(studio.rt)
    assert numbers(studio, package) == (9, 1, 1)
    assert studio.rt.db.transact(lambda tx: attempts.find(tx, HOST, KEY)).state == "lapsed"  # type: ignore[union-attr]


def test_a_session_kept_for_a_late_cancellation_does_not_leave_by_a_smaller_party(
    studio: Studio, package: CustomerPackage
) -> None:
    site_settings.update(studio.rt, command("settings", CAROL), SETTINGS | {"cancel_hours": 24})
    reserve(studio, package, ("b-1", 3))
    commit(studio, "b-1")
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}redemptions SET starts_at = UTC_TIMESTAMP(6)"))
    assert tell(studio, "b-1", "cancelled", "customer", ALICE).outcome == "kept"
    with pytest.raises(Refused) as refused:
        change(studio, "b-1", 1)
    assert refused.value.code == "booking_cancelled"
    changes.change(studio.rt, command("change", CAROL), HOST, "b-1", changes.Change(2))
    assert numbers(studio, package) == (8, 2, 0), "staff may say that fewer came"


def test_what_is_held_for_no_booking_is_committed_only_for_one_that_is_named(studio: Studio, package: CustomerPackage) -> None:
    reserve(studio, package, (None, 1))
    with pytest.raises(Refused) as refused:
        commit(studio)
    assert refused.value.code == "booking_unknown"
    assert numbers(studio, package) == (9, 1, 1)
    assert commit(studio, "b-1").lines == (("b-1", 1),)
