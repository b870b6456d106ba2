"""The job that a committed transaction offers, to look at outbox row N, and the one that the sweep offers when many wait."""

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


def drain(_slot: int) -> None:
    """Many rows at once, when there are so many that a process for each would take longer than the mails."""
    try:
        notify.drain(runtime.current())
    except DatabaseAway as error:
        log.warning("what is due waits for the sweep: %s", error)
