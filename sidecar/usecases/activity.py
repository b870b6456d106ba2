"""The list of what staff have done, and what is done in WordPress alone and belongs into it."""

import json
from dataclasses import dataclass
from typing import Any

from sidecar.domain.activity import KINDS
from sidecar.errors import InvalidFields
from sidecar.runtime import Runtime
from sidecar.usecases import once
from sidecar.usecases.once import Command
from wp_bridge import activity
from wp_bridge.activity import Done, Thing, Wanted
from wp_bridge.database import Transaction


@dataclass(frozen=True)
class Entry:
    """`thing` is None for what has no name of its own, or is gone."""

    row: Done
    thing: Thing | None
    details: dict[str, Any]


@dataclass(frozen=True)
class ActivityPage:
    items: list[Entry]
    people: list[tuple[int, str]]
    next: str | None


def page(rt: Runtime, kind: str, person: int | None, after: str) -> ActivityPage:
    """Raises `InvalidFields` for a kind or a cursor that is none of ours."""
    if kind and kind not in KINDS:
        raise InvalidFields({"kind": "must be one of " + ", ".join(KINDS)})
    wanted = Wanted(kind, person, _cursor(after))

    def work(tx: Transaction) -> ActivityPage:
        rows = activity.find(tx, wanted)
        shown = rows[: activity.PAGE]
        things = activity.things(tx, shown)
        following = str(shown[-1].id) if len(rows) > activity.PAGE else None
        entries = [Entry(row, things.get((row.about, row.subject)), json.loads(row.details)) for row in shown]
        return ActivityPage(entries, activity.people(tx), following)

    return rt.db.transact(work)


def told(rt: Runtime, command: Command) -> None:
    """What the plugin does by itself: it says so first, so that nothing is done that is not in the list."""
    once.run(rt, command, lambda _tx: {})


def _cursor(after: str) -> int | None:
    if not after:
        return None
    if not (after.isascii() and after.isdigit() and len(after) < 19):
        raise InvalidFields({"after": "must be the `next` of the page before"})
    return int(after)
