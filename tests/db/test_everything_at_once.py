"""Random steps from many sides on few packages and bookings: every answer is one of ours, and the books agree at the end."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from sidecar.errors import Refused
from sidecar.usecases import changes, give_back, holds, offers, purchase, redeem
from tests import books
from tests.studio import ALICE, CAROL, HOST, Studio, command
from wp_bridge.errors import BridgeError
from wp_bridge.records import CustomerPackage

pytestmark = [pytest.mark.redemption, pytest.mark.slow]

OTHER = "other-host"
STEPS = 2500


class Crowd:
    def __init__(self, studio: Studio, packages: list[CustomerPackage]) -> None:
        self.studio, self.rt, self.packages = studio, studio.rt, packages
        self.bookings = [studio.book(people=n % 3 + 1) for n in range(12)]
        self.sale = studio.add_package(name="Free", price="0")

    def step(self, seed: int) -> str:
        dice = random.Random(seed)
        steps = [self.redeem, self.end, self.revive, self.reserve, self.reserve, self.commit, self.release, self.change]
        step: Callable[[random.Random], object] = dice.choice([*steps, self.lapse, self.look, self.buy, self.several])
        try:
            step(dice)
        except Refused as refused:
            return f"{step.__name__}: {refused.code}"
        except BridgeError as error:
            return f"{step.__name__}: {type(error).__name__} {error}"
        return f"{step.__name__}: done"

    def redeem(self, dice: random.Random) -> object:
        return self.studio.redeem(dice.choice(self.packages), dice.choice(self.bookings))

    def several(self, dice: random.Random) -> object:
        return self.studio.redeem(dice.choice(self.packages), *dice.sample(self.bookings, 3))

    def end(self, dice: random.Random) -> object:
        booking = dice.choice(self.bookings)
        self.studio.set_booking(booking, dice.choice(["cancelled", "cancelled", "no_show", "completed"]))
        return self.tell(HOST, booking)

    def revive(self, dice: random.Random) -> None:
        sql = (
            "UPDATE {wp}sb_bookings SET status = 'pending', payment_state = 'unpaid', hold_expires_at = UTC_TIMESTAMP() + INTERVAL 1"
            " HOUR WHERE id = %s AND status <> 'confirmed'"
        )
        self.rt.db.transact(lambda tx: tx.run(sql, (dice.choice(self.bookings),)))

    def tell(self, host: str, booking: str) -> object:
        return give_back.observe(self.rt, give_back.StatusEvent(host, booking, "cancelled", "staff", "", CAROL, "test-request"))

    def reserve(self, dice: random.Random) -> object:
        lines = tuple(
            redeem.Line(f"b-{n}", "77", datetime(2030, 1, 1, tzinfo=UTC), dice.randint(1, 3))
            for n in dice.sample(range(8), dice.randint(1, 2))
        )
        package = dice.choice(self.packages).public_id
        return redeem.redeem(self.rt, redeem.RedeemRequest(OTHER, self.key(dice), package, lines, ALICE, "test-request"))

    def key(self, dice: random.Random) -> str:
        return f"attempt-{dice.randint(1, 8)}"

    def commit(self, dice: random.Random) -> object:
        return holds.commit(self.rt, OTHER, self.key(dice), (), "", ALICE, "test-request")

    def release(self, dice: random.Random) -> object:
        if dice.random() < 0.5:
            return self.tell(OTHER, f"b-{dice.randint(0, 7)}")
        return holds.release(self.rt, OTHER, self.key(dice), "", ALICE, "test-request")

    def change(self, dice: random.Random) -> object:
        return changes.change(
            self.rt, command("change", ALICE), OTHER, f"b-{dice.randint(0, 7)}", changes.Change(dice.randint(1, 4))
        )

    def lapse(self, dice: random.Random) -> object:
        sql = "UPDATE {p}attempts SET hold_expires_at = UTC_TIMESTAMP(6) WHERE state = 'held' AND attempt_key = %s"
        self.rt.db.transact(lambda tx: tx.run(sql, (self.key(dice),)))
        return holds.lapse_due(self.rt)

    def look(self, _: random.Random) -> object:
        visit = offers.Visit(HOST, self.studio.yoga, datetime(2030, 1, 1, tzinfo=UTC), 1)
        return offers.offers(self.rt, ALICE, visit, 4000)

    def buy(self, _: random.Random) -> object:
        return purchase.place_order(self.rt, command("order", ALICE), self.sale, 1, "free")


def test_the_books_agree_after_anything(studio: Studio) -> None:
    kinds = ({"per_person": True, "sessions": 30}, {"validity_from": "first_use"}, {"price": "0", "sessions": 40})
    crowd = Crowd(studio, [studio.sell(any_service=True, **kind) for kind in kinds])
    with ThreadPoolExecutor(10) as pool:
        told = Counter(pool.map(crowd.step, range(STEPS)))
    assert [line for line in told if "Error" in line or "Unavailable" in line or "Unknown" in line] == [], told
    assert sum(count for line, count in told.items() if line.endswith("done")) > STEPS / 4
    books.agree(studio)
    free = studio.rows(
        "SELECT b.id FROM {wp}sb_bookings b LEFT JOIN {p}redemptions r ON r.host = 'simple-bookings' AND r.live_booking = b.id"
        " WHERE b.status = 'confirmed' AND r.id IS NULL"
    )
    assert free == []
