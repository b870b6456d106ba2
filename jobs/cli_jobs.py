"""The command `jobs`: who leads, how the sweeps, the outbox and Redis are doing. Status 1 when a person has to look."""

import sys
from collections.abc import Iterator
from datetime import datetime

import click

from jobs import sweeps
from sidecar import startup
from sidecar.cli import opened
from sidecar.usecases import sweep_runs
from sidecar.usecases.sweep_runs import Jobs, Seen


@click.command()
def jobs() -> None:
    """Show who leads, each sweep's last run, the outbox and Redis; status 1 when something is late or away."""
    rt = opened()
    startup.check(rt)
    found = sweep_runs.look(rt, {sweep.name: sweep.seconds for sweep in sweeps.ALL})
    for line in _lines(found):
        click.echo(line)
    sys.exit(0 if found.well else 1)


def _lines(found: Jobs) -> Iterator[str]:
    leader = found.leader
    yield f"Leader: {leader.holder}, until {leader.expires_at:%H:%M:%S} UTC" if leader else "Leader: NOBODY, no scheduler runs"
    yield f"{'Sweep':<22}{'every':>8}{'last run':>14}{'did':>8}{'took':>9}"
    for sweep in found.sweeps:
        yield from _sweep(sweep, found.now)
    yield _outbox(found)
    if found.late_mail:
        yield f"Mails: LATE, the oldest waits since {found.late_mail.since:%Y-%m-%d %H:%M} UTC: {found.late_mail.error or 'not tried yet'}"
    yield from _redis(found)


def _sweep(sweep: Seen, now: datetime) -> Iterator[str]:
    run, name, late = sweep.run, f"{sweep.name:<22}{sweep.every:>6.0f} s", "  LATE" if sweep.late else ""
    if run is None:
        yield f"{name}{'never':>14}{late}"
        return
    took = f"{run.seconds:>7.2f} s" if run.ended_at else f"{'running':>9}"
    yield f"{name}{_ago(run.started_at, now):>14}{run.did:>8}{took}{late}"
    if run.error:
        yield f"    failed {run.failures} in a row: {run.error}"


def _outbox(found: Jobs) -> str:
    due = found.outbox.due_since
    since = f"oldest due {_ago(due, found.now)}" if due else "none due"
    return f"Outbox: {found.outbox.waiting} waiting, {since}; {found.outbox.dead} dead"


def _redis(found: Jobs) -> Iterator[str]:
    if found.redis is None:
        yield "Redis: DOWN, the scheduler works the outbox"
        return
    yield f"Redis: up, {found.redis.queued} jobs queued, {len(found.redis.workers) or 'NO'} workers"
    for worker in found.redis.workers:
        seen = f"{worker.heartbeat:%H:%M:%S} UTC" if worker.heartbeat else "none"
        yield f"    worker {worker.name}, last heartbeat {seen}"


def _ago(then: datetime, now: datetime) -> str:
    seconds = max(0, int((now - then).total_seconds()))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit} ago"
    return f"{seconds} s ago"
