"""The party size of a redeemed booking changed: fewer people give the difference back, more take it."""

from ulid import ULID

from sidecar.domain import eligibility
from sidecar.errors import NotFound, Refused
from sidecar.runtime import Runtime
from sidecar.usecases import give_back, once, views
from sidecar.usecases.once import Answer, Command
from wp_bridge import customer_packages, hosts, ledger, redemptions
from wp_bridge.database import Transaction
from wp_bridge.records import Actor, Redemption


def change(rt: Runtime, command: Command, host: str, booking: str, people: int) -> Answer:
    """``{"booking", "sessions"}`` that the booking takes now; it only matters for packages that count people.

    Where the host's table can be read, its own row is believed: the host writes first, then asks. Under the replay guard,
    because an old "three people" must not undo a newer "two". Raises `Refused('too_few_sessions')`.
    """

    def work(tx: Transaction) -> Answer:
        redemption = _locked(tx, host, booking, command.actor)
        size = _true_size(tx, host, booking, people)
        package = customer_packages.get(tx, redemption.customer_package_id)
        wanted, live = eligibility.sessions_needed(views.holding(tx, package).version, size), redemption.sessions_left
        if wanted < live:
            reason = f"{size} instead of {redemption.people} people"
            give_back.put_back(tx, redemption, live - wanted, redemption.state, reason, command.actor, command.request_id)
        if wanted > live:
            _take_more(tx, redemption, wanted - live, command.actor, command.request_id)
        redemptions.set_people(tx, redemption.id, size)
        return {"booking": booking, "sessions": redemptions.get(tx, redemption.id).sessions_left}

    return once.run(rt, command, work, subject=booking)


def _locked(tx: Transaction, host: str, booking: str, actor: Actor) -> Redemption:
    found = redemptions.live(tx, host, booking)
    if found is None:
        raise NotFound("booking_unknown", "no package pays this booking")
    give_back.check_owner(tx, found.customer_package_id, actor)
    customer_packages.lock(tx, found.customer_package_id)
    redemption = redemptions.get(tx, found.id)  # again, now that nothing can move it any more
    if redemption.state not in {"held", "committed"}:
        raise NotFound("booking_unknown", "no package pays this booking")
    if actor.kind == "customer" and redemption.booking_status in give_back.ENDED | give_back.KEPT:
        raise Refused("booking_cancelled", "this booking is over; staff may still correct it")
    return redemption


def _true_size(tx: Transaction, host: str, booking: str, people: int) -> int:
    row = hosts.booking(tx, host, booking)
    return people if row is None else max(1, row.people)


def _take_more(tx: Transaction, redemption: Redemption, sessions: int, actor: Actor, request_id: str) -> None:
    package = customer_packages.get(tx, redemption.customer_package_id)
    if package.balance < sessions:
        raise Refused("too_few_sessions", params={"remaining": package.balance, "needed": sessions})
    paid, free = eligibility.split(package, sessions)
    if not customer_packages.take(tx, package.id, paid, free, held=redemption.state == "held"):
        raise Refused("not_active", "the package can no longer be used")
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
