"""Tasks and their items as JSON, in the shapes of docs/api.md."""

import json

from sidecar.usecases import extending, imports
from sidecar.usecases.extending import Preview
from sidecar.web.shapes import Json, day, instant
from wp_bridge.tasks import Listed, Task


def task(found: Task) -> Json:
    done = found.made + found.skipped
    return {
        "id": found.public_id,
        "kind": found.kind,
        "status": found.status,
        "label": found.label,
        "asked": json.loads(found.asked),
        "total": found.total,
        "bad": found.bad,
        "good": found.total - found.bad,
        "made": found.made,
        "skipped": found.skipped,
        "done": done,
        "created_by": found.created_by,
        "created_at": instant(found.created_at),
        "ended_at": instant(found.ended_at),
    }


def item(found: Listed, kind: str) -> Json:
    data = json.loads(found.item.data)
    about = {
        "number": found.item.number,
        "state": found.item.state,
        "code": found.item.code,
        "customer_package": found.customer_package,
        "customer": found.customer,
    }
    if kind == extending.KIND:
        return about | {"before": data["before"]}
    values = {name: data["values"][name] for name in imports.COLUMNS}
    problems = [{"column": name, "expected": text} for name, text in data["wrong"].items()]
    return about | {"line": data["line"], "values": values, "problems": problems}


def extension(found: Preview) -> Json:
    first = [
        {
            "customer_package": view.holding.package.public_id,
            "name": view.holding.version.name,
            "customer": view.customer.name or view.customer.email,
            "remaining": view.holding.package.balance,
            "before": day(view.holding.package.valid_through),
            "after": day(after),
        }
        for view, after in found.first
    ]
    return {"count": found.count, "first": first}
