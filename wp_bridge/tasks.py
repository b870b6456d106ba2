"""Tasks of staff and their items. Whoever works at one holds its lock for a batch: an item is done once."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wp_bridge import job_names
from wp_bridge.database import NOW, Transaction
from wp_bridge.records import load

KEPT_DAYS = 90  # what a file said of people is not kept longer than somebody may ask about it
CHUNK = 1000  # rows of one statement


@dataclass(frozen=True)
class Task:
    id: int
    public_id: str
    kind: str  # import | extension
    status: str  # checked | running | done
    label: str
    asked: str  # JSON: how it is to be done
    total: int
    bad: int
    made: int
    skipped: int
    created_by: str
    created_by_user: int | None
    request_id: str
    created_at: datetime
    touched_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Item:
    task_id: int
    number: int
    state: str  # good | bad | made | skipped
    data: str  # JSON
    code: str
    customer_package_id: int | None


@dataclass(frozen=True)
class Listed:
    """An item with the package that it made or changed, and whose that is."""

    item: Item
    customer_package: str | None
    customer: str


@dataclass(frozen=True)
class NewItem:
    number: int
    state: str
    data: dict[str, Any]
    code: str = ""


def add(tx: Transaction, values: dict[str, Any]) -> Task:
    return get(tx, tx.add("tasks", values | {"created_at": NOW, "touched_at": NOW}))


def add_items(tx: Transaction, task_id: int, items: Sequence[NewItem]) -> None:
    for start in range(0, len(items), CHUNK):
        some = items[start : start + CHUNK]
        marks = ", ".join(["(%s, %s, %s, %s, %s)"] * len(some))
        values = [value for i in some for value in (task_id, i.number, i.state, json.dumps(i.data, ensure_ascii=False), i.code)]
        tx.run(f"INSERT INTO {{p}}task_items (task_id, number, state, data, code) VALUES {marks}", values)


def get(tx: Transaction, number: int) -> Task:
    return tx.get(Task, "SELECT * FROM {p}tasks WHERE id = %s", (number,))


def find(tx: Transaction, public_id: str) -> Task | None:
    return tx.find(Task, "SELECT * FROM {p}tasks WHERE public_id = %s", (public_id,))


def lock(tx: Transaction, number: int) -> Task:
    return tx.get(Task, "SELECT * FROM {p}tasks WHERE id = %s FOR UPDATE", (number,))


def newest(tx: Transaction, kind: str, limit: int) -> list[Task]:
    return tx.records(Task, "SELECT * FROM {p}tasks WHERE kind = %s ORDER BY id DESC LIMIT %s", (kind, limit))


def start(tx: Transaction, task: Task) -> None:
    """`task` is locked. Its first job leaves with the commit."""
    tx.run("UPDATE {p}tasks SET status = 'running', touched_at = UTC_TIMESTAMP(6) WHERE id = %s", (task.id,))
    tx.after_commit(job_names.WORK_TASK, first_turn(task.id))


def first_turn(task_id: int) -> int:
    """A job about a task asks for the next one before it ends, and no two of the same name wait at once: they take turns."""
    return task_id * 2


def batch(tx: Transaction, task_id: int, limit: int) -> list[Item]:
    sql = "SELECT * FROM {p}task_items WHERE task_id = %s AND state = 'good' ORDER BY number LIMIT %s"
    return tx.records(Item, sql, (task_id, limit))


def settle(tx: Transaction, item: Item, state: str, code: str, customer_package_id: int | None) -> None:
    tx.run(
        "UPDATE {p}task_items SET state = %s, code = %s, customer_package_id = COALESCE(%s, customer_package_id)"
        " WHERE task_id = %s AND number = %s",
        (state, code, customer_package_id, item.task_id, item.number),
    )


def count(tx: Transaction, task_id: int, made: int, skipped: int) -> None:
    tx.run(
        "UPDATE {p}tasks SET made = made + %s, skipped = skipped + %s, touched_at = UTC_TIMESTAMP(6) WHERE id = %s",
        (made, skipped, task_id),
    )


def end(tx: Transaction, task_id: int) -> None:
    sql = "UPDATE {p}tasks SET status = 'done', ended_at = UTC_TIMESTAMP(6), touched_at = UTC_TIMESTAMP(6) WHERE id = %s"
    tx.run(sql, (task_id,))


def waiting(tx: Transaction, seconds: int) -> list[int]:
    """Those that nobody has worked at for so long: their job was lost."""
    sql = "SELECT id FROM {p}tasks WHERE status = 'running' AND touched_at <= UTC_TIMESTAMP(6) - INTERVAL %s SECOND ORDER BY id"
    return [int(row["id"]) for row in tx.all(sql, (seconds,))]


def items(tx: Transaction, task_id: int, states: Sequence[str], after: int, limit: int) -> list[Listed]:
    """In the order of their numbers, after one of them."""
    marks = ", ".join(["%s"] * len(states))
    rows = tx.all(
        "SELECT i.*, cp.public_id AS package, COALESCE(NULLIF(c.name, ''), c.email, '') AS customer FROM {p}task_items i"
        " LEFT JOIN {p}customer_packages cp ON cp.id = i.customer_package_id LEFT JOIN {p}customers c ON c.id = cp.customer_id"
        f" WHERE i.task_id = %s AND i.state IN ({marks}) AND i.number > %s ORDER BY i.number LIMIT %s",
        (task_id, *states, after, limit),
    )
    return [Listed(load(Item, row), row["package"], row["customer"]) for row in rows]


def imported(tx: Transaction, keys: Iterable[str]) -> set[str]:
    """Those of `keys` that have become orders."""
    wanted, known = sorted(set(keys)), set[str]()
    for start in range(0, len(wanted), CHUNK):
        some = wanted[start : start + CHUNK]
        marks = ", ".join(["%s"] * len(some))
        known |= {row["import_key"] for row in tx.all(f"SELECT import_key FROM {{p}}orders WHERE import_key IN ({marks})", some)}
    return known


def forget(tx: Transaction, limit: int) -> int:
    """Old tasks lose their items, with the names and addresses in them; what was made of them stays in the books."""
    return tx.run(
        "DELETE FROM {p}task_items WHERE task_id IN (SELECT id FROM {p}tasks"
        " WHERE status <> 'running' AND touched_at < UTC_TIMESTAMP(6) - INTERVAL %s DAY) LIMIT %s",
        (KEPT_DAYS, limit),
    )
