"""MariaDB killed -9 while sessions are being redeemed: nothing acknowledged is lost, nothing is taken twice."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from devstack.stack import Stack
from sidecar.errors import Refused
from sidecar.usecases import redeem
from sidecar.usecases.outcomes import Outcome
from tests.studio import Studio
from wp_bridge.errors import BridgeError

pytestmark = pytest.mark.redemption

BOOKINGS = 240
KILLS = 3


def persist(studio: Studio, request: redeem.RedeemRequest) -> Outcome | str:
    """A caller that repeats the same attempt until it has an answer, as the plugin does."""
    for _ in range(200):
        try:
            return redeem.redeem(studio.rt, request)
        except BridgeError:
            time.sleep(0.05)
        except Refused as refused:
            return refused.code
    return "gave up"


def test_kill_9_of_the_database_under_load_loses_and_doubles_nothing(stack: Stack, studio: Studio) -> None:
    # The tests' server writes its log lazily; "acknowledged" needs what docs/operating.md asks for.
    stack.mariadb.query("SET GLOBAL innodb_flush_log_at_trx_commit = 1")
    package = studio.sell(sessions=1000)
    requests = [studio.request(package, studio.book()) for _ in range(BOOKINGS)]
    done = threading.Event()

    def killer() -> int:
        kills = 0
        while not done.is_set() and kills < KILLS:
            time.sleep(0.25)
            stack.mariadb.kill9()
            stack.mariadb.start()
            stack.mariadb.query("SET GLOBAL innodb_flush_log_at_trx_commit = 1")
            kills += 1
        return kills

    with ThreadPoolExecutor(9) as pool:
        killing = pool.submit(killer)
        outcomes = list(pool.map(lambda request: persist(studio, request), requests))
        done.set()
        assert killing.result() >= 1, "the load ended before anything was killed"
    assert {o.state if isinstance(o, Outcome) else o for o in outcomes} == {"committed"}
    assert studio.again(package).balance == 1000 - BOOKINGS
    assert studio.one("SELECT SUM(delta) FROM {p}ledger WHERE customer_package_id = %s", package.id) == 1000 - BOOKINGS
    assert studio.one("SELECT COUNT(*) FROM {p}redemptions WHERE state = 'committed'") == BOOKINGS
    assert studio.one("SELECT COUNT(*) FROM {wp}sb_bookings WHERE status = 'confirmed'") == BOOKINGS
    assert studio.one("SELECT COUNT(*) FROM {p}outbox WHERE kind = 'booking_confirmed'") == BOOKINGS
