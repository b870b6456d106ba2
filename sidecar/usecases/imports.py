"""Balances from another system: a file is looked at as a whole, then each good row becomes a paid order and its package."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ulid import ULID

from sidecar.domain import balances, csv_rows, money, validity
from sidecar.domain.balances import Offer, Row
from sidecar.domain.validity import Validity
from sidecar.errors import InvalidFields, NotFound, Refused
from sidecar.gateways import by_hand
from sidecar.runtime import Runtime
from sidecar.usecases import fulfilment, mails, once, purchase, sites
from sidecar.usecases.once import Answer, Command
from sidecar.usecases.purchase import Deal
from sidecar.usecases.working import Work
from wp_bridge import customer_packages, customers, orders, packages, payments, tasks
from wp_bridge.customers import Account
from wp_bridge.database import Transaction
from wp_bridge.records import Customer, CustomerPackage, Order, Package, PackageVersion, Site
from wp_bridge.tasks import Item, NewItem, Task

MOST_BYTES = 3 * 1024 * 1024
MOST_ROWS = 25_000
KIND = "import"
COLUMNS = balances.COLUMNS


@dataclass(frozen=True)
class File:
    """`accounts`: rows whose address an account has go to it; `mails`: customers are written to."""

    name: str
    content: bytes
    accounts: bool
    mails: bool


def check(rt: Runtime, command: Command, file: File) -> Answer:
    """``{"task"}``: what each row would become, or what is wrong with it. Nothing is made yet. Raises `InvalidFields`."""
    table = _table(file)

    def work(tx: Transaction) -> Answer:
        site = sites.load(tx, rt.config)
        rows = _read(tx, site, table)
        accounts = customers.accounts(tx, (row.values["email"] for row in rows)) if file.accounts else {}
        known = tasks.imported(tx, (row.key for row in rows))
        items = [_item(row, known) for row in rows]
        good = [row for row, item in zip(rows, items, strict=True) if item.state == "good"]
        asked = {
            "mode": site.mode,
            "accounts": file.accounts,
            "mails": file.mails,
            "file": hashlib.sha256(file.content).hexdigest(),
        } | {
            "to_accounts": sum(row.values["email"].lower() in accounts for row in good),
            "sessions": sum(row.left for row in good),
            "value": money.text(sum(row.value_minor for row in good), site.currency, site.locale),
        }
        task = tasks.add(tx, new_task(command, KIND, "checked", file.name, asked, len(items), len(items) - len(good)))
        tasks.add_items(tx, task.id, items)
        return {"task": task.public_id}

    return once.run(rt, command, work)


def new_task(
    command: Command, kind: str, status: str, label: str, asked: dict[str, Any], total: int, bad: int = 0
) -> dict[str, Any]:
    who = {"created_by": command.actor.name, "created_by_user": command.actor.wp_user_id, "request_id": command.request_id}
    numbers = {"total": total, "bad": bad}
    return {"public_id": str(ULID()), "kind": kind, "status": status, "label": label, "asked": json.dumps(asked)} | numbers | who


def sample(rt: Runtime) -> str:
    """A file to begin with, about a package that there is."""

    def work(tx: Transaction) -> str:
        listed = packages.listed(tx)
        name = listed[0].version.name if listed else "10 Yoga Sessions"
        row = ["ada@example.com", "Ada Archer", name, "7", "10", "2030-12-31", "350.00", "card 1017", ""]
        return csv_rows.written([balances.COLUMNS, row])

    return rt.db.transact(work)


def prepare(tx: Transaction, work: Work, items: Sequence[dict[str, Any]]) -> None:
    """What the rows of a batch have in common, outside of what can fail alone."""
    for number, left in sorted({(data["package_id"], data["left"]) for data in items}):
        package = packages.by_ids(tx, [number]).get(number)
        if package is not None:
            work.versions[number, left] = _version(tx, package, left, work.task.created_by)
    if work.asked["accounts"]:
        work.accounts.update(customers.accounts(tx, [data["values"]["email"] for data in items]))


def take_over(tx: Transaction, work: Work, data: dict[str, Any]) -> CustomerPackage:
    """One row becomes an order that was paid elsewhere, and its package. Raises `DuplicateKey('import_key')` for one that has been."""
    values, task, site, version = data["values"], work.task, work.house.site, _terms(work, data)
    customer = _customer(tx, values, work.accounts)
    deal = Deal(by_hand.IMPORT, data["value_minor"], task.created_by, _note(task, data), data["key"])
    order = orders.get(tx, orders.add_taken_over(tx, purchase.new_order(site, version, customer, deal, task.request_id)))
    if order.amount_minor:
        payment = purchase.new_payment(order, purchase.Choice(by_hand.IMPORT), task.request_id)
        payments.add_taken_over(tx, payment, f"import-{order.public_id}", task.created_by)
    package = customer_packages.add(tx, _grant(work, order, version, data))
    fulfilment.enter_grant(tx, order, package, work.actor, task.request_id)
    if work.asked["mails"]:
        services = packages.services(tx, [version.id])[version.id]
        reach = customers.reach(tx, customer.id)
        mails.package_activated(tx, site, package, version, services, reach, order, task.request_id)
    return package


def _terms(work: Work, data: dict[str, Any]) -> PackageVersion:
    """Raises `Refused` for what is not as it was checked: in the other mode it is another row, in another currency other money."""
    check_mode(work.asked, work.house.site)
    version = work.versions.get((data["package_id"], data["left"]))
    if version is None:
        raise NotFound("package_unknown")
    if version.currency != data["currency"]:
        raise Refused("offer_changed", f"its value was reckoned in {data['currency']}")
    return version


def check_mode(asked: Mapping[str, Any], site: Site) -> None:
    """Raises `Refused('task_other_mode')` where what was checked as a test would become real, or the reverse."""
    if asked.get("mode", site.mode) != site.mode:
        raise Refused("task_other_mode", f"it was checked in {asked['mode']} mode")


def _note(task: Task, data: dict[str, Any]) -> str:
    """What stays in the package's history: how it was, and where that is written."""
    values = data["values"]
    parts = (f"{data['left']}/{data['total']}", values["reference"], values["note"], f"{task.label}:{data['line']}")
    return " · ".join(filter(None, parts))[:255]


def told(item: Item) -> list[str]:
    """A row with what is wrong with it, for a spreadsheet."""
    data = json.loads(item.data)
    problems = [f"{name} {text}" for name, text in data["wrong"].items()] or [item.code.replace("_", " ")]
    return [*(data["values"][name] for name in COLUMNS), str(data["line"]), "; ".join(problems)]


def _table(file: File) -> list[tuple[int, dict[str, str]]]:
    if len(file.content) > MOST_BYTES:
        raise InvalidFields({"file": f"must be at most {MOST_BYTES // 1024 // 1024} MB large; split it"})
    try:
        found = csv_rows.rows(csv_rows.decoded(file.content))
    except csv_rows.NoTable as error:
        raise InvalidFields({"file": str(error)}) from None
    if len(found) < 2:
        raise InvalidFields({"file": "has no rows below its heading"})
    if len(found) - 1 > MOST_ROWS:
        raise InvalidFields({"file": f"must have at most {MOST_ROWS} rows; split it"})
    names, wrong = balances.columns(found[0][1])
    if wrong:
        raise InvalidFields({"file": wrong})
    return [(line, dict(zip([*names, "row"], cells, strict=False))) for line, cells in found[1:]]


def _read(tx: Transaction, site: Site, table: Sequence[tuple[int, dict[str, str]]]) -> list[Row]:
    offers, today = _offers(tx), tx.now().astimezone(site.zone).date()
    rows = [balances.read(line, values, offers, today, site.mode) for line, values in table]
    first: dict[str, int] = {}
    for row in rows:
        same = first.setdefault(row.key, row.line)
        if same != row.line:
            row.wrong["reference"] = f"is the same as line {same}; give each a reference of its own"
    return rows


def _offers(tx: Transaction) -> dict[str, list[Offer]]:
    found: dict[str, list[Offer]] = defaultdict(list)
    for listed in packages.listed(tx):
        offer = Offer(listed.package.id, listed.package.public_id, listed.version.name, listed.version.currency)
        found[offer.name.lower()].append(offer)
        found[offer.public_id.lower()].append(offer)
    return found


def _item(row: Row, known: set[str]) -> NewItem:
    facts = {
        name: getattr(row, name)
        for name in ("line", "values", "wrong", "package_id", "left", "total", "value_minor", "currency", "key")
    }
    facts["valid_until"] = row.valid_until.isoformat() if row.valid_until else None
    if row.wrong:
        return NewItem(row.line, "bad", facts, "invalid_fields")
    if row.key in known:
        return NewItem(row.line, "bad", facts, "imported_before")
    return NewItem(row.line, "good", facts)


def _version(tx: Transaction, package: Package, sessions: int, by: str) -> PackageVersion:
    """The package's present terms, with as many sessions as are left: those are what the money that is taken over pays for."""
    current = packages.version(tx, package.current_version_id)
    return current if current.sessions == sessions else packages.variant(tx, package, current, sessions, by)


def _customer(tx: Transaction, values: dict[str, str], accounts: dict[str, Account]) -> Customer:
    account = accounts.get(values["email"].lower())
    if account is not None:
        return customers.ensure_user(tx, str(ULID()), account.wp_user_id, account.name, account.email)
    return customers.ensure_address(tx, str(ULID()), values["name"], values["email"])


def _grant(work: Work, order: Order, version: PackageVersion, data: dict[str, Any]) -> customer_packages.Grant:
    last = data["valid_until"]
    span = validity.through(date.fromisoformat(last), work.house.site.zone) if last else Validity(None, None)
    paid = data["left"] if order.amount_minor else 0
    return customer_packages.Grant(
        public_id=str(ULID()),
        customer_id=order.customer_id,
        order_id=order.id,
        package_id=order.package_id,
        package_version_id=version.id,
        mode=order.mode,
        paid_sessions=paid,
        free_sessions=data["left"] - paid,
        purchased_at=work.now,
        starts_at=work.now,
        expires_at=span.expires_at,
        valid_through=span.valid_through,
    )
