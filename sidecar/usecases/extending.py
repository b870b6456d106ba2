"""Extending many packages at once: previewed, then one by one, each under its lock with an entry of its own."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from sidecar.domain import validity
from sidecar.errors import InvalidFields, Refused
from sidecar.runtime import Runtime
from sidecar.usecases import imports, once, plans, sites, views
from sidecar.usecases.once import Answer, Command
from sidecar.usecases.plans import Scene, Voice
from sidecar.usecases.views import HoldingView
from sidecar.usecases.working import Work
from wp_bridge import customer_packages, extensions, tasks
from wp_bridge.database import Transaction
from wp_bridge.extensions import Filter
from wp_bridge.records import CustomerPackage, Site

KIND = "extension"
SHOWN = 20


@dataclass(frozen=True)
class Change:
    """By `days`, or to a last day; never to an earlier one."""

    days: int | None
    until: date | None
    reason: str
    mails: bool = False

    def after(self, before: date) -> date:
        return self.until or before + timedelta(days=self.days or 0)


@dataclass(frozen=True)
class Preview:
    site: Site
    count: int
    first: tuple[tuple[HoldingView, date], ...]


def preview(rt: Runtime, wanted: Filter, change: Change) -> Preview:
    """Who would be touched now, and the first of them with their new ends. Raises `InvalidFields`."""
    wanted = _checked(wanted, change)

    def work(tx: Transaction) -> Preview:
        found = extensions.first(tx, wanted, SHOWN)
        shown = tuple((view, change.after(_end(view.holding.package))) for view in views.holding_views(tx, found))
        return Preview(sites.load(tx, rt.config), extensions.count(tx, wanted), shown)

    return rt.db.transact(work)


def begin(rt: Runtime, command: Command, wanted: Filter, change: Change, expected: int) -> Answer:
    """``{"task"}``. Raises `Refused('extension_changed')` when it is not as many as were shown."""
    wanted = _checked(wanted, change)
    if not change.reason.strip():
        raise InvalidFields({"reason": "is needed"})

    def work(tx: Transaction) -> Answer:
        asked = asdict(change) | {"until": change.until.isoformat() if change.until else None}
        task = tasks.add(tx, imports.new_task(command, KIND, "running", change.reason.strip()[:190], asked, expected))
        if extensions.note(tx, task.id, wanted) != expected:
            raise Refused("extension_changed", "it is not as many as were shown")
        tasks.start(tx, task)
        return {"task": task.public_id}

    return once.run(rt, command, work)


def prepare(_tx: Transaction, _work: Work, _items: Sequence[dict[str, Any]]) -> None:
    """Each package is looked at under its own lock."""


def extend(tx: Transaction, work: Work, data: dict[str, Any]) -> CustomerPackage:
    """One package, if it is still as it was seen. Raises `Refused('end_changed')`."""
    asked, before, task = work.asked, date.fromisoformat(data["before"]), work.task
    package = customer_packages.lock(tx, data["package"])
    if package.valid_through != before or package.base_state != "open":
        raise Refused("end_changed", "it has another end by now, or is no longer open")
    until = date.fromisoformat(asked["until"]) if asked["until"] else None
    last = Change(asked["days"], until, asked["reason"]).after(before)
    voice = Voice(Command(KIND, task.public_id, work.actor, task.request_id), asked["reason"])
    scene = Scene(tx, work.house, package, work.now)
    key = plans.end_moved(scene, voice, validity.through(last, work.house.site.zone))
    if asked["mails"]:
        plans.told(scene, voice, key, 0)
    return customer_packages.get(tx, package.id)


def _checked(wanted: Filter, change: Change) -> Filter:
    wrong = {}
    if (change.days is None) == (change.until is None):
        wrong["days"] = "is needed, or a date, and not both"
    if wanted.ends_from and wanted.ends_until and wanted.ends_from > wanted.ends_until:
        wrong["ends_until"] = "must not be before the first day"
    if wrong:
        raise InvalidFields(wrong)
    return replace(wanted, before=change.until)


def _end(package: CustomerPackage) -> date:
    if package.valid_through is None:
        raise LookupError(f"package {package.public_id} has no end")
    return package.valid_through
