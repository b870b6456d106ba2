"""Months of history through the product's own use cases, with the clock put back: no row of ours is written by hand."""

import base64
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from demo.plan import CAROL, HOST, PURCHASES, SESSIONS, SETTINGS, Purchase, packages
from sidecar import runtime
from sidecar.clock import ShiftedClock
from sidecar.config import Config
from sidecar.delivery import Result
from sidecar.mailer import Credentials
from sidecar.usecases import catalogue, give_back, manage, notify, pairing, purchase, redeem, site_settings, transfers
from sidecar.usecases.once import Command
from wp_bridge.records import Actor

BOOKED_AHEAD = timedelta(days=5)


class LongAgo:
    """History's mails were delivered when it happened; nobody gets them today."""

    def deliver(self, items: list[dict[str, Any]], credentials: Credentials) -> dict[str, Result]:
        return {str(item["id"]): Result(True) for item in items}


@dataclass(frozen=True)
class Visit:
    """A booking to be made by the booking plugin, and what becomes of it."""

    purchase: int
    who: str
    service: str
    booked_at: datetime
    starts_at: datetime
    fate: str


class History:
    """`users` maps logins to actors, `services` names to the host's ids."""

    def __init__(self, config: Config, users: dict[str, Actor], services: dict[str, str], start: datetime) -> None:
        self.clock = ShiftedClock(start)
        self.rt = replace(runtime.build(config, self.clock), mailer=LongAgo())
        self.users, self.services = users, services

    def open_studio(self, since: datetime) -> dict[str, str]:
        """Settings and packages; returns the packages' public ids by name."""
        self.clock.moment = since
        site_settings.update(self.rt, _command("settings", CAROL), SETTINGS)
        forms = packages(self.services)
        return {form.name: catalogue.create(self.rt, _command("package_create", CAROL), form)["package"] for form in forms}

    def buy(self, deal: Purchase, package: str, today: datetime) -> str | None:
        """The public id of the customer's package, once its transfer was confirmed."""
        self.clock.moment = today - timedelta(days=deal.days_ago)
        order = purchase.place_order(self.rt, _command("order", self.users[deal.who]), package, 1, "bank_transfer")["order"]
        if deal.paid_after is None:
            return None
        self.clock.moment += timedelta(days=deal.paid_after)
        _, view = _confirmed(self.rt, order)
        return view

    def spend(self, visit: Visit, package: str, booking: str) -> None:
        self.clock.moment = visit.booked_at
        wanted = redeem.RedeemRequest(
            HOST, f"history-{uuid4()}", package, (redeem.Line(booking),), self.users[visit.who], f"history-{booking}"
        )
        redeem.redeem(self.rt, wanted)

    def finish(self, visit: Visit, booking: str) -> None:
        """What the booking plugin told us afterwards."""
        self.clock.moment = min(visit.starts_at, datetime.now(UTC)) - timedelta(days=1 if visit.fate == "cancelled" else 0)
        actor = self.users[visit.who] if visit.fate == "cancelled" else CAROL
        event = give_back.StatusEvent(HOST, booking, visit.fate, actor.kind, "", actor, f"history-{booking}")
        give_back.observe(self.rt, event)

    def close(self) -> None:
        """History's mails went out when it happened: works the outbox off under a key of its own, and forgets its jobs."""
        self.clock.moment = datetime.now(UTC)
        code = pairing.create_code(self.rt)
        site, key = self.rt.config, base64.b64encode(secrets.token_bytes(pairing.KEY_BYTES)).decode()
        pairing.pair(self.rt, pairing.PairingRequest(pairing.read_code(code), site.site_url, site.table_prefix, key))
        while notify.sweep(self.rt, offer=False):
            pass
        self.rt.queue.redis.flushdb()
        self.rt.db.close()


def visits(today: datetime) -> list[Visit]:
    """Every visit of every purchase, in the order they were booked; the booking plugin makes the bookings from this."""
    found = [visit for index, deal in enumerate(PURCHASES) for visit in _visits(index, deal, today)]
    return sorted(found, key=lambda visit: visit.booked_at)


def _visits(index: int, deal: Purchase, today: datetime) -> list[Visit]:
    if deal.paid_after is None or not deal.rhythm:
        return []
    first = today - timedelta(days=deal.days_ago - deal.paid_after) + BOOKED_AHEAD + timedelta(days=1)
    made = []
    for number in range(1, SESSIONS[deal.package] + 1):
        # A quiet hour of its own for each purchase keeps the rooms from being full.
        day = _workday(first + timedelta(days=deal.rhythm * (number - 1)))
        starts = day.replace(hour=7 + index % 10, minute=0, second=0, microsecond=0)
        if starts - BOOKED_AHEAD > today - timedelta(hours=1):
            break
        fate = deal.fate.get(number, "completed") if starts < today else "confirmed"
        made.append(Visit(index, deal.who, deal.service, starts - BOOKED_AHEAD, starts, fate))
    return made


def _workday(day: datetime) -> datetime:
    return day + timedelta(days=1) if day.isoweekday() == 7 else day


def _confirmed(rt: runtime.Runtime, order: str) -> tuple[str, str]:
    shown = manage.order(rt, order)[1]
    amount = f"{shown.order.amount_minor // 100}.{shown.order.amount_minor % 100:02d}"
    transfers.confirm(rt, _command("confirm_transfer", CAROL), order, amount)
    held = manage.order(rt, order)[1].customer_package
    if held is None:
        raise LookupError(f"order {order} has no package")
    return order, held.public_id


def _command(action: str, actor: Actor) -> Command:
    return Command(action, f"history-{uuid4()}", actor, f"history-{action}")
