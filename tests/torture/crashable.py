"""A process of the product that can be made to die at a named point: `python -m tests.torture.crashable serve`.

A fuse is a file named after the point; its text is the pid to kill, or "self". Whoever gets there first burns it. Nothing of this
is in the product: the points are put between its steps from here.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from flask import Flask

from jobs import scheduler, sweeps
from jobs.cli import commands
from sidecar.mailer import WordPressMailer
from sidecar.queue import Queue
from sidecar.usecases import notify
from wp_bridge.database import Database, Transaction

FUSES = "TORTURE_FUSES"
SWEEP_SECONDS, CLAIM_SECONDS, LEASE_SECONDS = 0.7, 3, 2


def reached(point: str) -> None:
    fuse = Path(os.environ[FUSES]) / point
    burnt = fuse.with_suffix(f".{os.getpid()}")
    try:
        fuse.rename(burnt)  # one of several processes gets it
    except FileNotFoundError:
        return
    victim = burnt.read_text()
    burnt.unlink()
    os.kill(os.getpid() if victim == "self" else int(victim), signal.SIGKILL)


def instrument(role: str) -> None:
    run, commit, worked = Transaction.run, Database._commit, Database._worked
    offer, deliver, dispatch = Queue.offer_all, WordPressMailer.deliver, Flask.full_dispatch_request
    moving: set[int] = set()  # connections whose transaction moves sessions

    def instrumented_run(self: Transaction, sql: str, params: Any = ()) -> int:
        if sql.startswith("INSERT INTO {p}ledger"):
            moving.add(id(self._connection))
        return run(self, sql, params)

    def instrumented_commit(self: Database, connection: Any) -> None:
        moves = id(connection) in moving
        moving.discard(id(connection))
        if moves:
            reached(f"{role}-before-commit")
        commit(self, connection)
        if moves:
            reached(f"{role}-after-commit")

    def instrumented_worked(self: Database, connection: Any, tx: Any, work: Any) -> Any:
        moving.discard(id(connection))  # what an earlier one was rolled back with
        return worked(self, connection, tx, work)

    def instrumented_offer(self: Queue, offers: Any) -> None:
        reached(f"{role}-before-offer")
        offer(self, offers)

    def instrumented_deliver(self: WordPressMailer, items: Any, credentials: Any) -> Any:
        reached(f"{role}-claimed")
        result = deliver(self, items, credentials)
        reached(f"{role}-delivered")
        return result

    def instrumented_dispatch(self: Flask) -> Any:
        response = dispatch(self)
        reached(f"{role}-before-answer")
        return response

    patches = {
        Transaction: {"run": instrumented_run},
        Database: {"_commit": instrumented_commit, "_worked": instrumented_worked},
        Queue: {"offer_all": instrumented_offer},
        WordPressMailer: {"deliver": instrumented_deliver},
        Flask: {"full_dispatch_request": instrumented_dispatch},
    }
    for owner, methods in patches.items():
        for name, method in methods.items():
            setattr(owner, name, method)
    hurry()


def hurry() -> None:
    """What happens within minutes in production happens within seconds here."""
    for sweep in sweeps.ALL:
        object.__setattr__(sweep, "seconds", SWEEP_SECONDS)
    notify.deliver.__defaults__ = (CLAIM_SECONDS,)
    scheduler.run.__defaults__ = (LEASE_SECONDS,)


if __name__ == "__main__":
    instrument(sys.argv[1])
    commands()
