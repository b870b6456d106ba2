"""An act of staff is noted in the transaction that it is done in: whatever is refused or rolled back has not happened."""

import json
from collections.abc import Mapping
from typing import Any

from sidecar.domain import activity as rules
from wp_bridge import activity
from wp_bridge.database import Transaction
from wp_bridge.records import Actor


def note(
    tx: Transaction,
    actor: Actor,
    action: str,
    body: Mapping[str, Any],
    answer: Mapping[str, Any],
    *,
    subject: str,
    request_id: str,
) -> None:
    """`subject` where the answer does not name it. What customers and the system do is told by the ledger, not here."""
    if actor.kind != "staff":
        return
    act = rules.act(action)
    values = {
        "kind": act.kind,
        "action": action,
        "about": act.about,
        "subject": str(answer.get(act.about) or subject)[:64],
        "reason": str(body.get("reason") or "")[:500],
        "details": json.dumps(rules.told(act, body, answer), ensure_ascii=False),
        "request_id": request_id,
    }
    activity.add(tx, actor, values)
