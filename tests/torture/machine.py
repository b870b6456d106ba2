"""The state machine: hypothesis chooses what happens next, the product does it, the small ledger says what should have come of it."""

from tests.torture.other_host import OtherHost
from tests.torture.our_host import OurHost
from tests.torture.staff import Staff


class Machine(OurHost, OtherHost, Staff):
    """All rules together."""
