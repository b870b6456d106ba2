"""A checkout to ask for, and a name for every one of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any

from sidecar.gateways.base import CheckoutAsk


def ask(**other: Any) -> CheckoutAsk:
    """Ten sessions for 350 euro, new each time."""
    ours = f"01TEST{token_hex(10).upper()}"
    base = CheckoutAsk(
        ours=ours,
        order=f"01ORDER{ours[7:]}",
        reference="SP-7KQ2M",
        amount_minor=35_000,
        currency="EUR",
        title="Ten Yoga Classes",
        description="10 sessions, valid 6 months",
        buyer_email="mia@example.com",
        locale="de_DE_formal",
        success_url="https://studio.example/account/?sp_order=1&sp_return=1",
        cancel_url="https://studio.example/account/?sp_order=1&sp_cancelled=1",
        expires_at=datetime.now(UTC).replace(microsecond=0) + timedelta(hours=2),
    )
    return replace(base, **other)
