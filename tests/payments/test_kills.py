"""SIGKILL before and after every commit and every call of a provider, on every road of buying and refunding."""

import random
import time

import pytest

from sidecar.errors import Refused
from tests.payments.conftest import Say
from tests.payments.kills import Killing, all_of
from tests.payments.plants import PLANTS, weed
from tests.payments.roads import ROADS
from tests.payments.till import Till

pytestmark = pytest.mark.payments
SECONDS, FEW = 10.0, 4


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


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("plant", PLANTS)
def test_a_fault_that_only_a_death_brings_out_is_found(till: Till, environment: dict[str, str], plant: str) -> None:
    put, road = PLANTS[plant]
    killing = Killing(till, environment, plant)
    put()
    try:
        assert found(killing, road)
    finally:
        weed()


def found(killing: Killing, road: str) -> bool:
    """By some kill; alive, nothing is wrong. From the end, where most is at stake."""
    kills = all_of(killing, road)
    assert killing.run.violations == []
    for name, at, lost in reversed(kills):
        try:
            killing.kill(name, at, lost=lost)
        except (AssertionError, LookupError, ValueError, Refused):
            return True  # whoever goes on stumbles over it
        if killing.run.violations:
            return True
    return False
