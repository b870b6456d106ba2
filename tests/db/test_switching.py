"""A customer changes their mind between two packages while the booking is held: at every moment exactly one of them holds it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sidecar.errors import Refused
from sidecar.usecases import corrections, holds, redeem
from tests.interleaving import just_before
from tests.studio import ALICE, CAROL, Studio, command
from wp_bridge import customer_packages
from wp_bridge.records import CustomerPackage

pytestmark = pytest.mark.redemption

HOST = "other-host"
KEY = "attempt-0001"


@pytest.fixture
def first(studio: Studio) -> CustomerPackage:
    return studio.sell(any_service=True)


@pytest.fixture
def second(studio: Studio) -> CustomerPackage:
    return studio.sell(any_service=True)


def ask(package: CustomerPackage, call: str = "", booking: str = "b-1", key: str = KEY) -> redeem.RedeemRequest:
    line = redeem.Line(booking, "77", datetime(2030, 1, 2, 9, tzinfo=UTC), 1)
    return redeem.RedeemRequest(HOST, key, package.public_id, (line,), ALICE, "test-request", idempotency_key=call)


def held(studio: Studio, *packages: CustomerPackage) -> list[int]:
    return [studio.again(package).held for package in packages]


def test_another_package_while_held_takes_over_and_the_first_gets_its_session_back(
    studio: Studio, first: CustomerPackage, second: CustomerPackage
) -> None:
    redeem.redeem(studio.rt, ask(first))
    switched = redeem.redeem(studio.rt, ask(second))
    assert (switched.state, switched.package_id, switched.lines) == ("held", second.public_id, (("b-1", 1),))
    assert held(studio, first, second) == [0, 1]
    assert holds.commit(studio.rt, HOST, KEY, (), "", ALICE, "test-request").package_id == second.public_id
    assert [studio.again(p).balance for p in (first, second)] == [10, 9]


def test_a_switch_to_a_package_that_cannot_pay_leaves_the_first_hold_as_it_was(
    studio: Studio, first: CustomerPackage, second: CustomerPackage
) -> None:
    before = redeem.redeem(studio.rt, ask(first))
    corrections.suspend(studio.rt, command("suspend", CAROL), second.public_id, "ill")
    with pytest.raises(Refused) as refused:
        redeem.redeem(studio.rt, ask(second))
    assert refused.value.code == "suspended"
    assert redeem.redeem(studio.rt, ask(first)) == before
    assert held(studio, first, second) == [1, 0]


def test_once_committed_another_package_is_told_that_it_is_paid(
    studio: Studio, first: CustomerPackage, second: CustomerPackage
) -> None:
    redeem.redeem(studio.rt, ask(first))
    holds.commit(studio.rt, HOST, KEY, (), "", ALICE, "test-request")
    with pytest.raises(Refused) as refused:
        redeem.redeem(studio.rt, ask(second))
    assert refused.value.code == "booking_already_paid"
    assert studio.again(second).balance == 10


def test_another_booking_under_the_same_key_is_no_switch(studio: Studio, first: CustomerPackage, second: CustomerPackage) -> None:
    redeem.redeem(studio.rt, ask(first))
    with pytest.raises(Refused) as refused:
        redeem.redeem(studio.rt, ask(second, booking="b-2"))
    assert refused.value.code == "attempt_key_reused"
    assert held(studio, first, second) == [1, 0]


def test_a_late_twin_of_the_first_choice_does_not_switch_back(
    studio: Studio, first: CustomerPackage, second: CustomerPackage
) -> None:
    redeem.redeem(studio.rt, ask(first, call="call-0001"))
    redeem.redeem(studio.rt, ask(second, call="call-0002"))
    twin = redeem.redeem(studio.rt, ask(first, call="call-0001"))  # it was under way for long, its answer interests nobody
    assert (twin.state, twin.package_id) == ("held", second.public_id)
    assert held(studio, first, second) == [0, 1]
    redeem.redeem(studio.rt, ask(first, call="call-0003"))  # but the customer may
    assert held(studio, first, second) == [1, 0]


def test_a_late_twin_does_not_take_a_released_session_again(studio: Studio, first: CustomerPackage) -> None:
    redeem.redeem(studio.rt, ask(first, call="call-0001"))
    holds.release(studio.rt, HOST, KEY, "", ALICE, "test-request")
    assert redeem.redeem(studio.rt, ask(first, call="call-0001")).state == "released"
    assert held(studio, first) == [0]


def test_a_call_key_used_for_something_else_is_refused(studio: Studio, first: CustomerPackage) -> None:
    redeem.redeem(studio.rt, ask(first, call="call-0001"))
    with pytest.raises(Refused) as refused:
        redeem.redeem(studio.rt, ask(first, call="call-0001", booking="b-2", key="attempt-0002"))
    assert refused.value.code == "idempotency_key_reused"


def test_a_switch_that_meets_a_commit_is_refused_or_was_first(
    studio: Studio, first: CustomerPackage, second: CustomerPackage
) -> None:
    redeem.redeem(studio.rt, ask(first))
    other = just_before(customer_packages, "lock_all", lambda: holds.commit(studio.rt, HOST, KEY, (), "", ALICE, "test-request"))
    with other, pytest.raises(Refused) as refused:
        redeem.redeem(studio.rt, ask(second))
    assert refused.value.code == "booking_already_paid"
    assert [studio.again(p).balance for p in (first, second)] == [9, 10]


def test_switching_from_many_sides_at_once_holds_exactly_one(
    studio: Studio, first: CustomerPackage, second: CustomerPackage
) -> None:
    def choose(number: int) -> str:
        try:
            return redeem.redeem(
                studio.rt, replace(ask(first if number % 2 else second), idempotency_key=f"call-{number:04}")
            ).state
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(choose, range(48))) == {"held"}
    assert sorted(held(studio, first, second)) == [0, 1]
    assert studio.one("SELECT COUNT(*) FROM {p}redemptions WHERE state = 'held'") == 1


def test_a_hold_of_another_booking_taken_at_this_moment_under_the_same_key_is_not_ended(
    studio: Studio, first: CustomerPackage, second: CustomerPackage
) -> None:
    redeem.redeem(studio.rt, ask(first))
    holds.release(studio.rt, HOST, KEY, "", ALICE, "test-request")
    other = just_before(customer_packages, "lock_all", lambda: redeem.redeem(studio.rt, ask(first, booking="b-2")))
    with other, pytest.raises(Refused) as refused:
        redeem.redeem(studio.rt, ask(second))
    assert refused.value.code == "attempt_key_reused"
    assert held(studio, first, second) == [1, 0]
