"""Jobs about money coming in: an event of a provider, a payment whose provider is to be asked."""

import logging

from jobs import runtime
from sidecar.startup import DatabaseAway
from sidecar.usecases import awaited, inbox

log = logging.getLogger(__name__)


def work_event(number: int) -> None:
    """Bears running twice, or at the same time as another: the row is claimed. What it cannot do, the sweep will."""
    try:
        inbox.work(runtime.current(), number)
    except DatabaseAway as error:
        log.warning("provider event %d waits for the sweep: %s", number, error)


def look(number: int) -> None:
    """Asks the provider about one payment."""
    try:
        awaited.look(runtime.current(), number)
    except DatabaseAway as error:
        log.warning("payment %d waits for the sweep: %s", number, error)
