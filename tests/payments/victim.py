"""A process of the product that dies by SIGKILL at its k-th crash point.

The points are put around the product's steps from here: before and after each commit of a transaction that wrote something,
before and after each call of a provider, before jobs are offered. Forked from a server that has everything loaded already.
"""

import multiprocessing
import os
import signal
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

import requests

from sidecar import config, runtime
from sidecar.queue import Queue
from tests.payments import doings, plants
from wp_bridge.database import Database, Transaction

PATIENCE = 60.0  # seconds for one step; a victim that hangs is a failure of its own
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class Died(Exception):
    """In the middle of a step, which has to be repeated by somebody else."""


@dataclass
class Fuse:
    """Counts the points reached; burns at the k-th."""

    burns_at: int
    reached: int = 0
    where: Any = field(default=None)  # a pipe's end: the point is told before the process dies

    def at(self, point: str) -> None:
        self.reached += 1
        if self.reached == self.burns_at:
            self.where.send(("dies", point))
            os.kill(os.getpid(), signal.SIGKILL)


def instrument(fuse: Fuse) -> None:
    run, commit, worked = Transaction.run, Database._commit, Database._worked
    send, offer = requests.Session.send, Queue.offer_all
    writing: set[int] = set()  # connections whose transaction has written something

    def counted_run(self: Transaction, sql: str, params: Any = ()) -> int:
        if sql.startswith(WRITES):
            writing.add(id(self._connection))
        return run(self, sql, params)

    def counted_worked(self: Database, connection: Any, tx: Any, work: Any) -> Any:
        writing.discard(id(connection))  # what an earlier one was rolled back with
        return worked(self, connection, tx, work)

    def counted_commit(self: Database, connection: Any) -> None:
        wrote = id(connection) in writing
        if wrote:
            fuse.at("before a commit")
        commit(self, connection)
        if wrote:
            fuse.at("after a commit")

    def counted_send(self: requests.Session, request: Any, **options: Any) -> Any:
        fuse.at(f"before {request.method}")
        answer = send(self, request, **options)
        fuse.at(f"after {request.method}")
        return answer

    def counted_offer(self: Queue, offers: Any) -> None:
        fuse.at("before an offer")
        offer(self, offers)

    patches: dict[type, dict[str, Any]] = {
        Transaction: {"run": counted_run},
        Database: {"_worked": counted_worked, "_commit": counted_commit},
        requests.Session: {"send": counted_send},
        Queue: {"offer_all": counted_offer},
    }
    for owner, methods in patches.items():
        for name, method in methods.items():
            setattr(owner, name, method)


def live(told: Connection, environment: dict[str, str], burns_at: int, plant: str) -> None:
    """Does the steps it is told until it dies."""
    if plant:
        plants.PLANTS[plant][0]()
    rt = runtime.build(config.load(environment))
    fuse = Fuse(burns_at, where=told)
    instrument(fuse)
    while (step := told.recv()) is not None:
        name, arguments = step
        try:
            result = ("done", getattr(doings, name)(rt, *arguments))
        except Exception as error:  # noqa: BLE001 - the test decides what it means
            result = ("raised", f"{type(error).__name__}: {error}")
        told.send(result)
    told.send(("lived", fuse.reached))


class Victim:
    """`burns_at` 0 lives for ever, and tells in the end how many points it passed."""

    def __init__(self, environment: dict[str, str], burns_at: int, plant: str = "") -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.payments.victim"])
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=live, args=(theirs, environment, burns_at, plant), daemon=True)
        self._process.start()
        theirs.close()
        self.died_at = ""

    def do(self, name: str, *arguments: Any) -> Any:
        """Raises `Died`, or `AssertionError` for what the step raised."""
        kind, result = self.ask(name, *arguments)
        assert kind == "done", f"{name}: {result}"
        return result

    def ask(self, name: str, *arguments: Any) -> tuple[str, Any]:
        """("done", its answer) or ("raised", what). Raises `Died`."""
        self._pipe.send((name, arguments))
        kind, result = self._heard()
        if kind == "dies":
            self.died_at = f"{name}: {result}"
            self._process.join(PATIENCE)
            assert self._process.exitcode == -signal.SIGKILL
            self._pipe.close()
            raise Died(self.died_at)
        return kind, result

    def end(self) -> int:
        """How many points it passed alive."""
        self._pipe.send(None)
        kind, passed = self._heard()
        assert kind == "lived"
        self._process.join(PATIENCE)
        self._pipe.close()
        return int(passed)

    def _heard(self) -> Any:
        assert self._pipe.poll(PATIENCE), "the victim hangs"
        return self._pipe.recv()
