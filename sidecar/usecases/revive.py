"""A booking that was over and lives again, after its sessions went back: redeemed anew, or flagged. Never silently free."""

from ulid import ULID

from sidecar.domain.eligibility import Visit
from sidecar.errors import Refused
from sidecar.runtime import Runtime
from sidecar.usecases import flagging, mails_of_sessions, sites, spending, views
from wp_bridge import attempts, customer_packages, customers, ledger
from wp_bridge.database import Transaction
from wp_bridge.hosts import HOSTS
from wp_bridge.records import Actor, Attempt, CustomerPackage, HostBooking, Redemption

Revived = tuple[str, int]


def revive(
    rt: Runtime, tx: Transaction, earlier: Redemption, status: str, row: HostBooking | None, actor: Actor, request_id: str
) -> Revived:
    """``("redeemed", sessions)`` from the same package, ``("flagged", 0)`` or ``("nothing", 0)``. The caller has its lock.

    Where the host's row can be read, it is redeemed anew only if it still says that a package pays it. Where it cannot,
    nobody knows how it is paid now, and a session is not taken on a guess.
    """
    if row is None:
        flagging.about_redemption(tx, "revived_unpaid", earlier, code="unknown")
        return "flagged", 0
    if not row.claims_package:
        return "nothing", 0
    target = spending.Target(
        row.id, Visit(row.host, row.service_id, row.starts_at, row.people), row.service_name, row, booking_status=status
    )
    house, holding = sites.house(tx, rt.config), views.holding(tx, customer_packages.get(tx, earlier.customer_package_id))
    try:
        check_still_theirs(tx, row, holding.package)
        check_same_owner(tx, earlier)
        sessions = spending.judge(tx, house.site, holding, [target])
    except Refused as refused:
        HOSTS[row.host].detach(tx, row)
        flagging.about_redemption(tx, "revived_unpaid", earlier, code=refused.code)
        return "flagged", 0
    attempt = _attempt(tx, earlier, request_id)
    spent = spending.spend(tx, house.site, holding, attempt, [target], actor, request_id)
    mails_of_sessions.redeemed(tx, house, spent.holding, attempt, spent.lines, request_id)
    return "redeemed", sessions


def check_still_theirs(tx: Transaction, booking: HostBooking, package: CustomerPackage) -> None:
    """Whether an account's booking is the one that was redeemed: after a restored backup numbers are given out again."""
    if booking.wp_user_id not in {0, customers.get(tx, package.customer_id).wp_user_id}:
        raise Refused("booking_not_yours", "the booking is another customer's by now")


def check_same_owner(tx: Transaction, earlier: Redemption) -> None:
    """Sessions went back, then staff gave the package to somebody else: what was booked before is not paid by them."""
    if ledger.has_changed_hands(tx, customer_packages.get(tx, earlier.customer_package_id), earlier.id):
        raise Refused("booking_not_yours", "the package is another customer's by now")


def _attempt(tx: Transaction, earlier: Redemption, request_id: str) -> Attempt:
    """Under a key that can be used once: the same redemption is never revived twice."""
    key = f"revived-{earlier.public_id}"
    new = attempts.NewAttempt(
        str(ULID()), earlier.host, key, earlier.public_id, earlier.customer_package_id, "committed", request_id
    )
    return attempts.get(tx, attempts.add(tx, new, None))
