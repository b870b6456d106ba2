"""Saying that something is away: once when it begins, now and then while it lasts, once when it is over."""

import logging
import time

log = logging.getLogger(__name__)

REPEATED_EVERY = 60.0


class Outage:
    def __init__(self, what: str, meanwhile: str) -> None:
        self._what, self._meanwhile = what, meanwhile
        self._since = 0.0
        self._told = 0.0

    def note(self, reason: str | None) -> None:
        """`reason` says why it is away; None says that it is there."""
        moment = time.monotonic()
        if reason is None:
            self._end(moment)
            return
        self._since = self._since or moment
        if not self._told or moment - self._told >= REPEATED_EVERY:
            log.warning("%s is not reachable (%s); %s", self._what, reason, self._meanwhile)
            self._told = moment

    def _end(self, moment: float) -> None:
        if self._since:
            log.info("%s is back after %.0f s", self._what, moment - self._since)
        self._since = self._told = 0.0
