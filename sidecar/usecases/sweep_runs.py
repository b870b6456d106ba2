"""How the jobs are doing: the scheduler notes each sweep's runs, an operator looks at them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sidecar.domain.lateness import is_late
from sidecar.queue import State
from sidecar.runtime import Runtime
from sidecar.usecases import leading, mail_delivery
from wp_bridge import leases, outbox, sweep_runs
from wp_bridge.database import Transaction
from wp_bridge.leases import Held
from wp_bridge.outbox import Backlog, Waiting
from wp_bridge.sweep_runs import SweepRun


@dataclass(frozen=True)
class Seen:
    """One sweep; `run` is None when it never ran."""

    name: str
    every: float
    run: SweepRun | None
    late: bool


@dataclass(frozen=True)
class Jobs:
    """`now` is the database's clock, like every instant here; `redis` is None while it is away."""

    now: datetime
    leader: Held | None
    sweeps: list[Seen]
    outbox: Backlog
    redis: State | None
    late_mail: Waiting | None

    @property
    def well(self) -> bool:
        late = self.late_mail is not None or any(sweep.late for sweep in self.sweeps)
        return self.leader is not None and self.redis is not None and not late


def began(rt: Runtime, name: str, every: float, holder: str) -> None:
    rt.db.transact(lambda tx: sweep_runs.began(tx, name, every, holder))


def ended(rt: Runtime, name: str, holder: str, outcome: int | Exception, seconds: float) -> None:
    """`outcome` is how many things it did, or what it failed with."""

    def work(tx: Transaction) -> None:
        if isinstance(outcome, int):
            sweep_runs.succeeded(tx, name, holder, outcome, seconds)
        else:
            sweep_runs.failed(tx, name, holder, f"{type(outcome).__name__}: {outcome}", seconds)

    rt.db.transact(work)


def look(rt: Runtime, expected: Mapping[str, float]) -> Jobs:
    """Everything at one glance; `expected` are the sweeps there should be, with their pauses in seconds."""
    redis = rt.queue.state()
    return rt.db.transact(lambda tx: _look(tx, expected, redis))


def _look(tx: Transaction, expected: Mapping[str, float], redis: State | None) -> Jobs:
    now, runs = tx.now(), sweep_runs.by_name(tx)
    seen = [_seen(name, every, runs.get(name), now) for name, every in expected.items()]
    return Jobs(now, leases.held(tx, leading.LEASE), seen, outbox.backlog(tx), redis, mail_delivery.late(tx))


def _seen(name: str, every: float, run: SweepRun | None, now: datetime) -> Seen:
    return Seen(name, every, run, is_late(every, run.succeeded_at if run else None, now))
