"""What owner and operator are told to set up at Stripe and PayPal is what the sidecar acts on and needs."""

import re
from typing import Any

import pytest

from sidecar.gateways import paypal_events, stripe_events
from sidecar.gateways.stripe_checkout import RIGHTS
from tests.test_documents import OPERATING, PLUGINS

pytestmark = pytest.mark.payments

SIDES = {"stripe": "## Stripe's side", "paypal": "## PayPal\n"}


def side(provider: str) -> str:
    """What the operator is told about one provider."""
    return OPERATING.split(SIDES[provider])[1].split("\n## ")[0]


def told_events(provider: str) -> set[str]:
    listed = side(provider).split("others are kept and ignored:")[1].split(".\n")[0]
    return set(re.findall(r"`([^`]+)`", listed))


def asked_events(provider: str) -> set[str]:
    """What the Settings tab tells the owner to choose."""
    source = (PLUGINS / "session-packages" / "inc" / "admin-payment-settings.php").read_text(encoding="utf-8")
    lists = re.findall(r"'events' => '([^']+)'", source)
    (found,) = [each for each in lists if each.split(",")[0].isupper() is (provider == "paypal")]
    return set(found.split(", "))


def about(provider: str) -> dict[str, Any]:
    """An object with all that any event's object is recognised by."""
    mark = {"sp_payment": "ours", "sp_refund": "ours"}
    if provider == "stripe":
        return {"id": "x_1", "payment_intent": "pi_1", "metadata": mark}
    up = [{"rel": "up", "href": "https://api.paypal.com/v2/payments/captures/C1"}]
    order = {"supplementary_data": {"related_ids": {"order_id": "O1"}}, "purchase_units": [{"custom_id": "ours"}]}
    return {"id": "X1", "custom_id": "ours", "links": up, "dispute_id": "PP-1", **order}


@pytest.mark.parametrize("provider", SIDES)
def test_owner_and_operator_are_told_the_same_events_and_the_sidecar_acts_on_each(provider: str) -> None:
    subject: Any = {"stripe": stripe_events.subject, "paypal": paypal_events.subject}[provider]
    assert asked_events(provider) == told_events(provider)
    assert [name for name in told_events(provider) if subject(name, about(provider)).kind == "ignored"] == []
    assert len(told_events(provider)) > 10


def test_owner_and_operator_are_told_the_rights_that_a_key_is_tried_for() -> None:
    source = (PLUGINS / "session-packages" / "inc" / "admin-payment-settings.php").read_text(encoding="utf-8")
    (help_text,) = re.findall(r"__\( '(Best a restricted key[^']+)'", source)
    assert tuple(re.findall(r"\*([A-Z][^*:]+: (?:write|read))\*", side("stripe"))) == RIGHTS
    assert tuple(re.findall(r"“([^”]+: (?:write|read))”", help_text)) == RIGHTS
