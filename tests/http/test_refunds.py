"""Money going back, over signed HTTP: previews, shapes, fields, codes, and who may."""

from collections.abc import Iterator

import pytest
from flask import Flask

from sidecar.runtime import Runtime
from sidecar.usecases import refund_progress
from sidecar.web.app import create_app
from tests.http.conftest import Plugin, code_of, paired
from tests.money.till import Till, till
from tests.studio import ALICE, BOB, CAROL, Studio

pytestmark = pytest.mark.payments

UNKNOWN = "0" * 26


@pytest.fixture(name="till")
def _till(studio: Studio) -> Till:
    return till(studio)


@pytest.fixture
def app(till: Till) -> Iterator[Flask]:
    rt: Runtime = till.studio.rt
    yield create_app(rt.config, rt)


@pytest.fixture
def shop(app: Flask, till: Till) -> Plugin:
    return paired(app.test_client(), till.studio.rt)


def path(package: object, more: str = "/refund") -> str:
    return f"/v1/manage/customer-packages/{package.public_id}{more}"  # type: ignore[attr-defined]


def test_a_refund_is_previewed_begun_and_seen_until_it_is_settled(shop: Plugin, till: Till) -> None:
    package, booking = till.buy(), till.studio.book()
    till.studio.redeem(package, booking)
    shown = shop.get(path(package), CAROL).get_json()["preview"]
    assert (shown["rule"], shown["sessions"], shown["amount"]["plain"]) == ("unused_value", 9, "315.00")
    assert (shown["most"]["text"], shown["balance_after"], shown["by_hand"]) == ("€350.00", 0, False)
    assert [each["booking"] for each in shown["booked"]] == [booking]
    assert [(rule["id"], rule["available"]) for rule in shown["rules"]] == [
        ("unused_value", True),
        ("single_price", True),
        ("custom", True),
    ]
    body = {"rule": "unused_value", "sessions": "9", "amount": "", "expected": shown["amount"]["plain"], "reason": "moved"}
    begun = shop.post(path(package), body, CAROL, key="refund-0001").get_json()["refund"]
    assert (begun["status"], begun["amount"]["minor"], begun["by"]) == ("intent", 31500, "Carol Clark")
    assert shop.post(path(package), body, CAROL, key="refund-0001").get_json()["refund"]["id"] == begun["id"]
    refund_progress.sweep(till.studio.rt)
    seen = shop.get(path(package, ""), CAROL).get_json()
    assert [refund["status"] for refund in seen["refunds"]] == ["settled"]
    paid = [payment for payment in seen["payments"] if payment["status"] == "settled"]
    assert [payment["refunded"]["minor"] for payment in paid] == [31500]
    assert (seen["refundable"], seen["customer_package"]["status"]) == (True, "refunded")
    till.agree()


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ({"rule": "custom", "amount": "360.00"}, (409, "refund_too_much")),
        ({"rule": "custom", "sessions": "11", "amount": "1"}, (409, "refund_too_much")),
        ({"rule": "custom"}, (422, "invalid_fields")),
        ({"rule": "gift"}, (422, "invalid_fields")),
        ({"rule": "custom", "amount": "a lot"}, (422, "invalid_fields")),
        ({"sessions": "-1"}, (422, "invalid_fields")),
    ],
)
def test_a_preview_of_what_cannot_be_is_refused(shop: Plugin, till: Till, query: dict[str, str], answer: tuple[int, str]) -> None:
    package = till.buy()
    assert code_of(shop.get(path(package), CAROL, **query)) == answer


def test_what_was_not_shown_is_not_refunded(shop: Plugin, till: Till) -> None:
    package = till.buy()
    body = {"rule": "unused_value", "expected": "349.99", "reason": "moved"}
    assert code_of(shop.post(path(package), body, CAROL)) == (409, "refund_changed")
    for changes, field in (
        ({"reason": ""}, "reason"),
        ({"expected": ""}, "expected"),
        ({"rule": "all"}, "rule"),
        ({"gift": 1}, "gift"),
    ):
        refused = shop.post(path(package), body | changes, CAROL)
        assert (refused.status_code, list(refused.get_json()["error"]["fields"])) == (422, [field])
    assert till.rows() == []


def test_a_transfer_is_sent_or_withdrawn_by_hand(shop: Plugin, till: Till) -> None:
    body = {"rule": "unused_value", "expected": "350.00", "reason": "moved"}
    for step, given, status in (("sent", {}, "settled"), ("withdraw", {"reason": "stays"}, "failed")):
        package = till.studio.sell()
        refund = shop.post(path(package), body, CAROL).get_json()["refund"]
        assert (refund["status"], refund["by_hand"]) == ("pending", True)
        target = f"/v1/manage/refunds/{refund['id']}/{step}"
        assert shop.post(target, given, CAROL, key=f"by-hand-{step}").get_json()["refund"]["status"] == status
        assert shop.post(target, given, CAROL, key=f"by-hand-{step}").get_json()["refund"]["status"] == status
        assert code_of(shop.post(target, given, CAROL)) == (409, "refund_already_settled")
    till.agree()


def test_the_proposal_after_a_refund_made_elsewhere_is_taken_once(shop: Plugin, till: Till) -> None:
    package = till.buy()
    till.told(till.provider.in_dashboard(till.payment(package).provider_payment_id or "", 7000))
    (shown,) = shop.get(path(package, ""), CAROL).get_json()["refunds"]
    target = f"/v1/manage/refunds/{shown['id']}/take"
    assert (shown["proposed_sessions"], code_of(shop.post(target, {"sessions": 11}, CAROL))) == (2, (409, "refund_too_much"))
    assert shop.post(target, {"sessions": "2"}, CAROL).get_json()["refund"]["sessions"] == 2
    assert code_of(shop.post(target, {"sessions": 2}, CAROL)) == (409, "refund_already_settled")
    till.agree()


def test_surplus_money_is_given_back_with_one_press(shop: Plugin, till: Till) -> None:
    package = till.buy()
    twice = till.pay(till.order(package).public_id)
    (notice,) = shop.get("/v1/manage/notices", CAROL).get_json()["notices"]
    assert notice["facts"]["payment"] == twice.public_id
    refund = shop.post(f"/v1/manage/payments/{twice.public_id}/refund", {"reason": "paid twice"}, CAROL).get_json()["refund"]
    assert (refund["rule"], refund["amount"]["minor"], refund["sessions"]) == ("surplus", 35000, 0)
    assert code_of(shop.post(f"/v1/manage/payments/{twice.public_id}/refund", {"reason": "again"}, CAROL)) == (
        409,
        "refund_pending",
    )
    for payment in shop.get(path(package, ""), CAROL).get_json()["payments"]:
        if payment["status"] == "settled":
            target = f"/v1/manage/payments/{payment['id']}/refund"
            assert code_of(shop.post(target, {"reason": "no surplus"}, CAROL)) == (409, "nothing_to_refund")


def test_a_dispute_is_shown_with_its_package(shop: Plugin, till: Till) -> None:
    package = till.buy()
    till.dispute(till.payment(package), "open")
    seen = shop.get(path(package, ""), CAROL).get_json()
    assert [(each["status"], each["amount"]["minor"], each["reason"]) for each in seen["disputes"]] == [
        ("open", 35000, "fraudulent")
    ]
    assert (seen["refundable"], seen["refund_code"]) == (False, "refund_disputed")
    assert code_of(shop.get(path(package), CAROL)) == (409, "refund_disputed")


def test_ids_that_are_none_of_ours_are_not_found(shop: Plugin, till: Till) -> None:
    package = till.buy()
    refund = {"rule": "unused_value", "expected": "350.00", "reason": "x"}
    assert code_of(shop.get(f"/v1/manage/customer-packages/{UNKNOWN}/refund", CAROL)) == (404, "not_found")
    # An id of another kind of thing is as unknown as one that does not exist.
    for number in (UNKNOWN, package.public_id):
        for target, body in (
            (f"/v1/manage/refunds/{number}/sent", {}),
            (f"/v1/manage/refunds/{number}/withdraw", {"reason": "x"}),
            (f"/v1/manage/refunds/{number}/take", {"sessions": 1}),
            (f"/v1/manage/payments/{number}/refund", {"reason": "x"}),
        ):
            assert code_of(shop.post(target, body, CAROL)) == (404, "not_found")
    other = f"/v1/manage/customer-packages/{till.payment(package).public_id}/refund"
    assert code_of(shop.post(other, refund, CAROL)) == (404, "not_found")


@pytest.mark.parametrize("who", [ALICE, BOB])
def test_customers_refund_nothing(shop: Plugin, till: Till, who: object) -> None:
    package = till.buy()
    for target, body in (
        (path(package), {"rule": "unused_value", "expected": "350.00", "reason": "x"}),
        (f"/v1/manage/refunds/{UNKNOWN}/sent", {}),
    ):
        assert code_of(shop.post(target, body, who)) == (403, "forbidden")  # type: ignore[arg-type]
    assert code_of(shop.get(path(package), who)) == (403, "forbidden")  # type: ignore[arg-type]
    assert till.rows() == []


def test_the_owners_usual_rule_is_proposed_first(shop: Plugin, till: Till) -> None:
    package = till.buy()
    settings = shop.get("/v1/manage/settings", CAROL).get_json()["settings"]
    assert settings["refund_rule"] == "unused_value"
    body = {name: settings[name] for name in ("currency", "bank_transfer", "cancel_hours", "tax")}
    wrong = shop.put("/v1/manage/settings", body | {"refund_rule": "half"})
    assert wrong.get_json()["error"]["fields"] == {"refund_rule": "must be 'unused_value', 'single_price' or 'custom'"}
    assert shop.put("/v1/manage/settings", body | {"refund_rule": "single_price"}).status_code == 200
    rules = shop.get(path(package), CAROL).get_json()["preview"]["rules"]
    assert [rule["id"] for rule in rules] == ["single_price", "unused_value", "custom"]
