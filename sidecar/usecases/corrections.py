"""What staff change on a customer's package by hand. Each with a reason, an entry, and a mail, in one transaction."""

from datetime import date

from sidecar.errors import InvalidFields
from sidecar.runtime import Runtime
from sidecar.usecases import once, plans, reassigning, rolling, sites, undoing
from sidecar.usecases.once import Answer, Command
from sidecar.usecases.plans import Planner, Voice
from sidecar.usecases.reassigning import Somebody
from wp_bridge import customer_packages
from wp_bridge.database import Transaction


def adjust(rt: Runtime, command: Command, public_id: str, sessions: int, paid: bool, reason: str) -> Answer:
    return carry_out(rt, command, public_id, plans.adjust(sessions, paid), reason)


def set_validity(rt: Runtime, command: Command, public_id: str, valid_through: date | None, reason: str) -> Answer:
    return carry_out(rt, command, public_id, plans.set_validity(valid_through), reason)


def suspend(rt: Runtime, command: Command, public_id: str, reason: str) -> Answer:
    return carry_out(rt, command, public_id, plans.suspend, reason)


def resume(rt: Runtime, command: Command, public_id: str, reason: str, extend: bool) -> Answer:
    return carry_out(rt, command, public_id, plans.resume(extend), reason)


def roll_over(rt: Runtime, command: Command, public_id: str, valid_through: date | None, reason: str) -> Answer:
    return carry_out(rt, command, public_id, rolling.roll_over(valid_through), reason)


def reassign(rt: Runtime, command: Command, public_id: str, to: Somebody, reason: str) -> Answer:
    return carry_out(rt, command, public_id, reassigning.reassign(to), reason)


def undo(rt: Runtime, command: Command, public_id: str, entry: int, reason: str) -> Answer:
    return carry_out(rt, command, public_id, undoing.undo(entry), reason)


def carry_out(rt: Runtime, command: Command, public_id: str, planner: Planner, reason: str) -> Answer:
    """``{"customer_package", "remaining", "valid_through"}`` of the package that goes on, after one step under its locks."""
    if not reason.strip():
        raise InvalidFields({"reason": "is needed"})

    def work(tx: Transaction) -> Answer:
        scene = plans.locked(tx, sites.house(tx, rt.config), public_id)
        after = customer_packages.get(tx, planner(scene).write(Voice(command, reason.strip())))
        last = after.valid_through.isoformat() if after.valid_through else None
        return {"customer_package": after.public_id, "remaining": after.balance, "valid_through": last}

    return once.run(rt, command, work, subject=public_id)
