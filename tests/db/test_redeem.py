"""Redeeming on the real database: once, whole, and never more than there is."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from sidecar.errors import NotFound, Refused
from sidecar.usecases import redeem
from tests.studio import BOB, Studio
from wp_bridge import customer_packages

pytestmark = pytest.mark.redemption


def test_a_redemption_takes_one_session_and_confirms_the_booking(studio: Studio) -> None:
    package, booking = studio.sell(), studio.book()
    outcome = studio.redeem(package, booking)
    assert (outcome.state, outcome.remaining, outcome.total) == ("committed", 9, 10)
    assert outcome.lines == ((booking, 1),)
    row = studio.booking(booking)
    assert (row["status"], row["payment_state"], row["payment_method"]) == ("confirmed", "paid", "package")
    assert row["package_label"] == "10 Yoga Sessions"
    assert row["hold_expires_at"] is None
    entries = studio.rows("SELECT kind, delta, balance_after, actor_name FROM {p}ledger ORDER BY id")
    assert [(e["kind"], e["delta"], e["balance_after"]) for e in entries] == [("grant", 10, 10), ("redeem", -1, 9)]
    assert entries[1]["actor_name"] == "Alice Archer"


def test_the_same_attempt_again_gets_the_same_answer_and_takes_nothing(studio: Studio) -> None:
    package, booking = studio.sell(sessions=1), studio.book()
    first = studio.redeem(package, booking, key="attempt-1")
    again = studio.redeem(package, booking, key="attempt-1")
    assert first == again
    assert first.remaining == 0
    assert studio.again(package).balance == 0
    assert studio.one("SELECT COUNT(*) FROM {p}redemptions") == 1


def test_the_same_key_for_something_else_is_refused(studio: Studio) -> None:
    package = studio.sell()
    studio.redeem(package, studio.book(), key="attempt-1")
    with pytest.raises(Refused) as refused:
        studio.redeem(package, studio.book(), key="attempt-1")
    assert refused.value.code == "attempt_key_reused"
    assert studio.again(package).balance == 9


def all_at_once(studio: Studio, requests: list[redeem.RedeemRequest]) -> list[str]:
    """The state or the refusal's code that each caller gets."""

    def attempt(request: redeem.RedeemRequest) -> str:
        try:
            return redeem.redeem(studio.rt, request).state
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(attempt, requests))


def test_of_32_parallel_redemptions_of_a_last_session_exactly_one_succeeds(studio: Studio) -> None:
    package = studio.sell(sessions=1)
    requests = [studio.request(package, studio.book()) for _ in range(32)]

    outcomes = all_at_once(studio, requests)
    assert outcomes.count("committed") == 1
    assert set(outcomes) - {"committed"} <= {"no_sessions_left", "not_active"}
    assert studio.again(package).balance == 0
    assert studio.one("SELECT COUNT(*) FROM {wp}sb_bookings WHERE status = 'confirmed'") == 1
    assert studio.one("SELECT SUM(delta) FROM {p}ledger WHERE customer_package_id = %s", package.id) == 0


def test_the_same_attempt_from_16_sides_at_once_is_one_redemption_and_one_answer(studio: Studio) -> None:
    package, booking = studio.sell(sessions=1), studio.book()
    request = studio.request(package, booking)
    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(lambda _: redeem.redeem(studio.rt, request), range(16)))
    assert len(set(outcomes)) == 1
    assert outcomes[0].state == "committed"
    assert studio.one("SELECT COUNT(*) FROM {p}redemptions") == 1


def test_the_same_booking_from_16_attempts_is_paid_once(studio: Studio) -> None:
    package, booking = studio.sell(), studio.book()
    requests = [studio.request(package, booking) for _ in range(16)]

    outcomes = all_at_once(studio, requests)
    assert outcomes.count("committed") == 1
    assert set(outcomes) - {"committed"} <= {"booking_already_paid", "booking_not_pending"}
    assert studio.again(package).balance == 9


def test_several_bookings_in_one_attempt_are_all_or_none(studio: Studio) -> None:
    package = studio.sell(sessions=2)
    three = [studio.book() for _ in range(3)]
    with pytest.raises(Refused) as refused:
        studio.redeem(package, *three)
    assert (refused.value.code, refused.value.params) == ("too_few_sessions", {"remaining": 2, "needed": 3})
    assert studio.again(package).balance == 2
    assert {studio.booking(b)["status"] for b in three} == {"pending"}
    assert studio.redeem(package, *three[:2]).remaining == 0


def test_a_refusal_is_not_remembered(studio: Studio) -> None:
    package, booking = studio.sell(), studio.book(status="cancelled")
    with pytest.raises(Refused):
        studio.redeem(package, booking, key="attempt-1")
    studio.set_booking(booking, "pending")
    assert studio.redeem(package, booking, key="attempt-1").state == "committed"


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"status": "cancelled"}, "booking_cancelled"),
        ({"status": "expired"}, "booking_hold_expired"),
        ({"status": "confirmed"}, "booking_not_pending"),
        ({"status": "confirmed", "payment_state": "paid"}, "booking_already_paid"),
        ({"hold_expires_at": "2020-01-01 00:00:00"}, "booking_hold_expired"),
        ({"hold_expires_at": None}, "booking_hold_expired"),
    ],
)
def test_a_booking_that_cannot_be_paid_is_refused_and_nothing_moves(studio: Studio, columns: dict, code: str) -> None:
    package, booking = studio.sell(), studio.book(**columns)
    with pytest.raises(Refused) as refused:
        studio.redeem(package, booking)
    assert refused.value.code == code
    assert studio.again(package).balance == 10
    assert studio.one("SELECT COUNT(*) FROM {p}attempts") == 0


def test_nobody_spends_or_pays_for_somebody_else(studio: Studio) -> None:
    package = studio.sell()
    for who, booking in ((BOB, studio.book(BOB)), (BOB, studio.book())):
        with pytest.raises(NotFound) as refused:
            studio.redeem(package, booking, who=who)
        assert refused.value.code == "package_unknown"
    with pytest.raises(NotFound) as refused:
        studio.redeem(package, studio.book(BOB))
    assert refused.value.code == "booking_unknown"
    assert studio.again(package).balance == 10


def test_another_service_is_refused(studio: Studio) -> None:
    with pytest.raises(Refused) as refused:
        studio.redeem(studio.sell(), studio.book(service=studio.massage))
    assert refused.value.code == "wrong_service"


def test_one_session_per_person_where_the_package_says_so(studio: Studio) -> None:
    package = studio.sell(per_person=True)
    assert studio.redeem(package, studio.book(people=3)).remaining == 7


def test_the_guarded_statement_decides_even_if_the_rules_before_it_were_wrong(studio: Studio) -> None:
    """Takes more than there is, past the rules: the database itself refuses."""
    package = studio.sell(sessions=1)
    assert studio.rt.db.transact(lambda tx: customer_packages.take(tx, package.id, 2, 0, held=False)) is False
    assert studio.again(package).balance == 1


def test_a_booking_for_nobody_still_takes_a_session(studio: Studio) -> None:
    package = studio.sell(per_person=True)
    assert studio.redeem(package, studio.book(people=0)).remaining == 9


def test_what_was_bought_in_test_mode_pays_nothing_once_the_site_is_live(studio: Studio) -> None:
    package, booking = studio.sell(), studio.book()
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}customer_packages SET mode = 'test'"))
    assert studio.offers() == []
    with pytest.raises(NotFound) as refused:
        studio.redeem(package, booking)
    assert refused.value.code == "package_unknown"
