"""The job that works at a task of staff: an import, a bulk change."""

import logging

from jobs import runtime
from sidecar.startup import DatabaseAway
from sidecar.usecases import tasks

log = logging.getLogger(__name__)


def work(turn: int) -> None:
    """Bears running twice, or at the same time as another. What it cannot do, the sweep will."""
    try:
        tasks.work(runtime.current(), turn)
    except DatabaseAway as error:
        log.warning("task %d waits for the sweep: %s", turn // 2, error)
