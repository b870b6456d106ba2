"""What staff have done, one row per act, written once and never again: newest first, each question by a key that fits it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wp_bridge.database import NOW, Transaction
from wp_bridge.records import Actor, load

PAGE = 30
MOST_PEOPLE = 200


@dataclass(frozen=True)
class Done:
    """`about` names the kind of thing, `subject` the one. `details` is JSON."""

    id: int
    created_at: datetime
    actor_user_id: int | None
    actor_name: str
    kind: str
    action: str
    about: str
    subject: str
    reason: str
    details: str
    request_id: str


@dataclass(frozen=True)
class Wanted:
    """`after` is the last id of the page before."""

    kind: str = ""
    person: int | None = None
    after: int | None = None


@dataclass(frozen=True)
class Thing:
    """What an act was done to, as it is called now. It can be looked at with its customer package, or with its customer."""

    id: str
    label: str
    customer_package: str | None = None
    customer: str | None = None


OF_AN_ORDER = (
    "o.reference AS label, cp.public_id AS customer_package, c.public_id AS customer FROM {p}orders o"
    " JOIN {p}customers c ON c.id = o.customer_id LEFT JOIN {p}customer_packages cp ON cp.order_id = o.id"
)
ALONE = "NULL AS customer_package, NULL AS customer"
THINGS = {
    "task": f"SELECT public_id AS id, label, {ALONE} FROM {{p}}tasks WHERE public_id",
    "notice": f"SELECT CAST(id AS CHAR) AS id, kind AS label, {ALONE} FROM {{p}}staff_notices WHERE id",
    "package": f"SELECT p.public_id AS id, v.name AS label, {ALONE} FROM {{p}}packages p"
    " JOIN {p}package_versions v ON v.id = p.current_version_id WHERE p.public_id",
    "customer_package": "SELECT cp.public_id AS id, CONCAT_WS(', ', v.name, NULLIF(c.name, '')) AS label,"
    " cp.public_id AS customer_package, c.public_id AS customer FROM {p}customer_packages cp"
    " JOIN {p}package_versions v ON v.id = cp.package_version_id JOIN {p}customers c ON c.id = cp.customer_id WHERE cp.public_id",
    "order": f"SELECT o.public_id AS id, {OF_AN_ORDER} WHERE o.public_id",
    "refund": f"SELECT r.public_id AS id, {OF_AN_ORDER} JOIN {{p}}refunds r ON r.order_id = o.id WHERE r.public_id",
    "payment": f"SELECT y.public_id AS id, {OF_AN_ORDER} JOIN {{p}}payments y ON y.order_id = o.id WHERE y.public_id",
}


def add(tx: Transaction, actor: Actor, values: dict[str, str]) -> None:
    who = {"actor_user_id": actor.wp_user_id, "actor_name": actor.name}
    tx.add("activity", values | who | {"created_at": NOW})


def find(tx: Transaction, wanted: Wanted) -> list[Done]:
    """A page and one more, if there is one."""
    conditions = {"kind = %s": wanted.kind or None, "actor_user_id = %s": wanted.person, "id < %s": wanted.after}
    asked = {condition: value for condition, value in conditions.items() if value is not None}
    where = f" WHERE {' AND '.join(asked)}" if asked else ""
    return tx.records(Done, f"SELECT * FROM {{p}}activity{where} ORDER BY id DESC LIMIT {PAGE + 1}", list(asked.values()))


def people(tx: Transaction) -> list[tuple[int, str]]:
    """Everybody who has done something, by the name they had last."""
    newest = "SELECT MAX(id) AS id FROM {p}activity WHERE actor_user_id IS NOT NULL GROUP BY actor_user_id"
    rows = tx.all(
        f"SELECT a.actor_user_id, a.actor_name FROM {{p}}activity a JOIN ({newest}) n ON n.id = a.id"
        f" ORDER BY a.actor_name, a.actor_user_id LIMIT {MOST_PEOPLE}"
    )
    return [(row["actor_user_id"], row["actor_name"]) for row in rows]


def things(tx: Transaction, done: Sequence[Done]) -> dict[tuple[str, str], Thing]:
    """By kind and id: one statement for each kind of thing."""
    found: dict[tuple[str, str], Thing] = {}
    for about, sql in THINGS.items():
        ids = sorted({each.subject for each in done if each.about == about and each.subject})
        if ids:
            marks = ", ".join(["%s"] * len(ids))
            found |= {(about, row["id"]): load(Thing, row) for row in tx.all(f"{sql} IN ({marks})", ids)}
    return found
