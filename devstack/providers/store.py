"""What the emulated providers remember: in memory, or also in a folder, so that a demo can be ended and started again."""

import json
import os
import secrets
import string
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Json = dict[str, Any]

STRIPE_KEY = "sk_test_emulated_4eC39HqLyjWDarjtT1zdp7dc"
STRIPE_RESTRICTED_KEY = "rk_test_emulated_9sYWq2Cz0kGVxvgB6f3LTa5n"
STRIPE_WEBHOOK_SECRET = "whsec_emulated_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105
PAYPAL_CLIENT_ID = "AemulatedClientId-EBWKjlELKMYqRNQ6sYvFo64FtaRLRR5BdHEESmha49TM"
PAYPAL_SECRET = "EemulatedSecret-EO422dn3gQLgDbuwqTjzrFgFtaRLRR5BdHEESmha49TM"  # noqa: S105
PAYPAL_WEBHOOK_ID = "3EM04561PC4938129"
PAYPAL_MERCHANT_ID = "EMUPAYEE4938T"

_LETTERS = string.ascii_letters + string.digits
_CAPITALS = string.ascii_uppercase + string.digits


def _empty() -> Json:
    return {
        "objects": {},
        "events": [],
        "deliveries": [],
        "subscriptions": [],
        "keys": {},
        "knobs": {},
        "faults": [],
        "url": "",
        "shift": 0.0,
        "stripe_keys": {STRIPE_KEY: None, STRIPE_RESTRICTED_KEY: None},
        "stripe_secrets": [STRIPE_WEBHOOK_SECRET],
        "paypal_client": PAYPAL_CLIENT_ID,
        "paypal_secret": PAYPAL_SECRET,
        "paypal_webhook_id": PAYPAL_WEBHOOK_ID,
        "paypal_merchant": PAYPAL_MERCHANT_ID,
        "paypal_tokens": {},
        "plans": {},
    }


class Store:
    """All state under one lock; `changed` is called after every change, `ended` stops every answer."""

    def __init__(self, folder: Path | None = None) -> None:
        self.lock = threading.RLock()
        self.changed: Callable[[], None] = lambda: None
        self.working: set[str] = set()  # idempotency keys whose first call is under way
        self.ended = False
        self._depth = 0
        self.data = _empty()
        self._file = folder / "state.json" if folder else None
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        if self._file is not None and self._file.exists():
            self.data |= json.loads(self._file.read_text())

    @property
    def url(self) -> str:
        """The emulator's own address."""
        return str(self.data["url"])

    def move_to(self, url: str) -> None:
        """The address of this start; what was made under another one is found here."""
        if self.url and self.url != url:
            self.data = json.loads(json.dumps(self.data).replace(self.url, url))
        with self.change():
            self.data["url"] = url

    @contextmanager
    def change(self) -> Iterator[None]:
        """One change at a time; written to the folder when the outermost one ends, also by an exception."""
        with self.lock:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if not self._depth:
                    self._save()
        self.changed()

    def _save(self) -> None:
        if self._file is None:
            return
        unfinished = self._file.with_suffix(".part")
        with unfinished.open("w") as file:
            json.dump(self.data, file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self._file)

    def now(self) -> float:
        """The providers' clock; tests move it forward."""
        return time.time() + float(self.data["shift"])

    def kind(self, kind: str) -> dict[str, Json]:
        """All objects of a kind by id, oldest first."""
        found: dict[str, Json] = self.data["objects"].setdefault(kind, {})
        return found

    def put(self, kind: str, thing: Json, key: str = "id") -> Json:
        """Keeps an object under its id."""
        self.kind(kind)[thing[key]] = thing
        return thing

    def knob(self, name: str, default: Any = None) -> Any:
        """A knob of webhook delivery or of the providers' speed."""
        return self.data["knobs"].get(name, default)


def letters(length: int) -> str:
    """Random, as in Stripe's ids."""
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def capitals(length: int) -> str:
    """Random, as in PayPal's ids."""
    return "".join(secrets.choice(_CAPITALS) for _ in range(length))
