"""Previews and the history of one customer package as JSON, in the shapes of docs/api.md."""

from sidecar.usecases.change_preview import Preview, Standing
from sidecar.usecases.history import History
from sidecar.web.shapes import Json, amount, day, ledger_entry
from wp_bridge.records import LedgerEntry, Site


def preview(found: Preview) -> Json:
    return {
        "before": _standing(found.before, found.site),
        "after": _standing(found.after, found.site),
        "note": found.note,
    }


def _standing(found: Standing, site: Site) -> Json:
    package, owner = found.package, found.owner
    return {
        "paid": package.paid_balance,
        "free": package.free_balance,
        "remaining": package.balance,
        "total": package.sessions_total,
        "expires_on": day(package.valid_through),
        "status": found.status,
        "worth": amount(*found.worth, site) if found.worth else None,
        "customer": {"name": owner.name, "email": owner.email, "wp_user_id": owner.wp_user_id},
    }


def entries(found: History) -> list[Json]:
    """For staff: with what can be done about an entry, and where else it leads."""
    return [_entry(entry, found) for entry in found.entries]


def _entry(entry: LedgerEntry, found: History) -> Json:
    old, new = (found.customers.get(number or 0) for number in (entry.customer_old_id, entry.customer_new_id))
    return ledger_entry(entry) | {
        "id": entry.id,
        "delta_paid": entry.delta_paid,
        "undo": entry.id in found.undoable,
        "undone": entry.undone_by is not None,
        "undoes": entry.undoes_id is not None,
        "reinstate": entry.id in found.reinstatable,
        "customer_old": old.email if old else None,
        "customer_new": new.email if new else None,
    }
