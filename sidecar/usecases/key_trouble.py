"""A provider that does not accept our keys: staff are told once, until it does again."""

import logging

from sidecar.gateways.errors import KeyRefused
from sidecar.runtime import Runtime
from wp_bridge import notices

log = logging.getLogger(__name__)


def note(rt: Runtime, gateway_id: str, error: KeyRefused) -> None:
    log.error("%s does not accept our keys: %s", gateway_id, error)
    facts = {"method": gateway_id, "code": error.code, "message": str(error)[:300]}
    rt.db.transact(lambda tx: notices.add_again(tx, "keys_refused", name(gateway_id), facts))


def settle(rt: Runtime, gateway_id: str) -> None:
    rt.db.transact(lambda tx: notices.settle(tx, name(gateway_id)))


def name(gateway_id: str) -> str:
    return f"keys:{gateway_id}"
