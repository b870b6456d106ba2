"""The guarded statements behind what staff change on a package, asked directly: what the rules above would never ask."""

from collections.abc import Callable
from typing import Any

import pytest

from sidecar.usecases import corrections
from tests.studio import BOB, CAROL, Studio, command
from wp_bridge import customer_packages
from wp_bridge.database import Transaction
from wp_bridge.errors import DuplicateKey
from wp_bridge.records import CustomerPackage

pytestmark = pytest.mark.admin


@pytest.fixture
def package(studio: Studio) -> CustomerPackage:
    return studio.sell()


def asked(studio: Studio, step: Callable[..., bool], *args: Any) -> bool:
    def work(tx: Transaction) -> bool:
        return step(tx, *args)

    return studio.rt.db.transact(work)


def put(studio: Studio, column: str, value: str) -> None:
    studio.rt.db.transact(lambda tx: tx.run(f"UPDATE {{p}}customer_packages SET {column} = {value}"))


def test_only_with_exactly_what_is_left_a_package_is_closed(studio: Studio, package: CustomerPackage) -> None:
    assert not asked(studio, customer_packages.close, package.id, 9, 0)


@pytest.mark.parametrize("fact", ["held = 1, used", "refund_pending", "suspended_by_dispute_at", "blocked_at", "closed_at"])
def test_with_something_under_way_no_package_is_closed(studio: Studio, package: CustomerPackage, fact: str) -> None:
    put(studio, fact, "UTC_TIMESTAMP(6)" if fact.endswith("_at") else "1")
    assert not asked(studio, customer_packages.close, package.id, 10, 0)


def test_only_a_closed_package_is_opened_again(studio: Studio, package: CustomerPackage) -> None:
    assert not asked(studio, customer_packages.reopen, package.id, package.order_id, 10, 0)


def test_only_a_closed_package_passes_sessions_on(studio: Studio, package: CustomerPackage) -> None:
    assert not asked(studio, customer_packages.pass_on, package.id, 1, 0)


def test_a_closed_package_receives_nothing(studio: Studio, package: CustomerPackage) -> None:
    put(studio, "closed_at", "UTC_TIMESTAMP(6)")
    assert not asked(studio, customer_packages.receive, package.id, 1, 0)


@pytest.mark.parametrize("fact", ["used = 1, held", "first_used_at"])
def test_a_used_package_is_not_given_to_anybody_else(studio: Studio, package: CustomerPackage, fact: str) -> None:
    other = studio.sell(BOB)
    put(studio, fact, "UTC_TIMESTAMP(6)" if fact.endswith("_at") else "1")
    assert not asked(studio, customer_packages.reassign, package.id, package.customer_id, other.customer_id)


def test_nothing_is_taken_from_whose_it_is_not_any_more(studio: Studio, package: CustomerPackage) -> None:
    other = studio.sell(BOB)
    assert not asked(studio, customer_packages.reassign, package.id, other.customer_id, other.customer_id)


def test_an_entry_has_one_counter_entry(studio: Studio, package: CustomerPackage) -> None:
    corrections.adjust(studio.rt, command("adjust", CAROL), package.public_id, 1, True, "a gift")
    insert = (
        "INSERT INTO {p}ledger (customer_package_id, entry_key, kind, delta, delta_paid, delta_free, balance_after, paid_after,"
        " actor_kind, request_id, created_at, undoes_id) SELECT customer_package_id, %s, 'adjust', 0, 0, 0, balance_after,"
        " paid_after, 'staff', 'test-request', created_at, id FROM {p}ledger WHERE kind = 'adjust' AND undoes_id IS NULL"
    )
    studio.rt.db.transact(lambda tx: tx.run(insert, ("first",)))
    with pytest.raises(DuplicateKey, match="undoes"):
        studio.rt.db.transact(lambda tx: tx.run(insert, ("second",)))


@pytest.mark.parametrize(("paid", "free"), [(-11, 0), (0, -1)])
def test_no_more_of_a_kind_is_taken_than_there_is(studio: Studio, package: CustomerPackage, paid: int, free: int) -> None:
    assert not asked(studio, customer_packages.adjust, package.id, paid, free)


def test_a_package_is_suspended_once(studio: Studio, package: CustomerPackage) -> None:
    assert asked(studio, customer_packages.suspend, package.id)
    assert not asked(studio, customer_packages.suspend, package.id), "suspended twice"
