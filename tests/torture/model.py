"""Runs the state machine for about so many operations."""

import random

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.torture.machine import Machine
from tests.torture.world import World

STEPS = 80
ROUND = 10  # runs that hypothesis plans at once
RULES = len(Machine().rules)


def run(world: World, operations: int, number: int, *, shrink: bool = True) -> None:
    """Raises what the first disagreement raised; with `shrink` after hypothesis has made it short and printed it."""
    dice = random.Random(number)
    Machine.world = world
    while world.operations < operations:
        seeded = seed(dice.getrandbits(32))(type("Seeded", (Machine,), {}))
        run_state_machine_as_test(seeded, settings=_settings(shrink))


def _settings(shrink: bool) -> settings:
    return settings(
        max_examples=ROUND,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
