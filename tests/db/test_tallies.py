"""The owner's counts and sums, against counting one by one: through random lives, broken commits, the passing of time and both sweeps."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devstack.stack import Stack
from sidecar import runtime
from sidecar.clock import ShiftedClock
from sidecar.domain.status import status
from sidecar.usecases import listed
from sidecar.usecases.listed import Ask
from tests.broken_commits import broken_commits
from tests.conftest import core_config
from tests.reset import Reset
from tests.studio import ALICE, BOB, Studio
from wp_bridge import customer_packages, customers, listing, reports, tallies
from wp_bridge.database import Transaction
from wp_bridge.errors import BridgeError

pytestmark = pytest.mark.admin

BEGIN = datetime(2026, 3, 1, 12, tzinfo=UTC)
FACTS = st.one_of(
    *(
        st.tuples(st.just(name), st.sampled_from([None, -20, -1, 1, 5, 20]))
        for name in ("starts_at", "expires_at", "expires_at", "suspended_by_staff_at", "blocked_at", "closed_at")
    ),
    *(st.tuples(st.just(name), st.integers(0, 2)) for name in ("paid_balance", "used", "refund_pending", "refunded_sessions")),
)
STEPS = st.one_of(
    st.tuples(st.just("change"), st.tuples(st.integers(0, 3), FACTS, st.sampled_from(["", "", "kept", "lost", "rolled back"]))),
    st.tuples(st.just("days"), st.integers(1, 9)),
    st.tuples(st.sampled_from(["sell", "fold", "see"]), st.none()),
)


class _Undo(Exception):
    pass


@pytest.fixture
def clocked(stack: Stack, core: Reset) -> Iterator[tuple[Studio, ShiftedClock]]:
    core.wipe()
    clock = ShiftedClock(BEGIN)
    rt = runtime.build(core_config(stack), clock=clock)
    yield Studio(rt), clock
    rt.db.close()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=3, max_size=12))
def test_every_view_counts_what_it_shows_through_all_that_happens(
    clocked: tuple[Studio, ShiftedClock], steps: list[tuple[str, object]]
) -> None:
    studio, clock = clocked
    if not studio.one("SELECT COUNT(*) FROM {p}customer_packages"):
        held = [studio.sell(ALICE if n % 2 else BOB) for n in range(2)]
        assert held
    for what, how in steps:
        _step(studio, clock, what, how)
        _compare(studio)


def _step(studio: Studio, clock: ShiftedClock, what: str, how: object) -> None:
    if what == "days":
        assert isinstance(how, int)
        clock.moment += timedelta(days=how)
    elif what == "fold":
        with mock.patch.object(tallies, "KEPT", 0), mock.patch.object(tallies, "FOLD", 3):
            studio.rt.db.transact(tallies.fold)
    elif what == "see":
        listed.see_ended(studio.rt)
    elif what == "sell":
        studio.rt.db.transact(_copy)
    else:
        number, (name, value), fate = how  # type: ignore[misc]
        _change(studio, clock, number, name, value, fate)


def _copy(tx: Transaction) -> None:
    tx.run(
        "INSERT INTO {p}customer_packages (public_id, customer_id, package_id, package_version_id, mode, sessions_total, paid_total,"
        " paid_balance, free_balance, purchased_at, activated_at, expires_at) SELECT CONCAT('7', LPAD(MAX(id), 25, '0')),"
        " MIN(customer_id), MIN(package_id), MIN(package_version_id), 'live', 3, 3, 3, 0, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6),"
        " UTC_TIMESTAMP(6) + INTERVAL 3 DAY FROM {p}customer_packages"
    )


def _change(studio: Studio, clock: ShiftedClock, which: int, name: str, value: int | None, fate: str) -> None:
    moment = clock.moment + timedelta(days=value) if name.endswith("_at") and value is not None else value

    def work(tx: Transaction) -> None:
        ids = [row["id"] for row in tx.all("SELECT id FROM {p}customer_packages ORDER BY id LIMIT 4")]
        tx.run(f"UPDATE {{p}}customer_packages SET {name} = %s WHERE id = %s", (moment, ids[which % len(ids)]))
        if fate == "rolled back":
            raise _Undo

    fates = [fate] if fate in {"kept", "lost"} else []
    with contextlib.suppress(_Undo, BridgeError), broken_commits(*fates):
        studio.rt.db.transact(work)


def _compare(studio: Studio) -> None:
    def work(tx: Transaction) -> tuple[dict[str, int], Counter[str]]:
        now = tx.now()
        every = [customer_packages.get(tx, row["id"]) for row in tx.all("SELECT id FROM {p}customer_packages")]
        return listing.counts(tx), Counter(status(one, now) for one in every)

    counts, found = studio.rt.db.transact(work)
    assert counts == dict.fromkeys(listing.VIEWS, 0) | found | {"all": found.total()}, "counted otherwise"


def test_a_package_that_is_gone_is_counted_no_more(studio: Studio) -> None:
    studio.rt.db.transact(lambda tx: (_sold(tx), tx.run("DELETE FROM {p}customer_packages WHERE order_id IS NULL")))
    _compare(studio)


def _sold(tx: Transaction) -> None:
    """One without order and ledger."""
    tx.run("INSERT INTO {p}customers (public_id, name, email, created_at, updated_at) VALUES ('C', '', 'x@y.test', NOW(), NOW())")
    tx.run("INSERT INTO {p}packages (id, public_id, status, created_at, updated_at) VALUES (9, 'P', 'draft', NOW(), NOW())")
    tx.run(
        "INSERT INTO {p}package_versions (id, package_id, number, name, description, sessions, price_minor, currency, validity_days,"
        " validity_from, visit_before_expiry, per_person, any_service, terms_text, created_at)"
        " VALUES (9, 9, 1, 'Nine', '', 3, 0, 'EUR', 0, 'activation', 0, 0, 1, '', NOW())"
    )
    tx.run(
        "INSERT INTO {p}customer_packages (public_id, customer_id, package_id, package_version_id, mode, sessions_total, paid_total,"
        " paid_balance, free_balance, purchased_at, activated_at) SELECT 'X', id, 9, 9, 'live', 3, 3, 3, 0, NOW(), NOW()"
        " FROM {p}customers WHERE public_id = 'C'"
    )


def test_totals_are_the_sums_of_the_ledger(studio: Studio) -> None:
    package = studio.sell()
    for fate in ("kept", "lost", ""):
        booking = studio.book()
        with broken_commits(*filter(None, [fate])), contextlib.suppress(BridgeError):
            studio.redeem(package, booking)
    totals = studio.rt.db.transact(lambda tx: reports.totals(tx, "live"))
    sums = studio.rows("SELECT kind, SUM(delta) AS n FROM {p}ledger GROUP BY kind")
    by_kind = {row["kind"]: int(row["n"]) for row in sums}
    assert totals["sold"] == by_kind["grant"], "summed otherwise"
    assert (totals["used"], totals["remaining"]) == (-by_kind["redeem"], sum(by_kind.values()))


def _found(studio: Studio, text: str) -> int:
    return len(listed.page(studio.rt, Ask(search=text)).items)


def test_a_customer_is_found_by_the_words_they_have_now(studio: Studio) -> None:
    studio.sell()
    assert _found(studio, "archer") == 1, "not found"
    renamed = lambda tx: customers.ensure_user(tx, "Z" * 26, 11, "Zoë Łukasz-Ńowak", "zoe@example.test")  # noqa: E731
    studio.rt.db.transact(renamed)
    assert _found(studio, "archer") == 0, "found by the old"
    assert [_found(studio, text) for text in ("zoe", "Zoë", "łuk now", "ńow")] == [1, 1, 1, 1]


def test_a_customer_who_is_gone_leaves_no_words(studio: Studio) -> None:
    studio.rt.db.transact(lambda tx: customers.ensure_user(tx, "Z" * 26, 11, "Zoë", "zoe@example.test"))
    studio.rt.db.transact(lambda tx: tx.run("DELETE FROM {p}customers"))
    assert studio.one("SELECT COUNT(*) FROM {p}customer_words") == 0, "words are left"


def _order(studio: Studio) -> list[str]:
    return [item.customer.name for item in listed.page(studio.rt, Ask(sort="customer")).items]


def test_the_list_is_sorted_by_the_names_that_customers_have_now(studio: Studio) -> None:
    for buyer in (BOB, ALICE):
        studio.sell(buyer)
    assert _order(studio) == ["Alice Archer", "Bob Baker"], "sorted otherwise"
    studio.rt.db.transact(lambda tx: customers.ensure_user(tx, "Z" * 26, 11, "Zoë", "zoe@example.test"))
    assert _order(studio) == ["Bob Baker", "Zoë"]


def test_a_package_that_goes_to_another_customer_is_sorted_by_their_name(studio: Studio) -> None:
    first, other = studio.sell(BOB), studio.sell(ALICE)
    middle = studio.rt.db.transact(lambda tx: customers.ensure_user(tx, "M" * 26, 13, "Aaron", "a@example.test"))
    sql = "UPDATE {p}customer_packages SET customer_id = %s WHERE id = %s"
    studio.rt.db.transact(lambda tx: tx.run(sql, (middle.id, first.id)))
    assert other.customer_id != middle.id
    assert _order(studio) == ["Aaron", "Alice Archer"], "sorted otherwise"


def test_two_who_fold_or_see_ends_at_once_do_not_wait_for_each_other(studio: Studio) -> None:
    held = studio.sell()
    studio.rt.db.transact(
        lambda tx: tx.run("UPDATE {p}customer_packages SET expires_at = UTC_TIMESTAMP(6) WHERE id = %s", (held.id,))
    )
    db = studio.rt.db
    assert db.transact(lambda tx: (tallies.see_ended(tx, 10), db.transact(lambda other: tallies.see_ended(other, 10)))) == (1, 0)
    with mock.patch.object(tallies, "KEPT", 0):
        assert db.transact(lambda tx: (tallies.fold(tx) > 0, db.transact(tallies.fold))) == (True, 0)
    _compare(studio)
