"""Clients of the emulated providers, and the orders they place."""

import time
from collections.abc import Mapping
from typing import Any

import requests
import stripe
from stripe import RequestsClient, StripeClient

Json = dict[str, Any]


def stripe_client(url: str, key: str, timeout: float = 5.0) -> StripeClient:
    """The real SDK, without repetitions of its own."""
    stripe.enable_telemetry = False
    return StripeClient(key, base_addresses={"api": url}, max_network_retries=0, http_client=RequestsClient(timeout=(3, timeout)))


def checkout(amount: int = 35000, currency: str = "eur", **more: Any) -> Any:
    """The parameters of a session as the product asks for one."""
    price = {"currency": currency, "unit_amount": amount, "product_data": {"name": "10 Personal Training Sessions"}}
    return {
        "mode": "payment",
        "success_url": "https://studio.example/?paid=1&session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://studio.example/?cancelled=1",
        "line_items": [{"quantity": 1, "price_data": price}],
        "metadata": {"payment": "pay_1"},
        "payment_intent_data": {"metadata": {"payment": "pay_1"}},
        "expires_at": int(time.time()) + 3600,
    } | more


def paypal_order(value: str = "350.00", currency: str = "EUR", **unit: Any) -> Json:
    """The body of an order as the product asks for one."""
    context = {"return_url": "https://studio.example/?paid=1", "cancel_url": "https://studio.example/?cancelled=1"}
    return {
        "intent": "CAPTURE",
        "purchase_units": [{"amount": {"currency_code": currency, "value": value}, **unit}],
        "payment_source": {"paypal": {"experience_context": context}},
    }


class PayPal:
    """PayPal's REST by hand; every answer as it came."""

    def __init__(self, url: str, client_id: str, secret: str) -> None:
        self.url, self._keys = url, (client_id, secret)
        self.token = self.authorize().json()["access_token"]

    def authorize(self) -> requests.Response:
        form = {"grant_type": "client_credentials"}
        return requests.post(f"{self.url}/v1/oauth2/token", data=form, auth=self._keys, timeout=5)

    def get(self, path: str) -> requests.Response:
        return requests.get(self.url + path, headers={"Authorization": f"Bearer {self.token}"}, timeout=5)

    def post(self, path: str, body: Any, key: str = "", whole: bool = True) -> requests.Response:
        headers: Mapping[str, str] = {
            "Authorization": f"Bearer {self.token}",
            **({"PayPal-Request-Id": key} if key else {}),
            **({"Prefer": "return=representation"} if whole else {}),
        }
        return requests.post(self.url + path, json=body, headers=headers, timeout=5)

    def order(self, key: str, body: Json | None = None) -> str:
        """A new order's id."""
        made = self.post("/v2/checkout/orders", body or paypal_order(), key)
        assert made.status_code in {200, 201}, made.text
        return str(made.json()["id"])

    def capture(self, order: str, key: str = "") -> requests.Response:
        return self.post(f"/v2/checkout/orders/{order}/capture", {}, key)

    def refund(self, capture: str, value: str | None = None, key: str = "", currency: str = "EUR") -> requests.Response:
        body = {} if value is None else {"amount": {"currency_code": currency, "value": value}}
        return self.post(f"/v2/payments/captures/{capture}/refund", body, key)


def capture_of(answer: requests.Response) -> Json:
    """The capture in an order's answer."""
    found: Json = answer.json()["purchase_units"][0]["payments"]["captures"][0]
    return found


def issue(answer: requests.Response) -> tuple[int, str]:
    """Status and PayPal's fine-grained word."""
    return answer.status_code, answer.json()["details"][0]["issue"]
