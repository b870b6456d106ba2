"""What staff do about bookings, over signed HTTP: shapes, who may, and that a repeated press has one effect."""

import pytest

from sidecar.usecases import reconcile
from tests.http.conftest import Plugin, code_of
from tests.studio import ALICE, BOB, CAROL, HOST, Studio

pytestmark = pytest.mark.redemption


def booking_path(booking: str, host: str = HOST, more: str = "") -> str:
    return f"/v1/manage/bookings?host={host}&booking={booking}{more}"


def test_a_booking_is_shown_with_its_customers_packages(shop: Plugin, studio: Studio) -> None:
    package, booking = studio.sell(), studio.book(status="confirmed", payment_method="on_site")
    studio.sell(BOB)
    shown = shop.get(booking_path(booking), CAROL).get_json()
    assert shown["booking"]["customer"] == {"name": "Alice Archer", "email": "alice@example.test", "wp_user_id": 11}
    assert shown["booking"]["service"] == {"id": studio.yoga, "name": "Yoga"}
    assert (shown["package"], shown["payable_code"], shown["can_reinstate"]) == (None, None, False)
    assert [(offer["customer_package"], offer["owner"]) for offer in shown["offers"]] == [(package.public_id, "Alice Archer")]


def test_redeem_then_no_show_then_give_back(shop: Plugin, studio: Studio) -> None:
    package, booking = studio.sell(), studio.book(status="confirmed", payment_method="on_site")
    body = {
        "host": HOST,
        "attempt_key": "staff-0001",
        "customer_package": package.public_id,
        "lines": [{"booking": booking}],
    }
    for _ in range(2):
        assert shop.post("/v1/manage/redemptions", body, CAROL).get_json()["package"]["remaining"] == 9
    shown = shop.get(booking_path(booking), CAROL).get_json()
    assert (shown["package"]["state"], shown["payable_code"], shown["offers"]) == ("committed", "booking_already_paid", [])
    studio.set_booking(booking, "no_show")
    assert shop.get(booking_path(booking), CAROL).get_json()["can_reinstate"]
    ask = {"host": HOST, "booking": booking, "reason": "was ill"}
    back = shop.post("/v1/manage/redemptions/reinstate", ask, CAROL, key="reinstate-0001").get_json()
    assert (back["sessions"], back["package"]["remaining"]) == (1, 10)
    assert shop.post("/v1/manage/redemptions/reinstate", ask, CAROL, key="reinstate-0001").get_json() == back
    assert code_of(shop.post("/v1/manage/redemptions/reinstate", ask, CAROL)) == (409, "already_given_back")


def test_only_staff_may(shop: Plugin, studio: Studio) -> None:
    package, booking = studio.sell(), studio.book()
    body = {"host": HOST, "attempt_key": "staff-0001", "customer_package": package.public_id, "lines": [{"booking": booking}]}
    assert code_of(shop.get(booking_path(booking), ALICE)) == (403, "forbidden")
    assert code_of(shop.post("/v1/manage/redemptions", body, ALICE)) == (403, "forbidden")
    ask = {"host": HOST, "booking": booking, "reason": "x"}
    assert code_of(shop.post("/v1/manage/redemptions/reinstate", ask, ALICE)) == (403, "forbidden")
    assert code_of(shop.get("/v1/manage/notices", ALICE)) == (403, "forbidden")
    assert code_of(shop.post("/v1/manage/notices/1/resolve", {}, ALICE)) == (403, "forbidden")


def test_a_host_that_cannot_be_read_has_to_say_what_it_knows(shop: Plugin, studio: Studio) -> None:
    package = studio.sell(any_service=True)
    assert code_of(shop.get(booking_path("b-1", "other-host"), CAROL)) == (404, "booking_unknown")
    facts = "&service=77&starts_at=2030-01-02T09:00:00Z&people=1&customer=11&status=confirmed&payment_state=unpaid"
    shown = shop.get(booking_path("b-1", "other-host", facts), CAROL).get_json()
    assert [offer["customer_package"] for offer in shown["offers"]] == [package.public_id]


def test_notices_are_listed_newest_first_and_done_once(shop: Plugin, studio: Studio) -> None:
    for _ in range(2):
        studio.book(status="confirmed", payment_method="package", payment_state="paid")
    assert reconcile.follow_bookings(studio.rt) == 2
    shown = shop.get("/v1/manage/notices", CAROL).get_json()
    assert ([notice["kind"] for notice in shown["notices"]], shown["more"]) == (["claims_package"] * 2, False)
    newest = shown["notices"][0]
    assert (newest["facts"]["customer_name"], newest["facts"]["service_name"]) == ("Alice Archer", "Yoga")
    left = shop.post(f"/v1/manage/notices/{newest['id']}/resolve", {}, CAROL).get_json()["notices"]
    assert [notice["id"] for notice in left] == [shown["notices"][1]["id"]]
    assert code_of(shop.post(f"/v1/manage/notices/{newest['id']}/resolve", {}, CAROL)) == (404, "not_found")
    assert studio.one("SELECT resolved_by FROM {p}staff_notices WHERE id = %s", newest["id"]) == "Carol Clark"
