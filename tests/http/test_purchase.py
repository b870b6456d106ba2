"""Buying by bank transfer through the routes, as the plugin does it."""

import pytest

from tests.http.conftest import GUEST, Plugin, code_of
from tests.studio import ALICE, BOB, CAROL, Studio

pytestmark = pytest.mark.payments


@pytest.fixture
def package(studio: Studio) -> str:
    return studio.add_package()


def buy(shop: Plugin, package: str, key: str = "") -> dict:
    response = shop.post("/v1/orders", {"package": package, "version": 1, "method": "bank_transfer"}, key=key)
    assert response.status_code == 201, response.get_json()
    order: dict = response.get_json()["order"]
    return order


def test_the_card_shows_price_per_session_and_honest_saving(shop: Plugin, package: str) -> None:
    found = shop.get("/v1/packages", GUEST).get_json()
    assert [method["id"] for method in found["methods"]] == ["bank_transfer", "free"]
    card = found["packages"][0]
    assert card["price"] == {"minor": 35000, "currency": "EUR", "text": "€350.00"}
    assert card["per_session"]["text"] == "€35.00"
    assert card["saving"] == {"min_percent": "12.5", "max_percent": "12.5"}
    assert card["services"][0]["name"] == "Yoga"


def test_nothing_is_usable_until_the_money_is_confirmed(shop: Plugin, studio: Studio, package: str) -> None:
    order = buy(shop, package)
    assert order["status"] == "awaiting_payment"
    assert order["instructions"]["reference"] == order["reference"]
    assert order["instructions"]["account"] == "DE89 3704 0044 0532 0130 00"
    mine = shop.get("/v1/my/packages").get_json()
    assert (mine["active"], [o["id"] for o in mine["orders"]]) == ([], [order["id"]])
    assert studio.offers() == []

    confirmed = shop.post(f"/v1/manage/orders/{order['id']}/confirm-transfer", {"amount": "350,00"}, CAROL)
    assert confirmed.get_json()["order"]["status"] == "paid"
    assert confirmed.get_json()["order"]["receipt_number"] == 1
    mine = shop.get("/v1/my/packages").get_json()
    assert (mine["active"][0]["remaining"], mine["active"][0]["sessions_total"]) == (10, 10)
    assert mine["orders"] == []
    assert studio.one("SELECT kind FROM {p}outbox WHERE mail = 'package_activated'") == "mail"


def test_a_double_click_buys_once_and_the_key_is_bound_to_its_buyer(shop: Plugin, studio: Studio, package: str) -> None:
    first, second = (buy(shop, package, key="form-key-0001") for _ in range(2))
    assert first["id"] == second["id"]
    assert studio.one("SELECT COUNT(*) FROM {p}orders") == 1
    stolen = shop.post("/v1/orders", {"package": package, "version": 1, "method": "bank_transfer"}, BOB, key="form-key-0001")
    assert code_of(stolen) == (409, "idempotency_key_reused")


def test_confirming_twice_with_two_keys_gives_one_package(shop: Plugin, studio: Studio, package: str) -> None:
    order = buy(shop, package)
    path = f"/v1/manage/orders/{order['id']}/confirm-transfer"
    first = shop.post(path, {"amount": "350"}, CAROL, key="confirm-0001")
    repeated = shop.post(path, {"amount": "350"}, CAROL, key="confirm-0001")
    another = shop.post(path, {"amount": "350"}, CAROL, key="confirm-0002")
    assert first.get_json()["order"] == repeated.get_json()["order"]
    assert code_of(another) == (409, "order_not_awaiting")
    assert studio.one("SELECT COUNT(*) FROM {p}customer_packages") == 1
    assert studio.one("SELECT SUM(delta) FROM {p}ledger") == 10


@pytest.mark.parametrize(
    ("amount", "field"), [("300.00", "€350.00 was expected; €50.00 is missing"), ("400", "€350.00 was expected; €50.00 too much")]
)
def test_another_amount_is_refused_with_the_difference(
    shop: Plugin, studio: Studio, package: str, amount: str, field: str
) -> None:
    order = buy(shop, package)
    response = shop.post(f"/v1/manage/orders/{order['id']}/confirm-transfer", {"amount": amount}, CAROL)
    assert code_of(response) == (409, "amount_mismatch")
    assert response.get_json()["error"]["fields"] == {"amount": field}
    assert studio.one("SELECT COUNT(*) FROM {p}customer_packages") == 0


def test_price_count_and_owner_in_the_body_are_refused(shop: Plugin, package: str) -> None:
    for name, value in (("price", "1.00"), ("sessions", 999), ("customer", 1), ("currency", "JPY")):
        response = shop.post("/v1/orders", {"package": package, "version": 1, "method": "bank_transfer", name: value})
        assert code_of(response) == (422, "invalid_fields")


def test_a_guest_is_asked_to_log_in(shop: Plugin, package: str) -> None:
    response = shop.post("/v1/orders", {"package": package, "version": 1, "method": "bank_transfer"}, GUEST)
    assert code_of(response) == (403, "login_required")


def test_others_orders_and_packages_are_not_there(shop: Plugin, studio: Studio, package: str) -> None:
    order = buy(shop, package)
    owned = studio.sell()
    assert code_of(shop.get(f"/v1/orders/{order['id']}", BOB)) == (404, "not_found")
    assert code_of(shop.get(f"/v1/my/packages/{owned.public_id}", BOB)) == (404, "not_found")
    assert shop.get(f"/v1/my/packages/{owned.public_id}", ALICE).status_code == 200
    assert shop.get("/v1/my/packages", BOB).get_json() == {"active": [], "past": [], "orders": []}


def test_a_free_package_needs_no_payment(shop: Plugin, studio: Studio) -> None:
    free = studio.add_package(price="0")
    response = shop.post("/v1/orders", {"package": free, "version": 1, "method": "free"})
    assert response.get_json()["order"]["status"] == "paid"
    assert studio.rows("SELECT paid_balance, free_balance FROM {p}customer_packages") == [{"paid_balance": 0, "free_balance": 10}]
    paid = studio.add_package()
    refused = shop.post("/v1/orders", {"package": paid, "version": 1, "method": "free"})
    assert refused.get_json()["error"]["fields"] == {"method": "must be one of: bank_transfer"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": "draft"}, "package_not_on_sale"),
        ({"status": "archived"}, "package_not_on_sale"),
        ({"stock": 0}, "sold_out"),
        ({"customer_limit": 1}, "limit_reached"),
    ],
)
def test_what_is_not_for_sale_cannot_be_bought(shop: Plugin, studio: Studio, changes: dict, code: str) -> None:
    package = studio.add_package(**changes)
    if code == "limit_reached":
        buy(shop, package)
    response = shop.post("/v1/orders", {"package": package, "version": 1, "method": "bank_transfer"})
    assert code_of(response) == (409, code)


def test_editing_a_package_never_touches_what_was_sold(shop: Plugin, studio: Studio, package: str) -> None:
    order = buy(shop, package)
    form = shop.get(f"/v1/manage/packages/{package}", CAROL).get_json()["package"]["form"]
    changed = shop.put(f"/v1/manage/packages/{package}", form | {"name": "5 Yoga", "sessions": 5, "price": "1.00"})
    assert changed.get_json()["package"]["version"] == 2
    shop.post(f"/v1/manage/orders/{order['id']}/confirm-transfer", {"amount": "350.00"}, CAROL)
    mine = shop.get("/v1/my/packages").get_json()["active"][0]
    assert (mine["name"], mine["remaining"], mine["amount"]["text"]) == ("10 Yoga Sessions", 10, "€350.00")


def test_saving_a_form_unchanged_makes_no_version(shop: Plugin, package: str) -> None:
    form = shop.get(f"/v1/manage/packages/{package}", CAROL).get_json()["package"]["form"]
    again = shop.put(f"/v1/manage/packages/{package}", form)
    assert again.get_json()["package"]["version"] == 1


def test_a_cancelled_order_can_still_be_honoured_when_its_money_comes(shop: Plugin, package: str) -> None:
    order = buy(shop, package)
    cancelled = shop.post(f"/v1/manage/orders/{order['id']}/cancel", {"reason": "never paid"}, CAROL)
    assert cancelled.get_json()["order"]["status"] == "cancelled"
    late = shop.post(f"/v1/manage/orders/{order['id']}/confirm-transfer", {"amount": "350.00"}, CAROL)
    assert late.get_json()["order"]["status"] == "paid"


def test_iban_typos_are_caught(shop: Plugin) -> None:
    settings = shop.get("/v1/manage/settings", CAROL).get_json()["settings"]
    body = {name: settings[name] for name in ("currency", "bank_transfer", "cancel_hours", "tax")}
    body["bank_transfer"] = settings["bank_transfer"] | {"account": "DE89 3704 0044 0532 0130 01"}
    response = shop.put("/v1/manage/settings", body)
    assert response.get_json()["error"]["fields"] == {
        "bank_transfer.account": "is not a valid IBAN; please compare it digit by digit"
    }


def test_what_is_ordered_is_what_was_shown(shop: Plugin, studio: Studio, package: str) -> None:
    form = shop.get(f"/v1/manage/packages/{package}", CAROL).get_json()["package"]["form"]
    shop.put(f"/v1/manage/packages/{package}", form | {"price": "990.00"})
    refused = shop.post("/v1/orders", {"package": package, "version": 1, "method": "bank_transfer"})
    assert code_of(refused) == (409, "offer_changed")
    assert studio.one("SELECT COUNT(*) FROM {p}orders") == 0
    card = shop.get(f"/v1/packages/{package}").get_json()["package"]
    order = shop.post("/v1/orders", {"package": package, "version": card["version"], "method": "bank_transfer"})
    assert order.get_json()["order"]["amount"]["text"] == "€990.00"
