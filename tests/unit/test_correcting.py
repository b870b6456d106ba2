"""The rules of what staff change on one package: pure, for the preview and for the deed alike."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.domain import correcting, returning, rolling, undoing
from sidecar.domain.correcting import Objection
from sidecar.domain.validity import Validity
from tests.unit.test_rules import BOUGHT
from wp_bridge.records import CustomerPackage, LedgerEntry

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
ENTRY = LedgerEntry(
    id=7,
    customer_package_id=BOUGHT.id,
    kind="adjust",
    delta=2,
    delta_paid=2,
    delta_free=0,
    balance_after=12,
    actor_kind="staff",
    actor_name="Carol Clark",
    reason="a gift",
    host=None,
    booking_id=None,
    service_name="",
    valid_through_old=None,
    valid_through_new=None,
    created_at=NOW,
    entry_key="adjust:01J00000000000000000000000",
    redemption_id=None,
    expires_at_old=None,
    expires_at_new=None,
    customer_old_id=None,
    customer_new_id=None,
    undoes_id=None,
    undone_by=None,
)


def pack(**changes: object) -> CustomerPackage:
    return replace(BOUGHT, **changes)  # type: ignore[arg-type]


@given(st.integers(0, 20), st.integers(0, 20), st.integers(-25, 25), st.integers(-25, 25))
def test_what_is_added_and_taken_back_is_as_it_was_and_nothing_falls_below_none(paid: int, free: int, p: int, f: int) -> None:
    before = pack(paid_balance=paid, free_balance=free, balance=paid + free)
    if correcting.to_adjusting(before, p, f) is not None:
        assert paid + p < 0 or free + f < 0
        return
    after = correcting.adjusted(before, p, f)
    assert min(after.paid_balance, after.free_balance) >= 0
    assert after.balance == after.paid_balance + after.free_balance
    assert correcting.adjusted(after, -p, -f) == before


def test_a_closed_or_blocked_package_is_not_changed() -> None:
    assert correcting.to_any_change(pack(closed_at=NOW, blocked_at=NOW)) == Objection("not_active")
    assert correcting.to_any_change(pack(blocked_at=NOW)) == Objection("package_blocked")
    assert correcting.to_any_change(pack()) is None


def test_a_pause_has_local_days_and_moves_the_last_day_by_them() -> None:
    paused = pack(suspended_by_staff_at=datetime(2026, 11, 19, 23, 30, tzinfo=UTC), valid_through=date(2026, 12, 31))
    assert correcting.days_paused(paused, NOW, BERLIN) == 9, "in Berlin the 20th had begun"
    assert correcting.days_paused(paused, NOW, UTC) == 10
    assert correcting.extended(paused, 9, BERLIN) == correcting.end_at(date(2027, 1, 9), BERLIN)
    assert correcting.extended(paused, 0, BERLIN) is None
    assert correcting.extended(replace(paused, valid_through=None), 9, BERLIN) is None, "what never ends is not extended"


def test_only_an_unused_package_is_given_to_somebody_else() -> None:
    assert correcting.to_reassigning(pack()) is None
    for used in (pack(used=1), pack(first_used_at=NOW)):
        assert correcting.to_reassigning(used) == Objection("already_used")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"suspended_by_dispute_at": NOW}, "refund_disputed"),
        ({"refund_pending": 1}, "refund_pending"),
        ({"held": 1}, "sessions_held"),
        ({"balance": 0}, "no_sessions_left"),
    ],
)
def test_nothing_is_rolled_over_while_something_is_under_way(facts: dict[str, object], code: str) -> None:
    package = pack(**facts)
    assert (rolling.to_moving_money(package, []) or rolling.to_rolling(package)) == Objection(code)


def test_rolled_over_and_back_is_as_it_was() -> None:
    before = pack(suspended_by_staff_at=NOW, used=3, sessions_total=13)
    new = rolling.rolled(before, Validity(None, None), NOW)
    assert (new.balance, new.used, new.sessions_total, new.rolled_from_id) == (before.balance, 0, before.balance, before.id)
    assert (new.suspended_by_staff_at, new.starts_at, new.expires_at) == (None, NOW, None)
    assert rolling.to_unrolling(before, new, before.paid_balance, before.free_balance) is None
    closed = replace(before, paid_balance=0, free_balance=0, balance=0, closed_at=NOW, order_id=None)
    assert rolling.unrolled(closed, new) == before


@pytest.mark.parametrize(
    "facts", [{"used": 1}, {"held": 1}, {"first_used_at": NOW}, {"closed_at": NOW}, {"refunded_sessions": 1}, {"customer_id": 99}]
)
def test_a_roll_over_is_not_undone_when_something_has_happened_to_the_new_one(facts: dict[str, object]) -> None:
    new = replace(rolling.rolled(pack(), Validity(None, None), NOW), **facts)  # type: ignore[arg-type]
    assert rolling.to_unrolling(pack(), new, new.paid_balance, new.free_balance) == Objection("undo_too_late")


def test_a_step_of_staff_is_undone_once_and_what_followed_from_it_is_no_step() -> None:
    assert undoing.to_undoing(pack(), ENTRY) is None
    assert undoing.to_undoing(pack(), replace(ENTRY, undone_by=9)) == Objection("already_undone")
    for other in ({"undoes_id": 3}, {"actor_kind": "system"}, {"kind": "redeem"}, {"entry_key": "followed:01J"}):
        assert undoing.to_undoing(pack(), replace(ENTRY, **other)) == Objection("not_undoable")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("validity", {"valid_through": date(2030, 1, 1)}),
        ("suspend", {"suspended_by_staff_at": None}),
        ("resume", {"suspended_by_staff_at": NOW}),
        ("transfer_out", {"closed_at": None}),
        ("reassign", {"customer_id": 99}),
    ],
)
def test_what_is_not_as_the_step_has_left_it_is_not_undone(kind: str, facts: dict[str, object]) -> None:
    entry = replace(ENTRY, kind=kind, entry_key=f"{kind}:01J", customer_new_id=1)
    assert undoing.to_undoing(pack(**facts), entry) == Objection("undo_too_late")


def test_a_pause_that_came_after_is_another_one() -> None:
    suspend, resume = (replace(ENTRY, kind=kind, entry_key=f"{kind}:1") for kind in ("suspend", "resume"))
    redeem = replace(ENTRY, kind="redeem", actor_kind="customer")
    assert not undoing.has_been_overtaken(suspend, [redeem])
    assert undoing.has_been_overtaken(suspend, [resume])
    assert undoing.has_been_overtaken(resume, [redeem])
    assert not undoing.has_been_overtaken(ENTRY, [suspend, redeem]), "of sessions the balance decides"


def test_sessions_that_go_back_are_used_no_more() -> None:
    after = returning.returned(pack(used=3), 2, 1)
    assert (after.used, after.balance - BOUGHT.balance, after.paid_balance - BOUGHT.paid_balance) == (0, 3, 2)


def test_the_last_day_is_whole_in_the_sites_zone() -> None:
    end = correcting.end_at(date(2026, 12, 31), BERLIN)
    assert end.expires_at == datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert correcting.end_at(None, BERLIN) == Validity(None, None)
