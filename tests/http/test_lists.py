"""The owner's lists over signed HTTP: shapes, who may, what is refused."""

import pytest

from tests.http.conftest import Plugin, code_of
from tests.studio import ALICE, BOB, CAROL, Studio

pytestmark = pytest.mark.admin

PACKAGES, ORDERS = "/v1/manage/customer-packages", "/v1/manage/orders"


def test_a_package_shows_what_its_unused_sessions_are_worth(shop: Plugin, studio: Studio) -> None:
    package = studio.sell()
    for _ in range(3):
        studio.redeem(package, studio.book())
    shown = shop.get(PACKAGES, CAROL).get_json()
    (item,) = shown["items"]
    assert (item["used"], item["remaining"], item["value_left"]["text"]) == (3, 7, "€245.00")
    assert (shown["sort"], shown["order"], shown["next"], shown["previous"]) == ("purchased", "desc", None, None)
    assert (shown["counts"]["active"], shown["counts"]["closed"], shown["counts"]["awaiting_payment"]) == (1, 0, 0)


def test_orders_come_in_pages_with_how_many_wait(shop: Plugin, studio: Studio) -> None:
    package = studio.add_package()
    placed = [studio.order(package), studio.order(package, BOB)]
    first = shop.get(ORDERS, CAROL, per_page=1).get_json()
    assert ([order["id"] for order in first["orders"]], first["counts"]) == (placed[:1], {"awaiting_payment": 2})
    second = shop.get(ORDERS, CAROL, per_page=1, after=first["next"]).get_json()
    assert ([order["id"] for order in second["orders"]], second["next"]) == (placed[1:], None)
    assert shop.get(ORDERS, CAROL, per_page=1, before=second["previous"]).get_json()["orders"] == first["orders"]
    assert code_of(shop.get(ORDERS, CAROL, status="paid", search="x")) == (422, "invalid_fields")
    assert code_of(shop.get(ORDERS, CAROL, after="none")) == (422, "invalid_fields")


def test_one_customer_with_all_that_is_theirs(shop: Plugin, studio: Studio) -> None:
    package = studio.sell()
    other = studio.order(studio.add_package(name="Second"), ALICE)
    studio.sell(BOB)
    for _ in range(10):
        studio.redeem(package, studio.book())
    customer = studio.one("SELECT public_id FROM {p}customers WHERE wp_user_id = 11")
    path = f"/v1/manage/customers/{customer}"
    shown = shop.get(path, CAROL).get_json()
    assert {name: shown["customer"][name] for name in ("id", "name", "email", "wp_user_id", "reminders")} == {
        "id": customer,
        "name": "Alice Archer",
        "email": "alice@example.test",
        "wp_user_id": 11,
        "reminders": True,
    }
    assert [one["id"] for one in shown["packages"]] == [package.public_id]
    assert shown["orders"][0]["id"] == other
    assert (len(shown["orders"]), shown["more_packages"], shown["more_orders"]) == (2, False, False)
    totals = shown["totals"]
    assert (totals["packages"], totals["sessions"], totals["used"], totals["remaining"]) == (1, 10, 10, 0)
    assert ([one["text"] for one in totals["paid"]], totals["value_left"], totals["refunded"]) == (["€350.00"], [], [])
    assert [one["kind"] for one in shown["usage"]] == ["redeem"] * 10 + ["grant"]
    assert {(one["package_name"], one["customer_package"]) for one in shown["usage"]} == {("10 Yoga Sessions", package.public_id)}
    assert code_of(shop.get(path.replace(customer, "0" * 26), CAROL)) == (404, "not_found")
    assert code_of(shop.get(path, CAROL, after="x")) == (422, "invalid_fields")
    assert code_of(shop.get(path, ALICE)) == (403, "forbidden")


def test_the_usage_of_a_customer_comes_in_pages(shop: Plugin, studio: Studio) -> None:
    package = studio.sell(sessions=30)
    for _ in range(24):
        studio.redeem(package, studio.book())
    customer = studio.one("SELECT public_id FROM {p}customers")
    first = shop.get(f"/v1/manage/customers/{customer}", CAROL).get_json()
    second = shop.get(f"/v1/manage/customers/{customer}", CAROL, after=first["next"]).get_json()
    assert (len(first["usage"]), len(second["usage"]), second["next"]) == (20, 5, None)
    assert [one["balance_after"] for one in first["usage"] + second["usage"]] == list(range(6, 31))
