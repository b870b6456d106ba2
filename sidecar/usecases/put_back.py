"""The movement of sessions back to the package they came from. Whether they go back is decided by the callers."""

from ulid import ULID

from sidecar.domain import returning
from sidecar.domain.status import status
from sidecar.errors import NotFound, Refused
from sidecar.runtime import Runtime
from sidecar.usecases import flagging, mails_of_sessions, rolling, sites
from wp_bridge import attempts, customer_packages, customers, ledger, orders, redemptions
from wp_bridge.database import Transaction
from wp_bridge.records import Actor, CustomerPackage, Redemption

OVER = {"refunded", "closed"}


def give_back(
    rt: Runtime, tx: Transaction, line: Redemption, sessions: int, new_state: str, reason: str, actor: Actor, request_id: str
) -> None:
    """As `put_back`, and the customer is told. Not of a hold's end, of whose beginning they had no mail; nor where
    they cannot use what came back, and a person has to say what becomes of it."""
    after, ended = put_back(tx, line, sessions, new_state, reason, actor, request_id)
    if line.state == "committed" and not ended:
        mails_of_sessions.given_back(tx, sites.house(tx, rt.config), after, line, sessions, request_id)


def put_back(
    tx: Transaction, redemption: Redemption, sessions: int, new_state: str, reason: str, actor: Actor, request_id: str
) -> tuple[CustomerPackage, str]:
    """The package that has them then (they follow a roll over); and `refunded` or `closed` where it is over, else ''.

    Package first, then the guarded redemption: 0 rows there mean somebody else was first, and all of it is rolled back.
    """
    package = customer_packages.lock(tx, redemption.customer_package_id)
    paid, free = returning.split(redemption.paid_taken, redemption.paid_given_back, redemption.sessions_left, sessions)
    moved = customer_packages.give_back(tx, package.id, paid, free, held=redemption.state == "held")
    if not moved or not redemptions.give_back(tx, redemption, sessions, paid, new_state):
        raise Refused("already_given_back", "these sessions went back already")
    after = customer_packages.get(tx, package.id)
    ledger.append(tx, after, _entry(redemption, sessions, paid, free, reason), actor, request_id)
    there = rolling.follow(tx, _unstarted(tx, after, actor, request_id), actor, request_id, reason)
    ended = _ended(tx, package if there.id == package.id else there)
    if ended:  # nobody pays for them, or nobody can use them: what becomes of them is for a person to say
        flagging.about_redemption(tx, "given_back_to_ended", redemption, sessions=sessions, code=ended)
    return there, ended


def end_lines(tx: Transaction, attempt_id: int, new_state: str, reason: str, actor: Actor, request_id: str) -> str:
    """End a hold. The caller has the package's lock. If somebody else moved the attempt just before, its state stands."""
    if not attempts.move(tx, attempt_id, "held", new_state):
        return attempts.get(tx, attempt_id).state
    for line in redemptions.of_attempt(tx, attempt_id, ("held",)):
        check_owner(tx, line.customer_package_id, actor)
        put_back(tx, line, line.sessions_left, "lapsed", reason, actor, request_id)
    return new_state


def check_owner(tx: Transaction, customer_package_id: int, actor: Actor) -> None:
    """A customer moves only what is paid by a package of their own; anything else is as unknown as if it did not exist."""
    if actor.kind != "customer":
        return
    package = customer_packages.get(tx, customer_package_id)
    if customers.get(tx, package.customer_id).wp_user_id != actor.wp_user_id:
        raise NotFound("booking_unknown", "there is no such booking of yours")


def _ended(tx: Transaction, package: CustomerPackage) -> str:
    """Rolled over, or its money went back: also where no session was left to go with it."""
    state = status(package, tx.now())
    if state in OVER:
        return state
    order = orders.get(tx, package.order_id) if package.order_id else None
    return "refunded" if order is not None and 0 < order.paid_minor <= order.refunded_minor else ""


def _entry(redemption: Redemption, sessions: int, paid: int, free: int, reason: str) -> ledger.NewEntry:
    return ledger.NewEntry(
        f"reinstate:{redemption.public_id}:{redemption.sessions_given_back + sessions}",
        "reinstate",
        delta_paid=paid,
        delta_free=free,
        reason=reason,
        host=redemption.host,
        booking_id=redemption.booking_id,
        service_name=redemption.service_name,
        redemption_id=redemption.id,
    )


def _unstarted(tx: Transaction, package: CustomerPackage, actor: Actor, request_id: str) -> CustomerPackage:
    """The only use is gone, so it was no first use; a clock that it started un-starts, unless it has run out."""
    if package.used > 0:
        return package
    customer_packages.forget_first_use(tx, package.id)
    if not ledger.was_started(tx, package.id):
        return package  # its time began otherwise, or staff set it: rolled over, imported
    if not customer_packages.unstart_validity(tx, package.id):
        return package
    entry = ledger.NewEntry(
        f"unstart:{ULID()}",
        "validity",
        reason="first use given back",
        expires_at_old=package.expires_at,
        valid_through_old=package.valid_through,
    )
    after = customer_packages.get(tx, package.id)
    ledger.append(tx, after, entry, actor, request_id)
    return after
