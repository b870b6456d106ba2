"""The job that a committed transaction offers: look at outbox row N."""

import logging

from jobs import runtime
from sidecar.startup import DatabaseAway
from sidecar.usecases import notify

log = logging.getLogger(__name__)


def deliver(outbox_id: int) -> None:
    """Bears running twice, or at the same time as another: the row is claimed. What it cannot do, the sweep will."""
    try:
        notify.deliver(runtime.current(), [outbox_id])
    except DatabaseAway as error:
        log.warning("outbox row %d waits for the sweep: %s", outbox_id, error)
