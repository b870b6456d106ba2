"""A redeemed booking changed: more or fewer people, another time, another service. It keeps its redemption where that still fits."""

from dataclasses import dataclass, replace
from datetime import datetime

from ulid import ULID

from sidecar.domain import eligibility, returning
from sidecar.domain.eligibility import Visit
from sidecar.domain.status import status
from sidecar.errors import NotFound, Refused
from sidecar.runtime import Runtime
from sidecar.usecases import mails_of_sessions, once, put_back, sites, spending, views
from sidecar.usecases.once import Answer, Command
from wp_bridge import customer_packages, hosts, ledger, redemptions
from wp_bridge.database import Transaction
from wp_bridge.records import Actor, HostBooking, Redemption


@dataclass(frozen=True)
class Change:
    """What the host says is new; None: as it was. Where its table can be read, its own row is believed instead."""

    people: int | None = None
    starts_at: datetime | None = None
    service: str | None = None


def change(rt: Runtime, command: Command, host: str, booking: str, wanted: Change) -> Answer:
    """``{"booking", "sessions", "package"}`` after the change. The host writes its row first, then asks.

    Under the replay guard, because an old "three people" must not undo a newer "two". Raises `Refused` with
    `too_few_sessions`, `wrong_service` or `visit_after_expiry`: the host then takes its change back.
    """

    def work(tx: Transaction) -> Answer:
        redemption = _locked(tx, host, booking, command.actor)
        row = hosts.booking(tx, host, booking)
        visit = visit_of(row) if row else _as_told(redemption, wanted)
        check_fit(rt, tx, redemption, visit)
        resize(rt, tx, redemption, visit, row, command.actor, command.request_id)
        remember(tx, redemption, visit, row)
        return answer(tx, redemptions.get(tx, redemption.id))

    return once.run(rt, command, work, subject=booking)


def visit_of(row: HostBooking) -> Visit:
    return Visit(row.host, row.service_id, row.starts_at, row.people)


def check_fit(rt: Runtime, tx: Transaction, redemption: Redemption, visit: Visit) -> None:
    """Only what changed is judged again: what the package paid for stays paid, also after it has expired."""
    if (visit.service_id, visit.starts_at) == (redemption.service_id, redemption.starts_at):
        return
    holding = views.holding(tx, customer_packages.get(tx, redemption.customer_package_id))
    code = eligibility.misfit(holding, [visit], tx.now(), sites.load(tx, rt.config).zone)
    if code is not None:
        last_day = holding.package.valid_through
        params = {"expires_on": last_day.isoformat()} if last_day else {}
        raise Refused(code, "the package does not pay the booking as it is now", params=params)


def resize(
    rt: Runtime, tx: Transaction, before: Redemption, visit: Visit, row: HostBooking | None, actor: Actor, request_id: str
) -> None:
    """Fewer people give the difference back, more take it; it only matters for packages that count people."""
    package = customer_packages.get(tx, before.customer_package_id)
    wanted, live = eligibility.sessions_needed(views.holding(tx, package).version, visit.people), before.sessions_left
    # The customer is told of the booking as it is now.
    redemption = replace(before, service_id=visit.service_id, service_name=_service_name(before, row), starts_at=visit.starts_at)
    if wanted < live:
        reason = f"{visit.people} instead of {before.people} people"
        put_back.give_back(rt, tx, redemption, live - wanted, redemption.state, reason, actor, request_id)
    if wanted > live:
        key = _take_more(tx, redemption, wanted - live, actor, request_id)
        if redemption.state == "committed":
            mails_of_sessions.took_more(tx, sites.house(tx, rt.config), redemption, wanted - live, key, request_id)


def remember(tx: Transaction, redemption: Redemption, visit: Visit, row: HostBooking | None) -> None:
    """The redemption mirrors its booking: what has been dealt with is no difference any more."""
    name = _service_name(redemption, row)
    redemptions.set_visit(tx, redemption.id, visit.service_id, name, visit.starts_at, visit.people)


def _service_name(redemption: Redemption, row: HostBooking | None) -> str:
    return row.service_name if row else redemption.service_name


def _locked(tx: Transaction, host: str, booking: str, actor: Actor) -> Redemption:
    found = redemptions.live(tx, host, booking)
    if found is None:
        raise NotFound("booking_unknown", "no package pays this booking")
    put_back.check_owner(tx, found.customer_package_id, actor)
    customer_packages.lock(tx, found.customer_package_id)
    redemption = redemptions.get(tx, found.id)  # again, now that nothing can move it any more
    if redemption.state not in {"held", "committed"}:
        raise NotFound("booking_unknown", "no package pays this booking")
    if actor.kind == "customer" and redemption.booking_status in returning.ENDED | returning.KEPT:
        raise Refused("booking_cancelled", "this booking is over; staff may still correct it")
    return redemption


def _as_told(redemption: Redemption, wanted: Change) -> Visit:
    return Visit(
        redemption.host,
        wanted.service or redemption.service_id,
        wanted.starts_at or redemption.starts_at,
        redemption.people if wanted.people is None else wanted.people,
    )


def _take_more(tx: Transaction, redemption: Redemption, sessions: int, actor: Actor, request_id: str) -> str:
    """Its ledger entry's key."""
    package = customer_packages.get(tx, redemption.customer_package_id)
    if package.balance < sessions:
        raise Refused("too_few_sessions", params={"remaining": package.balance, "needed": sessions})
    state = status(package, tx.now())
    if state != "active":
        raise Refused(eligibility.STATUS_CODES[state])
    paid, free = spending.take(tx, package, sessions, held=redemption.state == "held")
    redemptions.add_sessions(tx, redemption, sessions, paid)
    entry = ledger.NewEntry(
        f"more:{ULID()}",
        "redeem",
        delta_paid=-paid,
        delta_free=-free,
        reason="more people",
        host=redemption.host,
        booking_id=redemption.booking_id,
        service_name=redemption.service_name,
        redemption_id=redemption.id,
    )
    ledger.append(tx, customer_packages.get(tx, package.id), entry, actor, request_id)
    return entry.entry_key


def answer(tx: Transaction, redemption: Redemption) -> Answer:
    package = customer_packages.get(tx, redemption.customer_package_id)
    name = views.holding(tx, package).version.name
    known = {"id": package.public_id, "name": name, "remaining": package.balance, "total": package.sessions_total}
    return {"booking": redemption.booking_id, "sessions": redemption.sessions_left, "package": known}
