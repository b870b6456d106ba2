"""Who leads the scheduler: one holder of a lease in the database, taken over when it is not renewed."""

from sidecar.runtime import Runtime
from wp_bridge import leases

LEASE = "scheduler"


def lead(rt: Runtime, holder: str, seconds: int) -> bool:
    """Take or keep the lead for `seconds`; false while another has it. Raises `DatabaseUnavailable`."""
    return leases.claim(rt.db, LEASE, holder, seconds)


def resign(rt: Runtime, holder: str) -> None:
    """Let another take over at once; nothing happens when the lead was lost already."""
    leases.release(rt.db, LEASE, holder)
