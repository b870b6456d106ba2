"""Which mails went out, which wait, which were given up and why; each may be sent again."""

import json
from dataclasses import dataclass, replace
from datetime import datetime

from sidecar import items
from sidecar.errors import InvalidFields, NotFound, Refused
from sidecar.rendering import Letter
from sidecar.runtime import Runtime
from sidecar.usecases import mails, notify, once, sites
from sidecar.usecases.once import Answer, Command
from wp_bridge import customer_packages, mail_log, notices, outbox
from wp_bridge.database import Transaction
from wp_bridge.mail_log import LoggedMail, Wanted
from wp_bridge.records import OutboxItem

UNWRITTEN = Letter("", "", "")
FORGOTTEN_AT_ONCE = 500  # per transaction


@dataclass(frozen=True)
class Entry:
    """`is_test`: sent to try words. `next_try_at` is None for what is settled."""

    row: LoggedMail
    is_test: bool
    next_try_at: datetime | None


@dataclass(frozen=True)
class LogPage:
    items: list[Entry]
    counts: dict[str, int]
    next: str | None


@dataclass(frozen=True)
class Opened:
    """One mail and how it reads in the words of today; `error` says why it cannot be written out, or why it was not sent."""

    entry: Entry
    letter: Letter
    message_id: str
    error: str


def page(rt: Runtime, status: str, search: str, after: str, package: str | None) -> LogPage:
    """Raises `InvalidFields` for a status, a cursor or a package that is none of ours."""
    if status not in {"all", *mail_log.STATUSES}:
        raise InvalidFields({"status": "must be one of all, " + ", ".join(mail_log.STATUSES)})
    wanted = Wanted("" if status == "all" else status, search, _cursor(after))

    def work(tx: Transaction) -> LogPage:
        rows = mail_log.find(tx, replace(wanted, package=_package(tx, package)))
        shown = rows[: mail_log.PAGE]
        following = str(shown[-1].id) if len(rows) > mail_log.PAGE else None
        return LogPage([_entry(row) for row in shown], mail_log.counts(tx), following)

    return rt.db.transact(work)


def entry(rt: Runtime, number: int) -> Entry:
    """Raises `NotFound`."""
    return _entry(rt.db.transact(lambda tx: _row(tx, number)))


def opened(rt: Runtime, number: int) -> Opened:
    """Raises `NotFound`."""
    found = entry(rt, number)
    row = found.row
    try:
        made = items.build(OutboxItem(row.id, row.kind, row.payload, row.attempts, row.request_id), notify.desk(rt))
    except items.BadItem as error:
        return Opened(found, UNWRITTEN, str(_payload(row).get("message_id", "")), str(error))
    return Opened(found, Letter(made["subject"], made["text"], made["html"]), made["message_id"], row.last_error)


def resend(rt: Runtime, command: Command, number: int) -> Entry:
    """What was given up is tried anew, of what was sent a copy goes out. Raises `NotFound`, `Refused('mail_waiting')`."""

    def work(tx: Transaction) -> Answer:
        row = _row(tx, number)
        if outbox.revive(tx, number):
            notices.settle(tx, f"outbox:{number}")
            return {"mail": number}
        if row.mail_status != "sent":
            raise Refused("mail_waiting", "this mail is still to be sent")
        return {"mail": mails.again(tx, sites.load(tx, rt.config), row, command.request_id)}

    return entry(rt, once.run(rt, command, work, subject=str(number))["mail"])


def forget(rt: Runtime) -> int:
    """Old mails, and messages to hosts; how many."""
    gone = 0
    while found := rt.db.transact(lambda tx: outbox.forget(tx, FORGOTTEN_AT_ONCE)):
        gone += found
    return gone


def _row(tx: Transaction, number: int) -> LoggedMail:
    row = mail_log.get(tx, number)
    if row is None:
        raise NotFound()
    return row


def _entry(row: LoggedMail) -> Entry:
    is_open = row.mail_status in {"queued", "retrying"}
    return Entry(row, "wording" in _payload(row), row.available_at if is_open else None)


def _payload(row: LoggedMail) -> dict[str, object]:
    """Whatever became of it: the log shows also what cannot be delivered."""
    try:
        found = json.loads(row.payload)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _cursor(after: str) -> int | None:
    if not after:
        return None
    if not (after.isascii() and after.isdigit() and len(after) < 20):
        raise InvalidFields({"after": "must be the `next` of the page before"})
    return int(after)


def _package(tx: Transaction, public_id: str | None) -> int | None:
    if public_id is None:
        return None
    found = customer_packages.find(tx, public_id)
    if found is None:
        raise InvalidFields({"package": "is no customer package"})
    return found.id
