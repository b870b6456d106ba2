"""A guard: what keeps one promise even when something else goes wrong, and the test that misses it when it is gone."""

from dataclasses import dataclass

from tests.guards.removal import Removal

# The promises of the product, and the invariants that say when one is broken.
PROMISES = {
    "once": "One session is spent once",
    "kept": "Nothing acknowledged is lost or done twice",
    "money": "One paid order, one package; one payment, one order",
    "ledger": "The ledger never changes and always adds up",
    "own": "A customer sees and spends only their own",
    "valid": "Nothing is spent before its time, after it, or while paused",
    "booking": "One booking, one redemption, as the host has it",
    "lists": "The owner's lists and counts say what is there",
    "locks": "Everybody locks in one order",
}


@dataclass(frozen=True)
class Guard:
    """`seen` is found in the test's failure once the guard is gone: red for this reason and no other.

    `early`: removed before the test's connections are made, not only while the test itself runs.
    """

    name: str
    promise: str
    removal: Removal
    test: str
    seen: str
    early: bool = False

    @property
    def node(self) -> str:
        return f"tests/{self.test}"
