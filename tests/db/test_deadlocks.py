"""Everything that moves sessions, at once and on the same few packages: nobody is ever told of a deadlock or a lock wait."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from unittest import mock

import pytest

from devstack.mariadb import MariaDB
from devstack.stack import Stack
from sidecar.errors import InvalidFields, NotFound, Refused
from sidecar.usecases import changes, corrections, give_back, holds, reconcile, redeem, reinstate
from tests import books, lock_order
from tests.studio import ALICE, CAROL, HOST, Studio, command
from wp_bridge.database import Database
from wp_bridge.errors import TransientConflict
from wp_bridge.records import CustomerPackage

pytestmark = pytest.mark.redemption

OTHER = "other-host"
THREADS = 12
AT_LEAST = 40  # steps of each, however slow the machine is
MOVERS = {"redeem", "cancel", "adjust", "extend", "attach", "change", "lapse", "reconcile"}
WHY = "because"


class Mill:
    """Steps on three packages, eight bookings and six holds, chosen by dice."""

    def __init__(self, studio: Studio) -> None:
        self.studio, self.rt = studio, studio.rt
        kinds: tuple[dict[str, Any], ...] = ({"per_person": True}, {}, {"visit_before_expiry": True})
        self.packages = [studio.sell(any_service=True, sessions=12, **kind) for kind in kinds]
        self.bookings = [studio.book(people=2) for _ in range(8)]

    def step(self, seed: int) -> str:
        dice = random.Random(seed)
        steps: list[Callable[[random.Random], object]] = [
            self.redeem, self.redeem, self.several, self.attach, self.cancel, self.cancel, self.reinstate, self.adjust, self.extend,
            self.pause, self.change, self.reserve, self.reserve, self.commit, self.release, self.lapse, self.reconcile, self.revive,
        ]  # fmt: skip
        step = dice.choice(steps)
        try:
            step(dice)
        except (Refused, NotFound, InvalidFields) as refused:
            return f"{step.__name__}: {refused.code}"
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what a caller would be told
            return f"{step.__name__}: ERROR {type(error).__name__} {error}"
        return f"{step.__name__}: done"

    def package(self, dice: random.Random) -> CustomerPackage:
        return dice.choice(self.packages)

    def key(self, dice: random.Random) -> str:
        return f"attempt-{dice.randint(1, 6):04}"

    def redeem(self, dice: random.Random) -> object:
        return self.studio.redeem(self.package(dice), dice.choice(self.bookings))

    def several(self, dice: random.Random) -> object:
        return self.studio.redeem(self.package(dice), *dice.sample(self.bookings, 3))

    def attach(self, dice: random.Random) -> object:
        return self.studio.redeem(self.package(dice), dice.choice(self.bookings), who=CAROL)

    def cancel(self, dice: random.Random) -> object:
        booking = dice.choice(self.bookings)
        self.studio.set_booking(booking, dice.choice(["cancelled", "cancelled", "no_show"]))
        return give_back.observe(self.rt, give_back.StatusEvent(HOST, booking, "cancelled", "staff", "", CAROL, "test-request"))

    def reinstate(self, dice: random.Random) -> object:
        return reinstate.reinstate(self.rt, command("reinstate", CAROL), HOST, dice.choice(self.bookings), WHY)

    def revive(self, dice: random.Random) -> None:
        sql = (
            "UPDATE {wp}sb_bookings SET status = %s, payment_state = 'unpaid', payment_method = '', hold_expires_at ="
            " UTC_TIMESTAMP() + INTERVAL 1 HOUR WHERE id = %s AND status IN ('cancelled', 'no_show')"
        )
        status = dice.choice(["pending", "pending", "confirmed"])
        self.rt.db.transact(lambda tx: tx.run(sql, (status, dice.choice(self.bookings))))

    def adjust(self, dice: random.Random) -> object:
        sessions = dice.choice([-2, -1, 1, 2])
        who = command("adjust", CAROL)
        return corrections.adjust(self.rt, who, self.package(dice).public_id, sessions, dice.random() < 0.5, WHY)

    def extend(self, dice: random.Random) -> object:
        last = date(2030, 1, dice.randint(1, 28))
        return corrections.set_validity(self.rt, command("validity", CAROL), self.package(dice).public_id, last, WHY)

    def pause(self, dice: random.Random) -> object:
        package = self.package(dice).public_id
        corrections.suspend(self.rt, command("suspend", CAROL), package, WHY)
        return corrections.resume(self.rt, command("resume", CAROL), package, WHY, dice.random() < 0.5)

    def change(self, dice: random.Random) -> object:
        if dice.random() < 0.5:
            return changes.change(
                self.rt, command("change", ALICE), OTHER, f"b-{dice.randint(0, 5)}", changes.Change(dice.randint(1, 4))
            )
        booking, people = dice.choice(self.bookings), dice.randint(1, 4)
        self.rt.db.transact(lambda tx: tx.run("UPDATE {wp}sb_bookings SET people = %s WHERE id = %s", (people, booking)))
        return changes.change(self.rt, command("change", ALICE), HOST, booking, changes.Change())

    def reserve(self, dice: random.Random) -> object:
        """Under six keys only, so that it often switches a hold from one package to another."""
        lines = tuple(
            redeem.Line(f"b-{n}", "77", datetime(2029, 1, 1, tzinfo=UTC), 1) for n in dice.sample(range(6), dice.randint(1, 2))
        )
        asked = redeem.RedeemRequest(OTHER, self.key(dice), self.package(dice).public_id, lines, ALICE, "test-request")
        return redeem.redeem(self.rt, asked)

    def commit(self, dice: random.Random) -> object:
        return holds.commit(self.rt, OTHER, self.key(dice), (), "", ALICE, "test-request")

    def release(self, dice: random.Random) -> object:
        return holds.release(self.rt, OTHER, self.key(dice), "", ALICE, "test-request")

    def lapse(self, dice: random.Random) -> object:
        sql = "UPDATE {p}attempts SET hold_expires_at = UTC_TIMESTAMP(6) WHERE state = 'held' AND host = %s AND attempt_key = %s"
        self.rt.db.transact(lambda tx: tx.run(sql, (OTHER, self.key(dice))))
        return holds.lapse_due(self.rt)

    def reconcile(self, dice: random.Random) -> object:
        return reconcile.check_ledger(self.rt) if dice.random() < 0.3 else reconcile.follow_bookings(self.rt)


@contextmanager
def repeated() -> Iterator[Counter[str]]:
    """How often a transaction was broken off: by the server's error number, or because we saw that something had moved."""
    real, counted = Database._once, Counter[str]()

    def once(self: Database, work: Any) -> Any:
        try:
            return real(self, work)
        except TransientConflict as conflict:
            number = str(conflict).removeprefix("(").partition(",")[0]
            counted[number if number.isdigit() else "moved"] += 1
            raise

    with mock.patch.object(Database, "_once", once):
        yield counted


def deadlocks(mariadb: MariaDB) -> int:
    return int(mariadb.query("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'").split()[1])


@pytest.mark.parametrize("seconds", [4, pytest.param(60, marks=[pytest.mark.slow])])
def test_no_deadlock_and_no_lock_wait_is_ever_told(
    stack: Stack, studio: Studio, seconds: int, capsys: pytest.CaptureFixture[str]
) -> None:
    mill, end, before = Mill(studio), time.monotonic() + seconds, deadlocks(stack.mariadb)

    def turn(thread: int) -> Counter[str]:
        told: Counter[str] = Counter()
        while time.monotonic() < end or told.total() < AT_LEAST:
            told[mill.step(thread * 1_000_000 + told.total())] += 1
        return told

    with lock_order.watched() as watch, repeated() as again, ThreadPoolExecutor(THREADS) as pool:
        told = sum(pool.map(turn, range(THREADS)), Counter[str]())
    counted = deadlocks(stack.mariadb) - before
    with capsys.disabled():
        print(  # noqa: T201 - the figure that docs quote
            f"\ndeadlocks: {counted} counted by the server, {again.total()} transactions repeated {dict(again)}, of {told.total()} steps"
            f" by {THREADS} threads in {seconds} s"
        )
    assert [line for line in told if "ERROR" in line] == []
    assert {line.partition(":")[0] for line in told if line.endswith("done")} >= MOVERS
    assert watch.wrong == []
    books.agree(studio)
