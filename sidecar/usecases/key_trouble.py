"""A provider that does not accept our keys: staff are told once, until it does again."""

import logging

from sidecar.gateways.errors import KeyRefused
from sidecar.runtime import Runtime
from wp_bridge import notices
from wp_bridge.database import Transaction

log = logging.getLogger(__name__)


def note(rt: Runtime, gateway_id: str, error: KeyRefused) -> None:
    log.error("%s does not accept our keys: %s", gateway_id, error)
    rt.db.transact(lambda tx: add(tx, gateway_id, error.code, str(error)))


def add(tx: Transaction, gateway_id: str, code: str, message: str) -> None:
    """The notice alone, beside what else is written."""
    facts = {"method": gateway_id, "code": code, "message": message[:300]}
    notices.add_again(tx, "keys_refused", name(gateway_id), facts)


def settle(rt: Runtime, gateway_id: str) -> None:
    rt.db.transact(lambda tx: notices.settle(tx, name(gateway_id)))


def name(gateway_id: str) -> str:
    return f"keys:{gateway_id}"
