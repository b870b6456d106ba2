"""What staff have done as JSON, in the shapes of docs/api.md."""

from typing import Any

from sidecar.usecases.activity import Entry
from sidecar.web.shapes import instant

Json = dict[str, Any]


def entry(found: Entry) -> Json:
    row, thing = found.row, found.thing
    return {
        "id": row.id,
        "at": instant(row.created_at),
        "person": person(row.actor_user_id, row.actor_name),
        "kind": row.kind,
        "action": row.action,
        "object": {
            "kind": row.about,
            "id": row.subject,
            "label": thing.label if thing else "",
            "customer_package": thing.customer_package if thing else None,
            "customer": thing.customer if thing else None,
        },
        "reason": row.reason,
        "details": found.details,
    }


def person(wp_user_id: int | None, name: str) -> Json:
    return {"wp_user_id": wp_user_id, "name": name}
