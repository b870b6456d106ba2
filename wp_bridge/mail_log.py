"""The mails among the outbox's rows, as staff look at them: newest first, each question by a key that fits it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from wp_bridge.database import Transaction
from wp_bridge.searching import begins

PAGE = 20
OPEN = ("queued", "retrying", "failed")  # few at any time; how many were sent is never counted
STATUSES = (*OPEN, "sent")
Condition = tuple[str, list[object]]


@dataclass(frozen=True)
class LoggedMail:
    id: int
    kind: str  # of the row
    mail: str
    mail_status: str  # one of `STATUSES`
    recipient: str
    recipient_name: str
    customer_package_id: int | None
    customer_package: str | None  # its public id
    payload: str
    attempts: int
    last_error: str
    created_at: datetime
    done_at: datetime | None
    available_at: datetime
    request_id: str


@dataclass(frozen=True)
class Wanted:
    """`status` is one of `STATUSES` or ''; `after` the last id of the page before; `package` a customer package's id."""

    status: str = ""
    search: str = ""
    after: int | None = None
    package: int | None = None


def find(tx: Transaction, wanted: Wanted) -> list[LoggedMail]:
    """One page and one row more, newest first."""
    rest = "" if wanted.after is None else " AND id < %s"
    more = [] if wanted.after is None else [wanted.after]
    ids: set[int] = set()
    for source, params in _sources(wanted):
        rows = tx.all(f"SELECT id FROM {{p}}outbox {source}{rest} ORDER BY id DESC LIMIT {PAGE + 1}", [*params, *more])
        ids |= {int(row["id"]) for row in rows}
    return _rows(tx, sorted(ids, reverse=True)[: PAGE + 1])


def get(tx: Transaction, number: int) -> LoggedMail | None:
    found = _rows(tx, [number])
    return found[0] if found else None


def counts(tx: Transaction) -> dict[str, int]:
    marks = ", ".join(["%s"] * len(OPEN))
    sql = f"SELECT mail_status, COUNT(*) AS n FROM {{p}}outbox WHERE mail_status IN ({marks}) GROUP BY mail_status"
    return dict.fromkeys(OPEN, 0) | {str(row["mail_status"]): int(row["n"]) for row in tx.all(sql, OPEN)}


def _sources(wanted: Wanted) -> Iterator[Condition]:
    """Questions that one key each answers in the order of ids; the newest of their answers are the page."""
    if wanted.package is not None:
        yield _of_package(wanted, wanted.package)
    elif wanted.search:
        for column, key in (("recipient", "mail_to"), ("recipient_name", "mail_to_name")):
            status, params = _status(wanted)
            # Without the hint a rare name would be looked for in all mails, newest first.
            yield f"FORCE INDEX ({key}) WHERE {column} LIKE %s AND {status}", [begins(wanted.search), *params]
    else:
        for status in [wanted.status] if wanted.status else STATUSES:
            yield "WHERE mail_status = %s", [status]


def _of_package(wanted: Wanted, package: int) -> Condition:
    """One package has few mails."""
    status, params = _status(wanted)
    where, values = f"WHERE customer_package_id = %s AND {status}", [package, *params]
    if not wanted.search:
        return where, values
    start = begins(wanted.search)
    return f"{where} AND (recipient LIKE %s OR recipient_name LIKE %s)", [*values, start, start]


def _status(wanted: Wanted) -> Condition:
    return ("mail_status = %s", [wanted.status]) if wanted.status else ("mail_status IS NOT NULL", [])


def _rows(tx: Transaction, ids: list[int]) -> list[LoggedMail]:
    """Rows that are no mails are left out."""
    if not ids:
        return []
    marks = ", ".join(["%s"] * len(ids))
    return tx.records(
        LoggedMail,
        "SELECT o.*, cp.public_id AS customer_package FROM {p}outbox o"
        " LEFT JOIN {p}customer_packages cp ON cp.id = o.customer_package_id"
        f" WHERE o.id IN ({marks}) AND o.mail_status IS NOT NULL ORDER BY o.id DESC",
        ids,
    )
