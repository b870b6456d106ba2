"""Ledger and balance disagree: the package is blocked until a person says which of the two is right."""

from ulid import ULID

from sidecar.errors import NotFound, Refused
from sidecar.runtime import Runtime
from wp_bridge import customer_packages, ledger, notices
from wp_bridge.database import Transaction
from wp_bridge.records import Actor, CustomerPackage


def decide(rt: Runtime, public_id: str, keep: str, reason: str, actor: Actor) -> int:
    """Balance after the decision. ``keep="ledger"`` sets the balance to the ledger's sum, ``"balance"`` adds an entry that
    makes up the difference. Raises `NotFound`, `Refused('not_blocked')`, or `Refused('ledger_negative')`.
    """

    def work(tx: Transaction) -> int:
        found = customer_packages.find(tx, public_id)
        if found is None:
            raise NotFound("package_unknown", f"there is no customer package {public_id}")
        package = customer_packages.lock(tx, found.id)
        if package.blocked_at is None:
            raise Refused("not_blocked", "this package is not blocked")
        return _decided(tx, package, keep, reason, actor)

    return rt.db.transact(work)


def _decided(tx: Transaction, package: CustomerPackage, keep: str, reason: str, actor: Actor) -> int:
    paid, free = ledger.sums(tx, package.id)
    keeps_ledger = keep == "ledger"
    if keeps_ledger and min(paid, free) < 0:
        raise Refused("ledger_negative", "the ledger adds up to less than nothing; only the balance can be kept")
    target = (paid, free) if keeps_ledger else (package.paid_balance, package.free_balance)
    added = (target[0] - paid, target[1] - free)
    customer_packages.unblock(tx, package.id, target, added)
    entry = ledger.NewEntry(
        f"decided:{ULID()}",
        "adjust",
        delta_paid=added[0],
        delta_free=added[1],
        reason=f"{keep} kept: {reason}"[:255],
    )
    ledger.append(tx, customer_packages.get(tx, package.id), entry, actor, "unblock")
    notices.settle(tx, f"ledger_drift:{package.public_id}")
    return sum(target)
