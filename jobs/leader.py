"""Leadership kept alive in its own thread, so that a long sweep loses it to nobody and a dead process soon does."""

import logging
import threading
import time

from jobs.outages import Outage
from sidecar import startup
from sidecar.runtime import Runtime
from sidecar.startup import DatabaseAway
from sidecar.usecases import leading

log = logging.getLogger(__name__)

LEASE_SECONDS = 12
PAUSES = (0.5, 1.0, 2.0)  # between tries while the database is away


class Leader(threading.Thread):
    """Ask `leads()` before each piece of work. By its own clock it stops leading before the lease can have run out."""

    def __init__(self, rt: Runtime, stop: threading.Event, lease_seconds: int = LEASE_SECONDS) -> None:
        super().__init__(name="leader", daemon=True)
        self.holder = startup.process_name()
        self._rt, self._stop_event, self._seconds = rt, stop, lease_seconds
        self._leads_until = 0.0
        self._was_leading: bool | None = None
        self._database = Outage("the database", "sweeps rest until it is back")
        self._failures = 0

    def leads(self) -> bool:
        return time.monotonic() < self._leads_until and not self._stop_event.is_set()

    def run(self) -> None:
        self._until_ready()
        while not self._stop_event.is_set():
            self._beat()
            self._stop_event.wait(self._pause() if self._failures else self._seconds / 4)
        self._resign()

    def _until_ready(self) -> None:
        while not self._stop_event.is_set():
            try:
                startup.check(self._rt)
                self._database.note(None)
                return
            except DatabaseAway as error:
                self._away(error)
                self._stop_event.wait(self._pause())

    def _beat(self) -> None:
        asked = time.monotonic()
        try:
            leads = leading.lead(self._rt, self.holder, self._seconds)
        except DatabaseAway as error:
            self._away(error)
        except Exception:  # a bug here must not leave a site without sweeps
            log.exception("the lease could not be renewed")
            self._failures += 1
        else:
            self._leads_until = asked + self._seconds * 0.8 if leads else 0.0
            self._failures = 0
            self._database.note(None)
            self._tell(leads)

    def _away(self, error: Exception) -> None:
        self._failures += 1
        self._database.note(str(error))

    def _pause(self) -> float:
        return PAUSES[min(self._failures, len(PAUSES)) - 1]

    def _tell(self, leads: bool) -> None:
        if leads != self._was_leading:
            log.info("%s as %s", "leading" if leads else "standing by: another scheduler leads; waiting", self.holder)
        self._was_leading = leads

    def _resign(self) -> None:
        try:
            leading.resign(self._rt, self.holder)
        except DatabaseAway as error:
            log.warning("the lease could not be given back (%s); it runs out by itself", error)
