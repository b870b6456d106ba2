"""A redeemed booking is moved, gets another service, more or fewer people: its package pays it still, or the host takes it back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sidecar.errors import NotFound, Refused
from sidecar.usecases import changes, corrections, give_back, redeem, site_settings
from sidecar.usecases.changes import Change
from tests.studio import ALICE, BOB, CAROL, HOST, SETTINGS, Studio, command
from wp_bridge.records import Actor, CustomerPackage

pytestmark = pytest.mark.redemption

OTHER = "other-host"


@pytest.fixture
def strict(studio: Studio) -> CustomerPackage:
    """The visit too must take place before the last day; Yoga only; counts people."""
    return studio.sell(visit_before_expiry=True, per_person=True, validity_days=30)


def ask(studio: Studio, host: str, booking: str, wanted: Change, actor: Actor = ALICE) -> int:
    return int(changes.change(studio.rt, command("change", actor), host, booking, wanted)["sessions"])


def move(studio: Studio, booking: str, **columns: object) -> None:
    names = ", ".join(f"{name} = %s" for name in columns)
    sql = f"UPDATE {{wp}}sb_bookings SET {names} WHERE id = %s"
    studio.rt.db.transact(lambda tx: tx.run(sql, [*columns.values(), booking]))


def test_a_visit_moved_within_the_validity_keeps_its_session(studio: Studio, strict: CustomerPackage) -> None:
    booking = studio.book(people=2)
    studio.redeem(strict, booking)
    start = (studio.rt.clock.now() + timedelta(days=20)).replace(microsecond=0)
    move(studio, booking, starts_at=start)
    assert ask(studio, HOST, booking, Change()) == 2
    assert studio.again(strict).balance == 8
    assert studio.one("SELECT starts_at FROM {p}redemptions") == start.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"starts_at": datetime(2099, 1, 1, tzinfo=UTC)}, "visit_after_expiry"),
        ({"people": 11}, "too_few_sessions"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_moves(
    studio: Studio, strict: CustomerPackage, columns: dict, code: str
) -> None:
    booking = studio.book(people=2)
    studio.redeem(strict, booking)
    before = studio.rows("SELECT starts_at, people, sessions_taken FROM {p}redemptions")
    move(studio, booking, **columns)
    with pytest.raises(Refused) as refused:
        ask(studio, HOST, booking, Change())
    assert refused.value.code == code
    assert studio.rows("SELECT starts_at, people, sessions_taken FROM {p}redemptions") == before
    assert studio.again(strict).balance == 8


def test_another_service_is_refused_where_the_package_is_not_for_it(studio: Studio, strict: CustomerPackage) -> None:
    booking = studio.book(people=2)
    studio.redeem(strict, booking)
    move(studio, booking, service_id=studio.massage)
    with pytest.raises(Refused) as refused:
        ask(studio, HOST, booking, Change())
    assert refused.value.code == "wrong_service"


def test_the_last_minute_of_the_last_day_fits_and_the_next_does_not(studio: Studio, strict: CustomerPackage) -> None:
    booking = studio.book(people=1)
    studio.redeem(strict, booking)
    end = studio.again(strict).expires_at
    assert end is not None
    move(studio, booking, starts_at=end - timedelta(minutes=1))
    assert ask(studio, HOST, booking, Change()) == 1
    move(studio, booking, starts_at=end)
    with pytest.raises(Refused):
        ask(studio, HOST, booking, Change())


def test_a_move_is_judged_by_what_changed_only(studio: Studio) -> None:
    """Shortened by staff after it was booked: the visit stays paid, and one person less is still no new visit."""
    package = studio.sell(visit_before_expiry=True, per_person=True)
    booking = studio.book(people=3)
    studio.redeem(package, booking)
    corrections.set_validity(studio.rt, command("validity", CAROL), package.public_id, date(2026, 1, 1), "abuse")
    move(studio, booking, people=2)
    assert ask(studio, HOST, booking, Change()) == 2
    move(studio, booking, people=4)
    with pytest.raises(Refused) as refused:
        ask(studio, HOST, booking, Change())
    assert refused.value.code == "expired"


@pytest.fixture
def held_elsewhere(studio: Studio) -> CustomerPackage:
    """At a host whose table we cannot read, what it says is believed."""
    package = studio.sell(any_service=True, visit_before_expiry=True, per_person=True, validity_days=30)
    line = redeem.Line("b-1", "77", studio.rt.clock.now() + timedelta(days=2), 2)
    redeem.redeem(studio.rt, redeem.RedeemRequest(OTHER, "attempt-0001", package.public_id, (line,), ALICE, "test-request"))
    return package


def test_hosts_that_cannot_be_read_say_what_is_new(studio: Studio, held_elsewhere: CustomerPackage) -> None:
    start = (studio.rt.clock.now() + timedelta(days=9)).replace(microsecond=0)
    assert ask(studio, OTHER, "b-1", Change(people=3, starts_at=start, service="78")) == 3
    row = studio.rows("SELECT people, service_id, starts_at FROM {p}redemptions")[0]
    assert (row["people"], row["service_id"], row["starts_at"]) == (3, "78", start.replace(tzinfo=None))
    with pytest.raises(Refused) as refused:
        ask(studio, OTHER, "b-1", Change(starts_at=start + timedelta(days=60)))
    assert refused.value.code == "visit_after_expiry"
    assert studio.again(held_elsewhere).balance == 7


def test_a_customer_cannot_change_what_is_over_or_not_theirs(studio: Studio, held_elsewhere: CustomerPackage) -> None:
    with pytest.raises(NotFound):
        ask(studio, OTHER, "b-1", Change(people=1), BOB)
    site_settings.update(studio.rt, command("settings", CAROL), SETTINGS | {"cancel_hours": 24 * 30})
    event = give_back.StatusEvent(OTHER, "b-1", "cancelled", "customer", "", ALICE, "test-request")
    assert give_back.observe(studio.rt, event).outcome == "kept"
    with pytest.raises(Refused) as refused:
        ask(studio, OTHER, "b-1", Change(people=1))
    assert refused.value.code == "booking_cancelled"


def test_an_old_message_sent_again_does_not_undo_a_newer_one(studio: Studio, held_elsewhere: CustomerPackage) -> None:
    three, one = command("change", ALICE), command("change", ALICE)
    changes.change(studio.rt, three, OTHER, "b-1", Change(people=3))
    changes.change(studio.rt, one, OTHER, "b-1", Change(people=1))
    changes.change(studio.rt, three, OTHER, "b-1", Change(people=3))
    assert studio.again(held_elsewhere).balance == 9
