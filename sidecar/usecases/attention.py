"""What a person has to look at: staff's open notices."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sidecar.errors import NotFound
from sidecar.runtime import Runtime
from sidecar.usecases import once
from sidecar.usecases.once import Answer, Command
from wp_bridge import notices
from wp_bridge.database import Transaction

SHOWN = 100


@dataclass(frozen=True)
class OpenNotice:
    id: int
    kind: str
    at: datetime
    facts: dict[str, Any]


def open_notices(rt: Runtime) -> tuple[list[OpenNotice], bool]:
    """The newest hundred, and whether there are more."""
    found = rt.db.transact(lambda tx: notices.open_ones(tx, SHOWN + 1))
    shown = [OpenNotice(n.id, n.kind, n.created_at, json.loads(n.payload)) for n in found[:SHOWN]]
    return shown, len(found) > SHOWN


def resolve(rt: Runtime, command: Command, number: int) -> Answer:
    """A person has dealt with it. Raises `NotFound` when there is no such open notice."""

    def work(tx: Transaction) -> Answer:
        if not notices.resolve(tx, number, command.actor.name or "staff"):
            raise NotFound()
        return {"resolved": number}

    return once.run(rt, command, work, subject=str(number))
