"""The job that a committed refund offers: ask its provider."""

import logging

from jobs import runtime
from sidecar.startup import DatabaseAway
from sidecar.usecases import refund_progress

log = logging.getLogger(__name__)


def work(refund_id: int) -> None:
    """Bears running twice, or at the same time as another. What it cannot do, the sweep will."""
    try:
        refund_progress.work(runtime.current(), refund_id)
    except DatabaseAway as error:
        log.warning("refund %d waits for the sweep: %s", refund_id, error)
