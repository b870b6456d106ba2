"""What staff change by hand on a package: each with a reason, an entry, and the same effect however often it is sent."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from sidecar import runtime
from sidecar.clock import ShiftedClock
from sidecar.domain.status import status
from sidecar.errors import InvalidFields, NotFound, Refused
from sidecar.runtime import Runtime
from sidecar.usecases import corrections, give_back, reconcile
from tests.studio import CAROL, HOST, Studio, command
from wp_bridge.records import CustomerPackage

pytestmark = pytest.mark.redemption

WHY = "asked to"


@pytest.fixture
def package(studio: Studio) -> CustomerPackage:
    return studio.sell()


@pytest.fixture
def later(studio: Studio) -> Iterator[Runtime]:
    """Ten days on."""
    moved = runtime.build(studio.rt.config, ShiftedClock(studio.rt.clock.now() + timedelta(days=10)))
    yield moved
    moved.db.close()


def adjust(studio: Studio, package: CustomerPackage, sessions: int, paid: bool = False, key: str = "") -> Any:
    return corrections.adjust(studio.rt, command("adjust", CAROL, {}, key), package.public_id, sessions, paid, WHY)


def last_entry(studio: Studio) -> dict[str, Any]:
    return studio.rows("SELECT * FROM {p}ledger ORDER BY id DESC LIMIT 1")[0]


def test_free_and_paid_sessions_are_added_and_taken_apart(studio: Studio, package: CustomerPackage) -> None:
    for sessions, paid, left in ((3, False, (10, 3)), (2, True, (12, 3)), (-3, False, (12, 0)), (-12, True, (0, 0))):
        adjust(studio, package, sessions, paid)
        now = studio.again(package)
        assert (now.paid_balance, now.free_balance) == left
        assert (last_entry(studio)["balance_after"], last_entry(studio)["paid_after"]) == (sum(left), left[0])
        assert (last_entry(studio)["reason"], last_entry(studio)["actor_name"]) == (WHY, "Carol Clark")
    assert reconcile.check_ledger(studio.rt) == 0


def test_more_than_there_is_of_a_kind_is_refused(studio: Studio, package: CustomerPackage) -> None:
    adjust(studio, package, 2)
    for sessions, paid, left in ((-11, True, 10), (-3, False, 2)):
        with pytest.raises(Refused) as refused:
            adjust(studio, package, sessions, paid)
        assert (refused.value.code, refused.value.params) == ("too_few_sessions", {"remaining": left, "needed": -sessions})
    with pytest.raises(InvalidFields):
        adjust(studio, package, 0)


def test_the_same_form_sent_twice_adds_once(studio: Studio, package: CustomerPackage) -> None:
    assert adjust(studio, package, 5, key="form-0001") == adjust(studio, package, 5, key="form-0001")
    assert studio.again(package).balance == 15


def test_an_expired_package_extended_by_staff_can_be_used_again(studio: Studio, later: Runtime) -> None:
    package = studio.sell(validity_days=5)
    today = later.clock.now().date()
    corrections.set_validity(later, command("validity", CAROL), package.public_id, today + timedelta(days=3), WHY)
    now = studio.again(package)
    assert now.valid_through == today + timedelta(days=3)
    assert now.expires_at is not None
    assert now.expires_at > later.clock.now()
    entry = last_entry(studio)
    assert (entry["kind"], entry["delta"], entry["valid_through_old"]) == ("validity", 0, package.valid_through)


def test_a_package_can_be_shortened_into_the_past_or_made_endless(studio: Studio, package: CustomerPackage) -> None:
    for last in (date(2026, 1, 1), None):
        corrections.set_validity(studio.rt, command("validity", CAROL), package.public_id, last, WHY)
        assert studio.again(package).valid_through == last
        usable = [offer.verdict.code for offer in studio.offers()]
        assert usable == ([] if last else [None]), "what ended long ago is not even explained"
    assert studio.again(package).expires_at is None


def test_the_time_of_a_package_that_begins_with_the_first_visit_cannot_be_moved_before(studio: Studio) -> None:
    package = studio.sell(validity_from="first_use")
    with pytest.raises(Refused) as refused:
        corrections.set_validity(studio.rt, command("validity", CAROL), package.public_id, date(2030, 1, 1), WHY)
    assert refused.value.code == "not_started"


def test_the_last_day_that_it_has_already_is_no_change(studio: Studio, package: CustomerPackage) -> None:
    with pytest.raises(InvalidFields) as refused:
        corrections.set_validity(studio.rt, command("validity", CAROL), package.public_id, package.valid_through, WHY)
    assert refused.value.fields == {"valid_through": "is its last day already"}


@pytest.mark.parametrize("extend", [True, False])
def test_a_pause_stops_use_and_may_be_added_to_the_end(
    studio: Studio, package: CustomerPackage, later: Runtime, extend: bool
) -> None:
    corrections.suspend(studio.rt, command("suspend", CAROL), package.public_id, WHY)
    with pytest.raises(Refused) as refused:
        studio.redeem(package, studio.book())
    assert refused.value.code == "suspended"
    corrections.resume(later, command("resume", CAROL), package.public_id, WHY, extend)
    now = studio.again(package)
    assert package.valid_through is not None
    assert now.valid_through == package.valid_through + timedelta(days=10 if extend else 0)
    assert studio.redeem(package, studio.book()).remaining == 9


def test_suspending_and_resuming_twice_is_refused(studio: Studio, package: CustomerPackage) -> None:
    with pytest.raises(Refused) as refused:
        corrections.resume(studio.rt, command("resume", CAROL), package.public_id, WHY, False)
    assert refused.value.code == "not_suspended"
    corrections.suspend(studio.rt, command("suspend", CAROL), package.public_id, WHY)
    with pytest.raises(Refused) as refused:
        corrections.suspend(studio.rt, command("suspend", CAROL), package.public_id, WHY)
    assert refused.value.code == "already_suspended"


def test_a_reason_is_needed_and_the_package_must_exist_and_not_be_blocked(studio: Studio, package: CustomerPackage) -> None:
    with pytest.raises(InvalidFields) as invalid:
        corrections.suspend(studio.rt, command("suspend", CAROL), package.public_id, " ")
    assert invalid.value.fields == {"reason": "is needed"}
    with pytest.raises(NotFound):
        corrections.suspend(studio.rt, command("suspend", CAROL), "01J00000000000000000000000", WHY)
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}customer_packages SET blocked_at = UTC_TIMESTAMP(6)"))
    with pytest.raises(Refused) as refused:
        adjust(studio, package, 1)
    assert refused.value.code == "package_blocked"


@pytest.mark.parametrize("ended", ["refunded", "closed"])
def test_a_session_given_back_to_an_ended_package_is_recorded_and_shown_to_staff(studio: Studio, ended: str) -> None:
    package, booking = studio.sell(sessions=1), studio.book()
    studio.redeem(package, booking)
    column = "closed_at = UTC_TIMESTAMP(6)" if ended == "closed" else "refunded_sessions = 1"
    studio.rt.db.transact(lambda tx: tx.run(f"UPDATE {{p}}customer_packages SET {column}"))
    studio.set_booking(booking, "cancelled")
    event = give_back.StatusEvent(HOST, booking, "cancelled", "staff", "", CAROL, "test-request")
    assert give_back.observe(studio.rt, event).outcome == "given_back"
    assert studio.again(package).balance == 1
    assert studio.one("SELECT kind FROM {p}staff_notices") == "given_back_to_ended"


def test_given_back_to_an_expired_package_it_stays_expired_until_staff_extend_it(studio: Studio, later: Runtime) -> None:
    package, booking = studio.sell(validity_days=5), studio.book()
    studio.redeem(package, booking)
    studio.set_booking(booking, "cancelled")
    event = give_back.StatusEvent(HOST, booking, "cancelled", "staff", "", CAROL, "test-request")
    assert give_back.observe(later, event).outcome == "given_back"
    assert (studio.again(package).balance, status(studio.again(package), later.clock.now())) == (10, "expired")
    end = later.clock.now().astimezone(UTC).date() + timedelta(days=1)
    corrections.set_validity(later, command("validity", CAROL), package.public_id, end, WHY)
    assert status(studio.again(package), datetime.now(UTC) + timedelta(days=10)) == "active"
