"""What unused sessions are worth, which refunds that allows, and why none is possible.

Session k of n is worth floor(paid·k/n) - floor(paid·(k-1)/n), and the first ones are used first: whatever is used and refunded,
in any order, adds up to the cent and never to more than was paid.
"""

from dataclasses import dataclass

from sidecar.domain import books
from wp_bridge.payment_records import Payment, Refund
from wp_bridge.records import CustomerPackage, Order

RULES = ("unused_value", "single_price", "custom")
UNDER_WAY = {"intent", "pending"}


@dataclass(frozen=True)
class Account:
    """What a refund is reckoned from. `unused` are paid sessions still there, `granted` those that the order gave."""

    paid_minor: int
    refunded_minor: int
    granted: int
    unused: int
    singles_minor: int | None  # the used ones at their single price; None where a price is not known
    step_minor: int = 1  # what goes back is a multiple of it: PayPal knows no cents of a forint
    extra: int = 0  # of the unused ones, those that staff have added: they are used and refunded last, and nobody paid for them

    @property
    def most_minor(self) -> int:
        return self.paid_minor - self.refunded_minor


@dataclass(frozen=True)
class Quote:
    """What a rule gives. `code`: why it gives nothing."""

    rule: str
    sessions: int
    amount_minor: int | None
    code: str | None = None


def worth(account: Account, unused: int) -> int:
    """The value of so many unused paid sessions; what staff added beyond those granted is worth nothing."""
    if account.granted == 0:
        return 0
    return _sendable(account, books.worth(account.paid_minor, account.granted, unused, account.extra))


def quote(account: Account, rule: str, sessions: int | None, amount_minor: int | None) -> Quote:
    """`sessions` None: all unused ones. An amount is only for `custom`, where 0 sessions may go too."""
    wanted = account.unused if sessions is None or rule == "single_price" else sessions
    given = {"unused_value": _unused_value, "single_price": _single_price}.get(rule)
    amount = given(account, wanted) if given else amount_minor
    return Quote(rule, wanted, amount, obstacle(account, rule, wanted, amount))


def quotes(account: Account, first: str = RULES[0]) -> list[Quote]:
    """Every rule as it stands without anything typed; the owner's usual one first."""
    return [quote(account, rule, None, None) for rule in sorted(RULES, key=lambda rule: rule != first)]


def covered(account: Account, amount_minor: int) -> int:
    """How many whole unused sessions an amount covers that went back without our doing."""
    all_of_them = worth(account, account.unused)
    return max(k for k in range(account.unused + 1) if all_of_them - worth(account, account.unused - k) <= amount_minor)


def refusal(order: Order, package: CustomerPackage, refunds: list[Refund], *, disputed: bool) -> str | None:
    """Why nothing at all can be refunded now."""
    if package.blocked_at is not None:
        return "package_blocked"
    if disputed or package.suspended_by_dispute_at is not None:
        return "refund_disputed"
    if any(refund.status in UNDER_WAY for refund in refunds):
        return "refund_pending"
    return "nothing_to_refund" if order.refunded_minor >= order.paid_minor or package.closed_at is not None else None


def surplus_refusal(payment: Payment, refunds: list[Refund], *, disputed: bool) -> str | None:
    """The same for money that pays nothing."""
    if payment.status != "surplus" or payment.refunded_minor >= payment.amount_minor:
        return "refund_pending" if any(refund.status in UNDER_WAY for refund in refunds) else "nothing_to_refund"
    if disputed:
        return "refund_disputed"
    return "refund_pending" if any(refund.status in UNDER_WAY for refund in refunds) else None


def obstacle(account: Account, rule: str, sessions: int, amount: int | None) -> str | None:
    """Why this very refund cannot be."""
    if account.most_minor <= 0:
        return "nothing_to_refund"
    if amount is None:
        return None if rule == "custom" else "rule_unavailable"
    if sessions > account.unused or amount > account.most_minor:
        return "refund_too_much"
    if amount % account.step_minor:
        return "amount_not_payable"
    return "nothing_to_refund" if amount <= 0 or (rule != "custom" and sessions <= 0) else None


def _unused_value(account: Account, sessions: int) -> int:
    value = worth(account, account.unused) - worth(account, account.unused - min(sessions, account.unused))
    return min(value, account.most_minor)


def _single_price(account: Account, _sessions: int) -> int | None:
    if account.singles_minor is None:
        return None
    return _sendable(account, max(0, account.most_minor - account.singles_minor))


def _sendable(account: Account, minor: int) -> int:
    """Rounded down; as what was paid is sendable, all parts of it add up to that."""
    return minor - minor % account.step_minor
