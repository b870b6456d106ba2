"""Is what the providers have what our books say? Every payment that brought money is looked up at its provider, with its refunds."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sidecar.errors import Refused
from sidecar.gateways.base import OnlineGateway
from sidecar.gateways.errors import GatewayError
from sidecar.runtime import Runtime
from sidecar.usecases import ways_to_pay
from sidecar.usecases.doctor import Check
from wp_bridge import payments, refunds
from wp_bridge.database import Transaction
from wp_bridge.payment_records import Payment

PAGE = 100
PATIENCE = 3  # looks without an answer, after which a provider is left alone
COUNTED = {"pending", "settled"}


@dataclass
class Totals:
    """Of one provider: how many payments it was asked for, what differs, and where no answer came."""

    looked_up: int = 0
    apart: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)


def check(rt: Runtime, days: int, progress: Callable[[int], None] = lambda _payments: None) -> list[Check]:
    """One check for each provider, of payments of the last `days`. Disputes are followed elsewhere and not counted here."""
    totals: dict[str, Totals] = defaultdict(Totals)
    for payment in _payments(rt, days):
        known = totals[payment.provider]
        if len(known.silent) < PATIENCE:
            _look(rt, payment, known)
        progress(1)
    return [_told(provider, known, days) for provider, known in sorted(totals.items())]


def size(rt: Runtime, days: int) -> int:
    return rt.db.transact(lambda tx: payments.count_online(tx, days))


def _payments(rt: Runtime, days: int) -> Iterator[Payment]:
    after = 0
    while page := rt.db.transact(lambda tx, a=after: payments.online(tx, days, a, PAGE)):  # type: ignore[misc]
        yield from page
        after = page[-1].id


def _look(rt: Runtime, payment: Payment, known: Totals) -> None:
    """Ours is read after theirs, and again where it differs: what moved in between is no difference."""
    try:
        gateway = ways_to_pay.online(rt, payment.provider)
        if gateway.mode != payment.mode:
            return
        apart = _apart(rt, gateway, payment) and _apart(rt, gateway, payment)
    except (GatewayError, Refused) as error:
        known.silent.append(f"payment {payment.public_id}: {error}")
        return
    known.looked_up += 1
    known.apart += [apart] if apart else []


def _apart(rt: Runtime, gateway: OnlineGateway, payment: Payment) -> str:
    """What differs; empty: nothing, or a refund of ours is just being asked for."""
    there = gateway.look(payment.provider_reference or "")
    back = sum(
        refund.amount_minor for refund in gateway.refunds_of(payment.provider_payment_id or "") if refund.state != "failed"
    )
    came = there.amount_minor if there.state == "paid" else 0
    here = rt.db.transact(lambda tx: _ours(tx, payment))
    if here is None or (came, back) == here:
        return ""
    there_and_here = f"{came} came and {back} went back there, {here[0]} and {here[1]} here"
    return f"payment {payment.public_id}: {there_and_here} ({payment.currency}, minor units)"


def _ours(tx: Transaction, payment: Payment) -> tuple[int, int] | None:
    found = [refund for refund in refunds.of_payment(tx, payment.id) if refund.rule != "dispute"]
    if any(refund.status == "intent" for refund in found):
        return None
    return payments.get(tx, payment.id).amount_minor, sum(refund.amount_minor for refund in found if refund.status in COUNTED)


def _told(provider: str, known: Totals, days: int) -> Check:
    of_days = f"payments of the last {days} days"
    if known.apart:
        return Check("wrong", f"{provider} has other amounts for {len(known.apart)} {of_days}.", tuple(known.apart))
    if known.silent:
        return Check("warning", f"{provider} did not answer for all {of_days}.", tuple(known.silent))
    return Check("ok", f"{provider} has the same amounts for all {known.looked_up} {of_days}.")
