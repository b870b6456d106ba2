"""Checks that the books agree. Drift between ledger and balance blocks that package and alarms; a person decides."""

import logging

from sidecar.runtime import Runtime
from wp_bridge import customer_packages, ledger, notices
from wp_bridge.database import Transaction

log = logging.getLogger(__name__)


def check_ledger(rt: Runtime) -> int:
    """Number of packages newly blocked because their balance is not the sum of their ledger."""
    suspects = rt.db.transact(ledger.drifted)
    return sum(rt.db.transact(lambda tx, n=number: _block(tx, n)) for number in suspects)  # type: ignore[misc]


def _block(tx: Transaction, number: int) -> int:
    """Asked again under the lock: a movement under way at the first look is no drift."""
    package = customer_packages.lock(tx, number)
    if not ledger.has_drifted(tx, number) or not customer_packages.block(tx, number):
        return 0
    log.error("ledger and balance of customer package %s disagree; it is blocked", package.public_id)
    notices.add(tx, "ledger_drift", f"ledger_drift:{package.public_id}", {"customer_package": package.public_id})
    return 1
