"""SIGKILL before and after every commit and every call of a provider, on every road of buying and refunding."""

import random
import time

import pytest

from tests.payments.conftest import Say
from tests.payments.kills import Killing, all_of
from tests.payments.roads import ROADS
from tests.payments.till import Till

pytestmark = pytest.mark.payments
SECONDS, FEW = 25.0, 4


@pytest.fixture
def killing(till: Till, environment: dict[str, str]) -> Killing:
    return Killing(till, environment)


def test_a_kill_somewhere_on_every_road_changes_nothing(killing: Killing, say: Say) -> None:
    """A few on each road, as many roads as fit into the time, drawn by lot; `make test-slow` does them all."""
    seed = random.randrange(10**6)
    lot, ends = random.Random(seed), time.monotonic() + SECONDS
    for name in lot.sample(sorted(ROADS), len(ROADS)):
        if time.monotonic() > ends:
            break
        for _, at, lost in lot.sample(all_of(killing, name), FEW):
            killing.kill(name, at, lost=lost)
    say(f"seed {seed}: {killing.run}")
    assert killing.run.violations == []
    assert killing.run.kills >= FEW


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", ROADS)
def test_a_kill_at_every_point_of_a_road_changes_nothing(killing: Killing, name: str, say: Say) -> None:
    for _, at, lost in all_of(killing, name):
        killing.kill(name, at, lost=lost)
    say(f"{name}: {killing.run}")
    assert killing.run.violations == []
