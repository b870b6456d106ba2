"""Which mail tells of sessions that were taken, and how many are left then."""

from dataclasses import replace

from wp_bridge.records import CustomerPackage


def told(package: CustomerPackage) -> CustomerPackage:
    """As mails show it: what is only held may still come back, and has a mail of its own once it is paid for good."""
    return replace(package, balance=package.balance + package.held, used=package.used - package.held)


def not_gone(package: CustomerPackage) -> int:
    """Sessions that are not used up: a refund under way may still come to nothing, and its sessions are back then."""
    return told(package).balance + package.refund_pending


def kinds(left: int, taken: int, low: int) -> list[str]:
    """The mails that fit, the best first; `low` is the owner's threshold, 0 for never. A threshold is crossed once."""
    wanted = {"fully_redeemed": left == 0, "low_balance": 0 < left <= low < left + taken, "redeemed": True}
    return [kind for kind, fits in wanted.items() if fits]
