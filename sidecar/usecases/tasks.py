"""Working at tasks: in batches, each its own transaction, by jobs that take turns with all others, or by the sweep."""

import json
import logging
import time
from collections.abc import Callable
from typing import Any

from sidecar.domain import csv_rows
from sidecar.errors import NotFound, Refused
from sidecar.runtime import Runtime
from sidecar.usecases import extending, imports, once, sites
from sidecar.usecases.once import Answer, Command
from sidecar.usecases.working import Work
from wp_bridge import tasks
from wp_bridge.database import Transaction
from wp_bridge.errors import DuplicateKey, Unforeseen
from wp_bridge.job_names import WORK_TASK
from wp_bridge.records import CustomerPackage
from wp_bridge.tasks import Item, Listed, Task

log = logging.getLogger(__name__)

BATCH = 20  # items that are locked together
TURN = 5.0  # seconds until other jobs have theirs
LOST_AFTER = 15  # seconds in which nobody worked at it
PAGE, CSV_PAGE, SHOWN = 50, 1000, 20
DUPLICATE_CODES = {"import_key": "imported_before"}
VIEWS = {"all": ("good", "bad", "made", "skipped"), "bad": ("bad",), "made": ("made",), "skipped": ("skipped",)}
Step = Callable[[Transaction, Work, dict[str, Any]], CustomerPackage]
STEPS: dict[str, Step] = {imports.KIND: imports.take_over, extending.KIND: extending.extend}
PREPARATIONS = {imports.KIND: imports.prepare, extending.KIND: extending.prepare}


def start(rt: Runtime, command: Command, public_id: str) -> Answer:
    """``{"task"}``: what was checked is carried out. Raises `Refused` with `task_started` or `task_other_mode`."""

    def work(tx: Transaction) -> Answer:
        task = tasks.lock(tx, _found(tx, public_id).id)
        if task.status != "checked":
            raise Refused("task_started", f"it is {task.status}")
        imports.check_mode(json.loads(task.asked), sites.load(tx, rt.config))
        tasks.start(tx, task)
        return {"task": public_id}

    return once.run(rt, command, work, subject=public_id)


def work(rt: Runtime, turn: int, seconds: float = TURN) -> None:
    """One turn at a task; what is left is offered as the next turn."""
    if not _worked(rt, turn // 2, seconds):
        rt.queue.offer(WORK_TASK, turn ^ 1)


def sweep(rt: Runtime, offer: bool = True) -> int:
    """Tasks whose job was lost; worked here while Redis is away."""
    lost = rt.db.transact(lambda tx: tasks.waiting(tx, LOST_AFTER if offer else 0))
    for number in lost:
        if not offer or not rt.queue.offer(WORK_TASK, tasks.first_turn(number)):
            _worked(rt, number, TURN)
    return len(lost)


def forget(rt: Runtime) -> int:
    return rt.db.transact(lambda tx: tasks.forget(tx, 10_000))


def show(rt: Runtime, public_id: str) -> Task:
    return rt.db.transact(lambda tx: _found(tx, public_id))


def newest(rt: Runtime, kind: str) -> list[Task]:
    return rt.db.transact(lambda tx: tasks.newest(tx, kind, SHOWN))


def items(rt: Runtime, public_id: str, view: str, after: int) -> tuple[list[Listed], int | None]:
    """One page, and after which number the next begins."""
    found = rt.db.transact(lambda tx: tasks.items(tx, _found(tx, public_id).id, VIEWS[view], after, PAGE + 1))
    return found[:PAGE], found[PAGE - 1].item.number if len(found) > PAGE else None


def as_csv(rt: Runtime, public_id: str, after: int) -> tuple[str, int | None]:
    """A page of what was not imported, with what was expected, to be mended and imported again."""
    views = (*VIEWS["bad"], *VIEWS["skipped"])
    found = rt.db.transact(lambda tx: tasks.items(tx, _import(tx, public_id).id, views, after, CSV_PAGE + 1))
    table = [] if after else [[*imports.COLUMNS, "line", "problem"]]
    table += [imports.told(listed.item) for listed in found[:CSV_PAGE]]
    return csv_rows.written(table), found[CSV_PAGE - 1].item.number if len(found) > CSV_PAGE else None


def _worked(rt: Runtime, number: int, seconds: float) -> bool:
    """True when nothing is left."""
    end = time.monotonic() + seconds
    while rt.db.transact(lambda tx: _batch(rt, tx, number)):
        if time.monotonic() > end:
            return False
    return True


def _batch(rt: Runtime, tx: Transaction, number: int) -> bool:
    """False when it is done. Whoever else works at it waits, and goes on with the next items."""
    task = tasks.lock(tx, number)
    if task.status != "running":
        return False
    found = tasks.batch(tx, number, BATCH)
    if not found:
        tasks.end(tx, number)
        return False
    work = Work(sites.house(tx, rt.config), task, json.loads(task.asked), tx.now(), {}, {})
    items = [(item, json.loads(item.data)) for item in found]
    PREPARATIONS[task.kind](tx, work, [data for _, data in items])
    made = sum(_item(tx, work, item, data) for item, data in items)
    tasks.count(tx, number, made, len(found) - made)
    return True


def _item(tx: Transaction, work: Work, item: Item, data: dict[str, Any]) -> bool:
    """Whether it could be done; what goes wrong with one stops no other."""
    try:
        package, why = tx.attempt(lambda: STEPS[work.task.kind](tx, work, data)), ""
    except Refused as refused:
        package, why = None, refused.code
    except DuplicateKey as error:
        package, why = None, DUPLICATE_CODES.get(error.key, "internal")
    except (Unforeseen, LookupError, ValueError, TypeError, AttributeError, ArithmeticError):
        log.exception("item %d of task %s could not be done", item.number, work.task.public_id)
        package, why = None, "internal"
    tasks.settle(tx, item, "skipped" if why else "made", why, package.id if package else None)
    return not why


def _found(tx: Transaction, public_id: str) -> Task:
    found = tasks.find(tx, public_id)
    if found is None:
        raise NotFound()
    return found


def _import(tx: Transaction, public_id: str) -> Task:
    """An extension has no rows of a file."""
    found = _found(tx, public_id)
    if found.kind != imports.KIND:
        raise NotFound()
    return found
