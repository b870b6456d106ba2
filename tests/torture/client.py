"""Customers at a booking plugin, as the sidecar sees them: signed HTTP, repeated with the same keys until there is an answer."""

from __future__ import annotations

import json
import random
import secrets
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import requests

from sidecar import signing
from tests.studio import HOST, Studio
from tests.torture.calls import OTHER
from wp_bridge.errors import BridgeError, DuplicateKey
from wp_bridge.records import Actor

TIMEOUT = 4.0  # seconds; a connection may hang when its server dies
PAUSE = 0.03
THINKING = 0.1  # at most, between two bookings: the load must last as long as the disasters do
PATIENCE = 90.0
LATER = {"hold_expires_at": "2036-01-01 00:00:00", "starts_at": "2036-02-01 09:00:00", "ends_at": "2036-02-01 10:00:00"}
T = TypeVar("T")


@dataclass(frozen=True)
class Connection:
    url: str
    key_id: str
    secret: bytes


@dataclass
class Client:
    """One customer with one package and bookings of their own. `expected` is what was acknowledged, by booking."""

    studio: Studio
    connection: Connection
    actor: Actor
    package: str
    seed: int
    expected: dict[str, int] = field(default_factory=dict)  # sessions taken
    holds: dict[str, str] = field(default_factory=dict)  # attempt key: state
    operations: int = 0
    trouble: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)
        self._http = requests.Session()

    def live(self, stop: threading.Event) -> None:
        """Books, cancels, holds, until it is told to stop."""
        while not stop.wait(self._dice.random() * THINKING):
            step = self._dice.choice([self._book, self._book, self._cancel, self._meddle, self._hold])
            try:
                step(self._new_booking())
            except TimeoutError as late:
                self.trouble.append(f"{self.actor.name}: {late}")

    def _new_booking(self) -> str:
        """A pending row of the host; its token finds it again where the connection broke at the commit."""
        token = uuid.uuid4().hex

        def work() -> str:
            try:
                return self.studio.book(self.actor, token=token, **LATER)
            except DuplicateKey:
                return str(self.studio.one("SELECT id FROM {wp}sb_bookings WHERE token = %s", token))

        return self._persist(work)

    def _book(self, booking: str, key: str = "") -> None:
        body = {
            "host": HOST,
            "attempt_key": key or f"attempt-{uuid.uuid4()}",
            "customer_package": self.package,
            "lines": [{"booking": booking}],
        }
        for _ in range(self._dice.choice([1, 1, 2])):  # some click twice
            self._expect(self._send("/v1/redemptions", body), "committed", booking)
        self.expected[booking] = 1

    def _cancel(self, booking: str) -> None:
        self._book(booking)
        self._write(booking, "cancelled")
        event = {"host": HOST, "booking": booking, "new": "cancelled", "by": "staff"}
        self._send("/v1/bookings/status", event)
        self.expected[booking] = 0

    def _meddle(self, booking: str) -> None:
        """Cancelled in the table, and nobody is told: the sweep has to see it."""
        self._book(booking)
        self._write(booking, "cancelled")
        self.expected[booking] = 0

    def _hold(self, booking: str) -> None:
        """At another host: held, then committed, released or forgotten."""
        key, name = f"attempt-{uuid.uuid4()}", f"{self.actor.wp_user_id}-{booking}"
        line = {"booking": name, "service": "77", "starts_at": "2036-01-01T09:00:00Z"}
        body = {"host": OTHER, "attempt_key": key, "customer_package": self.package, "lines": [line]}
        self._expect(self._send("/v1/redemptions", body), "held", name)
        end = self._dice.choice(["commit", "release", "forget"])
        if end == "commit":
            told = self._send("/v1/redemptions/commit", {"host": OTHER, "attempt_key": key, "marker": name})
            self._expect(told, "committed", name)
        if end == "release":
            self._send("/v1/redemptions/release", {"host": OTHER, "attempt_key": key})
        if end == "forget":
            self._sql("UPDATE {p}attempts SET hold_expires_at = UTC_TIMESTAMP(6) WHERE state = 'held' AND attempt_key = %s", key)
        self.holds[key] = {"commit": "committed", "release": "released", "forget": "lapsed"}[end]

    def _expect(self, told: dict[str, Any], state: str, booking: str) -> None:
        if told.get("state") != state:
            self.trouble.append(f"{booking}: {state} was expected, answered was {told}")

    def _write(self, booking: str, status: str) -> None:
        self._sql(
            "UPDATE {wp}sb_bookings SET status = %s, cancelled_by = 'staff', cancelled_at = UTC_TIMESTAMP() WHERE id = %s",
            status,
            booking,
        )

    def _sql(self, statement: str, *params: Any) -> None:
        self._persist(lambda: self.studio.rt.db.transact(lambda tx: tx.run(statement, params)))

    def _persist(self, work: Callable[[], T]) -> T:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                return work()
            except BridgeError:
                time.sleep(PAUSE)
        raise TimeoutError("the database did not come back")

    def _send(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer: refusals too. What broke off or was unavailable is sent again, with the same key."""
        key, end = str(uuid.uuid4()), time.monotonic() + PATIENCE
        self.operations += 1
        while time.monotonic() < end:
            try:
                response = self._post(path, json.dumps(body).encode(), key)
            except requests.RequestException:
                self._http = requests.Session()
                time.sleep(PAUSE)
                continue
            if response.status_code < 500:
                answer: dict[str, Any] = response.json()
                return answer
            if response.status_code != 503:
                self.trouble.append(f"{path} answered {response.status_code}")
            time.sleep(PAUSE)
        raise TimeoutError(f"{path} was not answered")

    def _post(self, path: str, body: bytes, key: str) -> requests.Response:
        who = {"kind": "customer", "wp_user_id": self.actor.wp_user_id, "name": self.actor.name, "email": self.actor.email}
        headers = {"X-SP-Actor": json.dumps(who), "X-SP-Deadline-Ms": "2500", "X-SP-Request-Id": uuid.uuid4().hex}
        message = signing.Message("POST", f"{self.connection.url}{path}", headers | {"Idempotency-Key": key})
        nonce, parts = secrets.token_hex(8), signing.WRITE_PARTS
        signed = signing.sign(message, body, self.connection.key_id, self.connection.secret, nonce, signing.REQUEST_TAG, parts)
        sent = {**signed, "Content-Type": "application/json"}
        return self._http.post(f"{self.connection.url}{path}", data=body, headers=sent, timeout=TIMEOUT)
