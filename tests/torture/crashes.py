"""Kill -9 at named points of web, scheduler and worker, of MariaDB and Redis, under load; restarted, and everything is there once."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from devstack.errors import StackError
from devstack.processes import Process, answers
from devstack.stack import Stack
from sidecar import config, runtime
from sidecar.runtime import Runtime
from sidecar.usecases import corrections, doctor
from tests.studio import CAROL, Studio, command
from tests.torture.client import Client, Connection
from tests.torture.crashable import FUSES
from tests.worker.site import FakeSite
from wp_bridge import keys
from wp_bridge.records import Actor

ROOT = Path(__file__).parents[2]
CLIENTS = 6
ROLES = ("serve", "worker", "scheduler")
PATIENCE = 60.0  # seconds for a point to be reached, a part to come back, the rest to be worked off
CALM = 20  # operations between two disasters
UNTOLD = (
    "SELECT a.attempt_key FROM {p}attempts a WHERE a.state = 'committed'"
    " AND NOT EXISTS (SELECT 1 FROM {p}outbox o WHERE o.dedupe_key = CONCAT('redeemed:', a.public_id, ':', a.round))"
)

# Where, and who dies there. "self" is the process that reached the point; "worker" its parent too.
POINTS = (
    ("serve-before-commit", "self"),
    ("serve-after-commit", "self"),
    ("serve-before-offer", "self"),
    ("serve-before-answer", "self"),
    ("serve-before-commit", "mariadb"),
    ("serve-after-commit", "mariadb"),
    ("serve-before-offer", "redis"),
    ("scheduler-before-commit", "self"),
    ("scheduler-after-commit", "self"),
    ("scheduler-before-commit", "mariadb"),
    ("worker-claimed", "self"),
    ("worker-claimed", "worker"),
    ("worker-delivered", "self"),
    ("worker-delivered", "mariadb"),
)
MOMENTS = ("web", "worker", "scheduler", "mariadb", "redis", "flush", "everything")


@dataclass(frozen=True)
class Plan:
    """Disasters in their order; repeated as a whole until there were enough operations."""

    points: tuple[tuple[str, str], ...] = POINTS
    moments: tuple[str, ...] = MOMENTS


BRIEF = Plan((POINTS[0], POINTS[1], POINTS[4], POINTS[8], POINTS[12]), ("flush", "everything"))


@dataclass
class Run:
    operations: int = 0
    kills: dict[str, int] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)


class Disasters:
    """The product's processes on the stack's stores, and everything that can befall them."""

    def __init__(self, stack: Stack, environment: dict[str, str], folder: Path) -> None:
        self.stack, self._fuses, self._environment = stack, folder, environment
        self._fuses.mkdir(parents=True, exist_ok=True)
        for fuse in self._fuses.iterdir():
            fuse.unlink()
        self.processes = {role: self._process(role) for role in ROLES}
        self.kills: dict[str, int] = {}

    def _process(self, role: str) -> Process:
        line = [sys.executable, "-m", "tests.torture.crashable", role]
        return Process(f"torture-{role}", line, self.stack.root, env=self._environment | {FUSES: str(self._fuses)}, cwd=ROOT)

    def start(self) -> None:
        for process in self.processes.values():
            if not process.alive:
                process.kill9()  # what its death left behind
                process.start()
        self.processes["serve"].wait_until(lambda: answers(f"{self._url}/health"), PATIENCE, "200 from /health")

    @property
    def _url(self) -> str:
        return self._environment["SP_PUBLIC_URL"]

    def stop(self) -> None:
        for process in self.processes.values():
            process.kill9()

    def at(self, point: str, victim: str) -> None:
        """Somebody dies the next time this point is reached; then everything is started again."""
        parts = {"mariadb": self.stack.mariadb.process, "redis": self.stack.redis.process, "worker": self.processes["worker"]}
        # A web worker is a child that its master replaces, a job one of its worker's; the scheduler is the process itself.
        dying = parts.get(victim) or (self.processes["scheduler"] if point.startswith("scheduler") else None)
        if point.startswith("worker"):
            self.stack.redis.flush()  # else it may be busy for minutes with jobs whose rows the scheduler has told meanwhile
        fuse = self._fuses / point
        unlit = fuse.with_suffix(".unlit")
        unlit.write_text(str(dying.pid) if dying else "self")
        unlit.rename(fuse)
        until(lambda: not fuse.exists() and (dying is None or not dying.alive), f"the end of {victim} at {point}")
        self._count(f"{victim} at {point}" if victim != "self" else point)
        self.mend()

    def now(self, what: str) -> None:
        """At whatever moment this is."""
        if what == "flush":
            self.stack.redis.flush()
        for name, part in self._parts(what):
            part.kill9() if name in {"mariadb", "redis"} else None
        for role in {"web": ("serve",), "worker": ("worker",), "scheduler": ("scheduler",), "everything": ROLES}.get(what, ()):
            self.processes[role].kill9()
        self._count(f"{what} at any moment")
        self.mend()

    def _parts(self, what: str) -> Iterator[tuple[str, Process]]:
        if what in {"mariadb", "everything"}:
            yield "mariadb", self.stack.mariadb.process
        if what in {"redis", "everything"}:
            yield "redis", self.stack.redis.process

    def mend(self) -> None:
        """What is dead is started again, as a service manager does it."""
        for store in (self.stack.mariadb, self.stack.redis):
            if not store.process.alive:
                store.process.kill9()
                store.start()
        self.start()

    def _count(self, what: str) -> None:
        self.kills[what] = self.kills.get(what, 0) + 1


def run(stack: Stack, environment: dict[str, str], operations: int, seed: int, plan: Plan) -> Run:
    """Load from several customers while one disaster follows another; every point at least once."""
    site = FakeSite()
    environment = environment | {"SP_SITE_URL": site.url}
    rt = runtime.build(config.load(environment))
    disasters = Disasters(stack, environment, stack.root / "fuses")
    try:
        clients = _clients(rt, environment, operations, seed)
        disasters.start()
        with _load(clients):
            done = lambda: sum(client.operations for client in clients)  # noqa: E731
            while True:
                _one_of_each(disasters, plan, done)
                if done() >= operations:
                    break
        stack.redis.kill9()  # and stays away: what is left to tell is told without it
        _work_off(rt)
        disasters.stop()
        return Run(done(), disasters.kills, _violations(rt, clients, site))
    finally:
        disasters.stop()
        site.close()
        rt.db.close()


def _one_of_each(disasters: Disasters, plan: Plan, done: Callable[[], int]) -> None:
    for point, victim in plan.points:
        disasters.at(point, victim)
        _calm(done)
    for what in plan.moments:
        disasters.now(what)
        _calm(done)


def _calm(done: Callable[[], int]) -> None:
    """Work goes on after each disaster."""
    before = done()
    until(lambda: done() >= before + CALM, f"{CALM} operations after a disaster")


def _clients(rt: Runtime, environment: dict[str, str], operations: int, seed: int) -> list[Client]:
    studio, secret = Studio(rt), os.urandom(32)
    key = keys.SiteKey("sp-torture", rt.vault.seal(secret), "0000-0000", environment["SP_SITE_URL"], rt.clock.now())
    rt.db.transact(lambda tx: keys.add(tx, key, "wp_"))
    connection = Connection(environment["SP_PUBLIC_URL"], key.key_id, secret)
    return [_client(studio, connection, number, operations, seed + number) for number in range(CLIENTS)]


def _client(studio: Studio, connection: Connection, number: int, sessions: int, seed: int) -> Client:
    actor = Actor("customer", 100 + number, f"Customer {number}", f"customer{number}@example.test")
    package = studio.sell(actor, sessions=1000, any_service=True).public_id
    corrections.adjust(studio.rt, command("adjust", CAROL), package, sessions + 1000, True, "enough for this run")
    return Client(studio, connection, actor, package, seed)


@contextmanager
def _load(clients: list[Client]) -> Iterator[None]:
    stop = threading.Event()
    threads = [threading.Thread(target=client.live, args=(stop,), daemon=True) for client in clients]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(PATIENCE * 2)


def _left(rt: Runtime) -> list[str]:
    """What is not worked off yet: outbox rows, holds that are over, bookings that differ from their redemption."""
    rows = rt.db.transact(
        lambda tx: tx.all(
            "SELECT CONCAT_WS(' ', kind, id, 'try', attempts, 'due', available_at, 'claimed until', claimed_until, last_error) AS thing"
            " FROM {p}outbox WHERE settled = 0 UNION ALL SELECT CONCAT('hold ', attempt_key) FROM {p}attempts"
            " WHERE state = 'held' AND hold_expires_at <= UTC_TIMESTAMP(6)"
        )
    )
    return [row["thing"] for row in rows] + list(doctor.bookings(rt).found)


def _work_off(rt: Runtime) -> None:
    try:
        until(lambda: not _left(rt), "the outbox and the sweeps to be done")
    except StackError as late:
        raise StackError(f"{late}: {_left(rt)[:10]}") from late


def _violations(rt: Runtime, clients: list[Client], site: FakeSite) -> list[str]:
    wrong = [trouble for client in clients for trouble in client.trouble]
    for client in clients:
        wrong += _of_client(rt, client)
    told = {str(item.get("booking")) for item in site.items if item["kind"] == "booking_confirmed"}
    booked = {booking for client in clients for booking in client.expected}
    wrong += [f"nobody was told that booking {booking} is confirmed" for booking in sorted(booked - told)]
    wrong += [f"the customer has no mail of attempt {row['attempt_key']}" for row in rt.db.transact(lambda tx: tx.all(UNTOLD))]
    wrong += [f"{check.sentence} {check.found}" for check in doctor.books(rt) if check.level != "ok"]
    return wrong


def _of_client(rt: Runtime, client: Client) -> list[str]:
    """Each acknowledged answer is found again, and nothing else was taken."""
    rows = rt.db.transact(
        lambda tx: tx.all(
            "SELECT r.booking_id, r.host, r.state, a.attempt_key, a.state AS attempt FROM {p}redemptions r"
            " JOIN {p}attempts a ON a.id = r.attempt_id JOIN {p}customer_packages cp ON cp.id = r.customer_package_id"
            " WHERE cp.public_id = %s",
            (client.package,),
        )
    )
    live = {row["booking_id"] for row in rows if row["state"] in {"held", "committed"} and row["host"] != "other-host"}
    acknowledged = {booking for booking, sessions in client.expected.items() if sessions}
    states = {row["attempt_key"]: row["attempt"] for row in rows if row["host"] == "other-host"}
    wrong = [f"{client.actor.name}: lost {sorted(acknowledged - live)}"] if acknowledged - live else []
    wrong += [f"{client.actor.name}: taken for nothing {sorted(live - acknowledged)}"] if live - acknowledged else []
    wrong += [f"hold {key} is {states.get(key)}, not {state}" for key, state in client.holds.items() if states.get(key) != state]
    return wrong


def until(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise StackError(f"waited {PATIENCE:g} s in vain for {what}")
        time.sleep(0.02)
