"""Staff give a session back that a late cancellation or a no-show has kept."""

from sidecar.domain import returning
from sidecar.errors import InvalidFields, NotFound, Refused
from sidecar.runtime import Runtime
from sidecar.usecases import changes, once, put_back
from sidecar.usecases.once import Answer, Command
from sidecar.usecases.plans import Plan, Planner, Scene, Voice
from wp_bridge import attempts, customer_packages, hosts, redemptions
from wp_bridge.database import Transaction
from wp_bridge.records import Redemption

OVER = returning.ENDED | returning.KEPT


def reinstate(rt: Runtime, command: Command, host: str, booking: str, reason: str) -> Answer:
    """All sessions of a booking that is over go back, with who and why. Returns ``{"booking", "sessions", "package"}``.

    Raises `NotFound('booking_unknown')`, `Refused` with `already_given_back`, or `booking_not_over`: a living booking
    would be free; it is cancelled instead.
    """
    if not reason.strip():
        raise InvalidFields({"reason": "is needed"})

    def work(tx: Transaction) -> Answer:
        redemption = _locked(tx, host, booking)
        put_back.give_back(
            rt, tx, redemption, redemption.sessions_left, "given_back", reason.strip(), command.actor, command.request_id
        )
        attempts.release_without_lines(tx, redemption.attempt_id)
        return changes.answer(tx, redemption) | {"sessions": redemption.sessions_left}

    return once.run(rt, command, work, subject=booking)


def planned(host: str, booking: str) -> Planner:
    """The same to look at: how the package would stand. The deed is `reinstate`."""

    def plan(scene: Scene) -> Plan:
        line = redemptions.newest_of_booking(scene.tx, host, booking)
        if line is None or line.customer_package_id != scene.package.id:
            raise NotFound("booking_unknown", "this package does not pay this booking")
        _judged(scene.tx, line)
        sessions = line.sessions_left
        paid, free = returning.split(line.paid_taken, line.paid_given_back, sessions, sessions)
        return Plan(returning.returned(scene.package, paid, free), _elsewhere)

    return plan


def _elsewhere(_voice: Voice) -> int:
    raise LookupError("sessions of a booking go back by `reinstate`")


def is_over(tx: Transaction, redemption: Redemption) -> bool:
    return _status(tx, redemption) in OVER


def _status(tx: Transaction, redemption: Redemption) -> str:
    """As the host's row says where it can be read, else as it was last heard of."""
    if hosts.readable(tx, redemption.host) is None:
        return redemption.booking_status
    row = hosts.booking(tx, redemption.host, redemption.booking_id)
    return row.status if row else "deleted"


def _locked(tx: Transaction, host: str, booking: str) -> Redemption:
    found = redemptions.newest_of_booking(tx, host, booking)
    if found is None:
        raise NotFound("booking_unknown", "no package pays this booking")
    customer_packages.lock(tx, found.customer_package_id)
    redemption = redemptions.get(tx, found.id)
    status = _judged(tx, redemption)
    # The status that was judged, not one read later: a booking that comes back to life just now is seen as one that did.
    redemptions.set_booking_status(tx, redemption.id, status)
    return redemption


def _judged(tx: Transaction, redemption: Redemption) -> str:
    """The booking's status. Raises `Refused` where its sessions cannot go back."""
    if redemption.state not in {"held", "committed"}:
        raise Refused("already_given_back", "these sessions went back already")
    status = _status(tx, redemption)
    if status not in OVER:
        raise Refused("booking_not_over", "cancel the booking to give its session back")
    return status
