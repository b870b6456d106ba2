"""Which step of staff can be taken back by a counter entry, and when later facts speak against it."""

from sidecar.domain.correcting import Objection
from wp_bridge.records import CustomerPackage, LedgerEntry

KINDS = {"adjust", "validity", "suspend", "resume", "transfer_out", "reassign"}


def is_undoable(entry: LedgerEntry) -> bool:
    """By itself: a step of staff, not taken back yet, and no counter entry. Whether it still can be, `to_undoing` says."""
    is_new = entry.undone_by is None and entry.undoes_id is None
    is_step = entry.kind in KINDS and entry.entry_key.startswith(f"{entry.kind}:")  # not what merely followed one
    return is_new and is_step and entry.actor_kind == "staff"


def to_undoing(package: CustomerPackage, entry: LedgerEntry) -> Objection | None:
    """What the package itself tells; of sessions the balance decides, of a roll over the new package."""
    if entry.undone_by is not None:
        return Objection("already_undone")
    if not is_undoable(entry):
        return Objection("not_undoable")
    overtaken = {
        "validity": (package.expires_at, package.valid_through) != (entry.expires_at_new, entry.valid_through_new),
        "suspend": package.suspended_by_staff_at is None,
        "resume": package.suspended_by_staff_at is not None,
        "transfer_out": package.closed_at is None,
        "reassign": package.customer_id != entry.customer_new_id,
    }
    return Objection("undo_too_late") if overtaken.get(entry.kind, False) else None


def has_been_overtaken(entry: LedgerEntry, later: list[LedgerEntry]) -> bool:
    """A pause that was ended and begun again is another one; one that ended was perhaps used since."""
    if entry.kind == "suspend":
        return any(each.kind == "resume" and each.actor_kind == "staff" for each in later)
    return entry.kind == "resume" and any(each.kind in {"suspend", "redeem"} and each.undoes_id is None for each in later)
