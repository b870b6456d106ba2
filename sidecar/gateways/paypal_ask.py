"""What PayPal is asked for: an order to approve on its own page, at the price of ours; and money to give back."""

import re
from typing import Any

from sidecar.gateways.base import CheckoutAsk, RefundAsk
from sidecar.gateways.currencies import NotPayable, to_paypal
from sidecar.gateways.errors import Declined

LONGEST_TEXT = 127
LOCALE = re.compile(r"([a-z]{2})_([A-Z]{2})(_[a-z]+)?")


def order_of(ask: CheckoutAsk, merchant_id: str) -> dict[str, Any]:
    unit = {
        "amount": money_of(ask.amount_minor, ask.currency),
        "custom_id": ask.ours,
        "invoice_id": invoice_of(ask),
        "description": shortened(f"{ask.title}, {ask.description}" if ask.description else ask.title),
        **({"reference_id": ask.site} if ask.site else {}),
        **({"payee": {"merchant_id": merchant_id}} if merchant_id else {}),
    }
    page = {
        "return_url": ask.success_url,
        "cancel_url": ask.cancel_url,
        "shipping_preference": "NO_SHIPPING",
        "user_action": "PAY_NOW",
        **locale_of(ask.locale),
    }
    return {"intent": "CAPTURE", "purchase_units": [unit], "payment_source": {"paypal": {"experience_context": page}}}


def refund_of(ask: RefundAsk) -> dict[str, Any]:
    """Both ids are ours. A refund made at PayPal's own pages may inherit the payment's two, which differ: see `refund_state`."""
    return {"amount": money_of(ask.amount_minor, ask.currency), "custom_id": ask.ours, "invoice_id": ask.ours}


def money_of(minor: int, currency: str) -> dict[str, str]:
    try:
        return {"currency_code": currency, "value": to_paypal(minor, currency)}
    except NotPayable as error:
        raise Declined("amount_not_payable", str(error)) from error


def invoice_of(ask: CheckoutAsk) -> str:
    """What the buyer finds in PayPal's mail: the order's reference. PayPal takes each only once, hence the attempt's mark."""
    return f"{ask.reference}-{ask.ours[-8:]}"


def shortened(text: str) -> str:
    """PayPal counts letters outside ASCII as several: cut by bytes, never inside a letter."""
    plain = " ".join(text.split())
    return plain.encode()[:LONGEST_TEXT].decode(errors="ignore").strip() or "-"


def locale_of(wordpress: str) -> dict[str, str]:
    """Of a WordPress locale (``de_DE_formal``); without a country PayPal decides by the buyer's account."""
    found = LOCALE.fullmatch(wordpress)
    return {"locale": f"{found[1]}-{found[2]}"} if found else {}
