"""Cases in PayPal's resolution centre."""

from devstack.providers import events, paypal_payments
from devstack.providers.events import iso
from devstack.providers.paypal_errors import impossible
from devstack.providers.store import Json, Store, capitals

_OUTCOMES = {"won": "RESOLVED_SELLER_FAVOUR", "lost": "RESOLVED_BUYER_FAVOUR"}


def begin(store: Store, capture: Json, reason: str) -> Json:
    """The buyer opens a case about a payment; PayPal holds the money."""
    if capture["status"] not in {"COMPLETED", "PARTIALLY_REFUNDED"} or holds(store, capture):
        raise impossible("NOT_DISPUTABLE", f"This capture is {capture['status']} or disputed already.")
    now = iso(store.now(), milliseconds=True)
    number = capitals(5)
    dispute: Json = {
        "dispute_id": f"PP-R-{number[:3]}-{capitals(8)}",
        "create_time": now,
        "update_time": now,
        "disputed_transactions": [_transaction(store, capture)],
        "reason": reason,
        "status": "WAITING_FOR_SELLER_RESPONSE",
        "dispute_amount": dict(capture["amount"]),
        "dispute_life_cycle_stage": "CHARGEBACK",
        "dispute_channel": "INTERNAL",
        "offer": {},
    }
    own = f"{store.url}/v1/customer/disputes/{dispute['dispute_id']}"
    dispute["links"] = [{"href": own, "rel": "self", "method": "GET"}]
    store.put("paypal_disputes", dispute, "dispute_id")
    _tell(store, dispute, "CREATED", "A new dispute opened with Case # ")
    return dispute


def _transaction(store: Store, capture: Json) -> Json:
    return {
        "seller_transaction_id": capture["id"],
        "buyer_transaction_id": capitals(17),
        "create_time": capture["create_time"],
        "transaction_status": "COMPLETED",
        "gross_amount": dict(capture["amount"]),
        "custom": capture.get("custom_id", ""),
        "invoice_number": capture.get("invoice_id", ""),
        "buyer": {"name": "Test Buyer"},
        "seller": {"merchant_id": store.data["paypal_merchant"], "name": "Studio"},
        "seller_protection_eligible": True,
    }


def _tell(store: Store, dispute: Json, what: str, text: str) -> None:
    events.paypal(store, f"CUSTOMER.DISPUTE.{what}", "dispute", dispute, f"{text}{dispute['dispute_id']}")


def holds(store: Store, capture: Json) -> bool:
    """Whether a case about this payment is open."""
    return any(
        dispute["status"] != "RESOLVED" and dispute["disputed_transactions"][0]["seller_transaction_id"] == capture["id"]
        for dispute in store.kind("paypal_disputes").values()
    )


def update(store: Store, dispute: Json, status: str) -> None:
    """The case goes on."""
    _must_be_open(dispute)
    dispute |= {"status": status, "update_time": iso(store.now(), milliseconds=True)}
    _tell(store, dispute, "UPDATED", "A dispute was updated with Case # ")


def close(store: Store, dispute: Json, outcome: str) -> None:
    """PayPal decides; when the buyer wins, the money left is taken."""
    _must_be_open(dispute)
    dispute |= {"status": "RESOLVED", "update_time": iso(store.now(), milliseconds=True)}
    code = _OUTCOMES.get(outcome, outcome)
    dispute["dispute_outcome"] = {"outcome_code": code}
    if code == _OUTCOMES["lost"]:
        dispute["dispute_outcome"]["amount_refunded"] = dict(dispute["dispute_amount"])
        capture = store.kind("captures")[dispute["disputed_transactions"][0]["seller_transaction_id"]]
        if capture["status"] in {"COMPLETED", "PARTIALLY_REFUNDED"}:
            paypal_payments.reverse(store, capture)
    _tell(store, dispute, "RESOLVED", "A dispute was resolved with Case # ")


def _must_be_open(dispute: Json) -> None:
    if dispute["status"] == "RESOLVED":
        raise impossible("DISPUTE_ALREADY_RESOLVED")
