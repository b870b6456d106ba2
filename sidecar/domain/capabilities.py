"""What members of the staff may do, in the words of WordPress. The plugin signs them with the actor, as they are at that moment."""

from collections.abc import Iterable

VIEW = "view_session_packages"
SELL = "sell_session_packages"
REFUND = "refund_session_packages"
MANAGE = "manage_session_packages"
ALL = frozenset({VIEW, SELL, REFUND, MANAGE})


def known(claimed: Iterable[str]) -> frozenset[str]:
    """Those that mean something to us. Whoever may do anything may look at what it is done to."""
    found = ALL.intersection(claimed)
    return found | {VIEW} if found else found
