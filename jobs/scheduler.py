"""The ticker: runs the sweeps while this process leads. Several may run, one leads; it survives both stores being away.

Not `rq cron`: that pickles, doubles jobs when two run, forgets what it missed and ends when Redis blinks.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable, Sequence

from jobs import sweeps
from jobs.leader import LEASE_SECONDS, Leader
from jobs.outages import Outage
from jobs.sweeps import Sweep
from sidecar.runtime import Runtime
from sidecar.startup import DatabaseAway
from sidecar.usecases import sweep_runs

log = logging.getLogger(__name__)

TICK = 0.5
LAST_WORDS = 5.0  # seconds that a delivery under way may take when the process is told to end
SIGNALS = {signal.SIGTERM, signal.SIGINT}


def run(rt: Runtime, lease_seconds: int = LEASE_SECONDS) -> None:
    """Until SIGTERM or SIGINT; never ends by itself."""
    # Blocked here and awaited below: no handler interrupts a thread in the middle of something.
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    scheduler = Scheduler(rt, lease_seconds=lease_seconds)
    scheduler.start()
    log.info("scheduler started as %s", scheduler.leader.holder)
    received = signal.sigwait(SIGNALS)
    log.info("scheduler ends on %s", signal.Signals(received).name)
    scheduler.stop()


class Scheduler:
    """Two threads: one keeps the lead, one sweeps."""

    def __init__(self, rt: Runtime, all_sweeps: Sequence[Sweep] = sweeps.ALL, lease_seconds: int = LEASE_SECONDS) -> None:
        self._rt, self._sweeps = rt, all_sweeps
        self._stop_event = threading.Event()
        self._due = dict.fromkeys((sweep.name for sweep in all_sweeps), 0.0)
        self._redis = Outage("redis", "the outbox is worked from here")
        self._sweeper = threading.Thread(target=self._tick_on, name="sweeper", daemon=True)
        self.leader = Leader(rt, self._stop_event, lease_seconds)

    def start(self) -> None:
        self.leader.start()
        self._sweeper.start()

    def stop(self, patience: float = LAST_WORDS) -> None:
        """Ends within a moment, or after what is under way, and gives the lead away. What is left is not lost."""
        self._stop_event.set()
        self._sweeper.join(patience)
        self.leader.join(1.0)

    def _tick_on(self) -> None:
        while not self._stop_event.wait(TICK):
            if self.leader.leads():
                self._redis.note(None if self._rt.queue.is_alive() else "no answer")
                self._run_due()

    def _run_due(self) -> None:
        for sweep in self._sweeps:
            if self.leader.leads() and time.monotonic() >= self._due[sweep.name]:
                self._run(sweep)
                self._due[sweep.name] = time.monotonic() + sweep.seconds

    def _run(self, sweep: Sweep) -> None:
        started, holder = time.monotonic(), self.leader.holder
        self._note(lambda: sweep_runs.began(self._rt, sweep.name, sweep.seconds, holder))
        outcome = self._outcome(sweep)
        took = time.monotonic() - started
        self._note(lambda: sweep_runs.ended(self._rt, sweep.name, holder, outcome, took))
        if isinstance(outcome, int) and outcome:
            log.info("sweep %s: %d in %.2f s", sweep.name, outcome, took)

    def _outcome(self, sweep: Sweep) -> int | Exception:
        try:
            return sweep.work(self._rt)
        except DatabaseAway as error:
            log.warning("sweep %s was broken off and will be repeated: %s", sweep.name, error)
            return error
        except Exception as error:  # one sweep's bug must not stop the others
            log.exception("sweep %s failed and will be repeated", sweep.name)
            return error

    def _note(self, write: Callable[[], None]) -> None:
        """What cannot be noted keeps no sweep from running."""
        try:
            write()
        except DatabaseAway as error:
            log.debug("a sweep's run was not noted: %s", error)
        except Exception:
            log.exception("a sweep's run could not be noted")
