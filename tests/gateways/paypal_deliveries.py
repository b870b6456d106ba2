"""Deliveries as PayPal signs them, to be spoilt."""

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from devstack.providers import Emulator
from sidecar.gateways.errors import NotGenuine
from sidecar.gateways.paypal import PayPalGateway

CERTS = "/v1/notifications/certs"
DAY = 86_400.0


class Delivery:
    """One genuine webhook; `body` and `headers` to be spoilt."""

    def __init__(self, emulator: Emulator, body: str | None = None) -> None:
        fresh = {"provider": "paypal", "body": body or json.dumps(event("X.Y", {}, id="WH-1"))}
        signed = emulator.signed(fresh)
        self.body = str(signed["body"]).encode()
        self.headers: dict[str, str] = dict(signed["headers"])


def event(name: str, resource: Any, **other: Any) -> dict[str, Any]:
    return {"id": "WH-1-2", "event_type": name, "resource": resource, **other}


def refused(gateway: PayPalGateway, headers: Mapping[str, str], body: bytes) -> str:
    with pytest.raises(NotGenuine) as why:
        gateway.event(headers, body)
    return str(why.value)


def at(gateway: PayPalGateway, seconds: float, **other: Any) -> PayPalGateway:
    """The same on another day."""
    return PayPalGateway(replace(gateway.account, **other), clock=lambda: time.time() + seconds)
