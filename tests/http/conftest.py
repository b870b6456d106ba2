"""A paired plugin, played in Python: every call is really signed and really verified."""

import base64
import json
import secrets
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sidecar import signing
from sidecar.runtime import Runtime
from sidecar.usecases import pairing
from sidecar.web.app import create_app
from tests.studio import ALICE, CAROL, Studio
from wp_bridge.records import Actor

GUEST = Actor("guest")
SYSTEM = Actor("system")


@dataclass
class Plugin:
    """The stub plugin's signed client. `send` lets a test spoil one thing at a time."""

    client: FlaskClient
    key_id: str
    secret: bytes
    extra: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, actor: Actor = ALICE, **query: Any) -> TestResponse:
        target = f"{path}?{urlencode(query)}" if query else path
        return self.send("GET", target, b"", actor)

    def post(self, path: str, body: Any, actor: Actor = ALICE, key: str = "") -> TestResponse:
        return self.send("POST", path, json.dumps(body).encode(), actor, key=key)

    def put(self, path: str, body: Any, actor: Actor = CAROL, key: str = "") -> TestResponse:
        return self.send("PUT", path, json.dumps(body).encode(), actor, key=key)

    def send(self, method: str, target: str, body: bytes, actor: Actor, *, key: str = "") -> TestResponse:
        return self.raw(method, target, body, self.headers(method, target, body, actor_json(actor), key=key))

    def headers(
        self,
        method: str,
        target: str,
        body: bytes,
        actor: str,
        *,
        key: str = "",
        secret: bytes | None = None,
        tag: str = signing.REQUEST_TAG,
    ) -> dict[str, str]:
        message = signing.Message(method, f"http://sidecar{target}", {"X-SP-Actor": actor})
        message.headers |= {"X-SP-Deadline-Ms": "2500", "X-SP-Request-Id": uuid.uuid4().hex} | self.extra
        parts = signing.READ_PARTS
        if method != "GET":
            message.headers["Idempotency-Key"] = key or str(uuid.uuid4())
            parts = signing.WRITE_PARTS
        nonce = secrets.token_hex(8)
        return dict(signing.sign(message, body, self.key_id, secret or self.secret, nonce, tag, parts))

    def raw(self, method: str, target: str, body: bytes, headers: Mapping[str, str]) -> TestResponse:
        kind = {"Content-Type": "application/json"} if method != "GET" else {}
        return self.client.open(target, method=method, data=body, headers=kind | dict(headers))


def actor_json(actor: Actor) -> str:
    known = {"kind": actor.kind, "wp_user_id": actor.wp_user_id, "name": actor.name, "email": actor.email}
    return json.dumps(known | {"caps": sorted(actor.caps), "ip": "127.0.0.1"})


@pytest.fixture
def app(rt: Runtime) -> Flask:
    return create_app(rt.config, rt)


def paired(client: FlaskClient, rt: Runtime) -> Plugin:
    """A plugin with a key of its own."""
    secret = secrets.token_bytes(32)
    code = pairing.read_code(pairing.create_code(rt))
    wanted = pairing.PairingRequest(code, rt.config.site_url, rt.config.table_prefix, base64.b64encode(secret).decode())
    return Plugin(client, pairing.pair(rt, wanted).key_id, secret)


@pytest.fixture
def plugin(app: Flask, rt: Runtime) -> Plugin:
    return paired(app.test_client(), rt)


@pytest.fixture
def shop(plugin: Plugin, studio: Studio) -> Plugin:
    """The plugin of a studio that has services, settings and nothing sold yet."""
    return plugin


def path_of(rule: str) -> str:
    """A route's rule with something in the place of its parameters."""
    return (
        rule.replace("<ulid:public_id>", "01J00000000000000000000000")
        .replace("<int:number>", "1")
        .replace("<mail>", "receipt")
        .replace("<kind>", "sales")
    )


def code_of(response: TestResponse) -> tuple[int, str]:
    """(status, error code): every refusal has both."""
    body = response.get_json()
    assert set(body) == {"error", "request_id"}, body
    return response.status_code, body["error"]["code"]


def now() -> int:
    return int(time.time())
