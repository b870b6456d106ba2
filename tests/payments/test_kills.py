"""SIGKILL before and after every commit and every call of a provider, on every road of buying and refunding."""

import random
import time

import pytest

from devstack.providers import Emulator
from sidecar.runtime import Runtime
from tests.payments.kills import Killing, all_of
from tests.payments.roads import ROADS
from tests.payments.till import Till

pytestmark = pytest.mark.payments
SECONDS = 25.0


@pytest.fixture
def killing(till: Till, environment: dict[str, str]) -> Killing:
    return Killing(till, environment)


def test_a_kill_somewhere_on_every_road_changes_nothing(killing: Killing) -> None:
    """As many as fit into the time, in an order drawn by lot; `make test-slow` does them all."""
    seed = random.randrange(10**6)
    ends = time.monotonic() + SECONDS
    kills = all_of(killing, ROADS)
    random.Random(seed).shuffle(kills)
    for name, at, lost in kills:
        if time.monotonic() > ends:
            break
        killing.kill(name, at, lost=lost)
    print(f"seed {seed}: {killing.run}")
    assert killing.run.violations == []
    assert killing.run.kills > len(ROADS)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", ROADS)
def test_a_kill_at_every_point_of_a_road_changes_nothing(killing: Killing, name: str) -> None:
    for _, at, lost in all_of(killing, [name]):
        killing.kill(name, at, lost=lost)
    print(killing.run)
    assert killing.run.violations == []
