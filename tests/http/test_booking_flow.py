"""Offers, redemptions and what follows, through the routes that the booking flow uses."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from sidecar.usecases import holds
from tests.http.conftest import Plugin, code_of
from tests.studio import ALICE, BOB, CAROL, HOST, Studio
from wp_bridge.database import Transaction

pytestmark = pytest.mark.redemption


def ask(studio: Studio, **changes: object) -> dict:
    known = {"host": HOST, "service": studio.yoga, "starts_at": "2030-01-02T09:00:00Z", "people": 1}
    return known | {"price_minor": 4000, "currency": "EUR"} | changes


def redemption(studio: Studio, key: str = "attempt-0001") -> dict:
    package = studio.sell()
    return {"host": HOST, "attempt_key": key, "customer_package": package.public_id, "lines": [{"booking": studio.book()}]}


def test_the_offer_carries_the_numbers_for_its_label(shop: Plugin, studio: Studio) -> None:
    package = studio.sell()
    offers = shop.get("/v1/offers", **ask(studio)).get_json()["offers"]
    assert [(o["customer_package"], o["usable"], o["preselected"]) for o in offers] == [(package.public_id, True, True)]
    assert (offers[0]["name"], offers[0]["remaining"], offers[0]["total"]) == ("10 Yoga Sessions", 10, 10)
    assert shop.get("/v1/offers", BOB, **ask(studio)).get_json() == {"offers": []}


def test_soonest_expiry_first_and_the_reason_for_the_others(shop: Plugin, studio: Studio) -> None:
    studio.sell(name="Long", validity_days=0)
    studio.sell(name="Short", validity_days=10)
    studio.sell(name="Group", per_person=True, sessions=2)
    offers = shop.get("/v1/offers", **ask(studio, people=3)).get_json()["offers"]
    assert [(o["name"], o["usable"], o["preselected"]) for o in offers] == [
        ("Short", True, True),
        ("Long", True, False),
        ("Group", False, False),
    ]
    assert offers[2]["reason_code"] == "too_few_sessions"
    assert offers[2]["reason_params"] == {"remaining": 2, "needed": 3}


def test_a_free_booking_is_offered_but_not_preselected(shop: Plugin, studio: Studio) -> None:
    studio.sell()
    offers = shop.get("/v1/offers", **ask(studio, price_minor=0)).get_json()["offers"]
    assert [(o["usable"], o["preselected"]) for o in offers] == [(True, False)]


def test_redeem_by_route_twice_is_one_answer(shop: Plugin, studio: Studio) -> None:
    body = redemption(studio)
    first = shop.post("/v1/redemptions", body)
    again = shop.post("/v1/redemptions", body)
    assert first.status_code == again.status_code == 200
    assert first.get_json() == again.get_json()
    assert first.get_json()["package"]["remaining"] == 9


def test_staff_cancel_gives_back_once(shop: Plugin, studio: Studio) -> None:
    body = redemption(studio)
    booking = body["lines"][0]["booking"]
    shop.post("/v1/redemptions", body)
    event = {"host": HOST, "booking": booking, "old": "confirmed", "new": "cancelled", "by": "staff", "reason": "ill"}
    # The host's own table is believed, not the message.
    assert shop.post("/v1/bookings/status", event, CAROL).get_json() == {"outcome": "nothing", "sessions": 0}
    studio.set_booking(booking, "cancelled")
    assert shop.post("/v1/bookings/status", event, CAROL).get_json() == {"outcome": "given_back", "sessions": 1}
    assert shop.post("/v1/bookings/status", event, CAROL).get_json() == {"outcome": "nothing", "sessions": 0}
    assert studio.one("SELECT balance FROM {p}customer_packages") == 10
    kinds = [row["kind"] for row in studio.rows("SELECT kind FROM {p}ledger ORDER BY id")]
    assert kinds == ["grant", "redeem", "reinstate"]


def test_a_late_cancel_by_the_customer_keeps_the_session_whatever_they_claim(shop: Plugin, studio: Studio) -> None:
    settings = shop.get("/v1/manage/settings", CAROL).get_json()["settings"]
    body = {name: settings[name] for name in ("currency", "bank_transfer", "tax")}
    shop.put("/v1/manage/settings", body | {"cancel_hours": 24 * 7})
    asked = redemption(studio)
    booking = asked["lines"][0]["booking"]
    shop.post("/v1/redemptions", asked)
    studio.set_booking(booking, "cancelled")
    event = {"host": HOST, "booking": booking, "old": "confirmed", "new": "cancelled", "by": "staff"}
    assert shop.post("/v1/bookings/status", event, ALICE).get_json() == {"outcome": "kept", "sessions": 0}
    assert studio.one("SELECT balance FROM {p}customer_packages") == 9


def test_nobody_cancels_or_describes_somebody_elses(shop: Plugin, studio: Studio) -> None:
    body = redemption(studio)
    booking = body["lines"][0]["booking"]
    shop.post("/v1/redemptions", body)
    studio.set_booking(booking, "cancelled")
    event = {"host": HOST, "booking": booking, "new": "cancelled", "by": "customer"}
    assert code_of(shop.post("/v1/bookings/status", event, BOB)) == (404, "booking_unknown")
    assert shop.get("/v1/bookings/describe", BOB, host=HOST, bookings=booking).get_json() == {"bookings": {}}
    seen = shop.get("/v1/bookings/describe", ALICE, host=HOST, bookings=f"{booking},999").get_json()["bookings"]
    assert seen[booking]["package_name"] == "10 Yoga Sessions"
    assert list(seen) == [booking]


def other_host(studio: Studio, key: str, sessions: int = 1, **package: object) -> dict:
    sold = studio.sell(**package)
    line = {"service": "77", "starts_at": "2030-01-02T09:00:00Z", "people": sessions}
    return {"host": "other-host", "attempt_key": key, "customer_package": sold.public_id, "lines": [line]}


def test_another_host_reserves_commits_and_releases(shop: Plugin, studio: Studio) -> None:
    held = shop.post("/v1/redemptions", other_host(studio, "attempt-0001", any_service=True))
    assert (held.get_json()["state"], held.get_json()["package"]["remaining"]) == ("held", 9)
    done = {"host": "other-host", "attempt_key": "attempt-0001", "bookings": ["b-1"], "marker": "paid"}
    for _ in range(2):
        answer = shop.post("/v1/redemptions/commit", done).get_json()
        assert (answer["state"], answer["lines"]) == ("committed", [{"booking": "b-1", "sessions": 1}])
    refused = shop.post("/v1/redemptions/release", {"host": "other-host", "attempt_key": "attempt-0001"})
    assert code_of(refused) == (409, "attempt_committed")

    shop.post("/v1/redemptions", other_host(studio, "attempt-0002", any_service=True))
    for _ in range(2):
        released = shop.post("/v1/redemptions/release", {"host": "other-host", "attempt_key": "attempt-0002"})
        assert released.get_json() == {"state": "released"}
    assert studio.rows("SELECT balance, used, held FROM {p}customer_packages ORDER BY id")[1] == {
        "balance": 10,
        "used": 0,
        "held": 0,
    }


def test_a_commit_after_the_lapse_redeems_anew_unless_the_package_can_no_longer_pay(shop: Plugin, studio: Studio) -> None:
    shop.post("/v1/redemptions", other_host(studio, "attempt-0001", any_service=True))
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}attempts SET hold_expires_at = UTC_TIMESTAMP(6)"))
    assert holds.lapse_due(studio.rt) == 1
    assert holds.lapse_due(studio.rt) == 0
    done = {"host": "other-host", "attempt_key": "attempt-0001", "bookings": ["b-1"]}
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}customer_packages SET suspended_by_staff_at = UTC_TIMESTAMP(6)"))
    assert code_of(shop.post("/v1/redemptions/commit", done)) == (409, "lapsed")
    assert studio.one("SELECT balance FROM {p}customer_packages") == 10
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}customer_packages SET suspended_by_staff_at = NULL"))
    assert shop.post("/v1/redemptions/commit", done).get_json()["state"] == "committed"
    assert studio.one("SELECT balance FROM {p}customer_packages") == 9


def test_a_changed_party_gives_back_or_takes_the_difference(shop: Plugin, studio: Studio) -> None:
    shop.post("/v1/redemptions", other_host(studio, "attempt-0001", 3, any_service=True, per_person=True))
    done = {"host": "other-host", "attempt_key": "attempt-0001", "bookings": ["b-1"]}
    shop.post("/v1/redemptions/commit", done)
    for people, balance in ((1, 9), (4, 6), (4, 6)):
        answer = shop.post("/v1/redemptions/change", {"host": "other-host", "booking": "b-1", "people": people})
        assert answer.get_json()["sessions"] == people
        assert studio.one("SELECT balance FROM {p}customer_packages") == balance
    refused = shop.post("/v1/redemptions/change", {"host": "other-host", "booking": "b-1", "people": 11})
    assert code_of(refused) == (409, "too_few_sessions")


def test_first_use_starts_the_clock_and_giving_back_the_only_use_stops_it(shop: Plugin, studio: Studio) -> None:
    body = other_host(studio, "attempt-0001", any_service=True, validity_from="first_use", validity_days=30)
    before = "SELECT starts_at, expires_at, valid_through FROM {p}customer_packages"
    assert set(studio.rows(before)[0].values()) == {None}
    shop.post("/v1/redemptions", body)
    assert None not in studio.rows(before)[0].values()
    shop.post("/v1/redemptions/release", {"host": "other-host", "attempt_key": "attempt-0001"})
    assert set(studio.rows(before)[0].values()) == {None}
    kinds = [row["kind"] for row in studio.rows("SELECT kind FROM {p}ledger ORDER BY id")]
    assert kinds == ["grant", "validity", "redeem", "reinstate", "validity"]


def test_no_step_waits_for_a_lock_beyond_what_the_caller_will_wait(shop: Plugin, studio: Studio) -> None:
    body = other_host(studio, "attempt-0001", any_service=True)
    body["lines"][0]["booking"] = "b-1"
    shop.post("/v1/redemptions", body)
    shop.extra = {"X-SP-Deadline-Ms": "500"}
    key = {"host": "other-host", "attempt_key": "attempt-0001"}
    steps = [
        ("/v1/redemptions/commit", key),
        ("/v1/redemptions/release", key),
        ("/v1/redemptions/change", {"host": "other-host", "booking": "b-1", "people": 2}),
        ("/v1/bookings/status", {"host": "other-host", "booking": "b-1", "new": "cancelled"}),
    ]

    def while_locked(tx: Transaction) -> None:
        tx.run("SELECT id FROM {p}customer_packages FOR UPDATE")
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda step: shop.post(*step), steps))
        assert [code_of(answer) for answer in answers] == [(503, "database_unavailable")] * 4

    began = time.monotonic()
    studio.rt.db.transact(while_locked)
    assert time.monotonic() - began < 2.5


def test_an_attempt_key_of_the_greatest_length_serves(shop: Plugin, studio: Studio) -> None:
    package = studio.sell(any_service=True)
    line = {"booking": "b" * 64, "service": "s" * 64, "starts_at": "2030-01-02T09:00:00Z"}
    asked = {"host": "h" * 32, "attempt_key": "k" * 128, "customer_package": package.public_id, "lines": [line]}
    assert shop.post("/v1/redemptions", asked, key="i" * 128).get_json()["state"] == "held"
    again = {"host": "h" * 32, "attempt_key": "k" * 128, "marker": "m" * 190}
    assert shop.post("/v1/redemptions/commit", again).get_json()["state"] == "committed"
