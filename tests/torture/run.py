"""The three parts of the torture on a stack of its own, and what they found."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from devstack.stack import Stack
from sidecar import config, runtime
from sidecar.clock import ShiftedClock
from tests.conftest import PLUGINS, start_with_pristine_site
from tests.reset import Reset
from tests.torture import crashes, model, races
from tests.torture.world import World
from wp_bridge import schema

Say = Callable[[str], None]
# Of all operations: the state machine, the races; the rest is for the kills.
MODEL, RACES = 0.4, 0.4


@dataclass
class Result:
    operations: int = 0
    violations: list[str] = field(default_factory=list)


@dataclass
class Ground:
    """Where it happens: a stack of its own, whose database is emptied again and again."""

    stack: Stack
    operations: int
    seed: int
    plan: crashes.Plan

    def __post_init__(self) -> None:
        self.environment = self.stack.sidecar.environment
        self.reset = Reset(self.environment["SP_DATABASE_URL"])


def torture(folder: Path, operations: int, seed: int, say: Say, plan: crashes.Plan | None = None) -> Result:
    """About `operations` of them, and at least one round of everything. `say` is told each part's figures."""
    say(f"seed {seed}, {operations} operations asked for")
    result = Result()
    with _stack(folder) as stack:
        ground = Ground(stack, operations, seed, plan or crashes.Plan())
        for part in (_model, _races, _crashes):
            done, wrong, told = part(ground)
            result.operations += done
            result.violations += wrong
            for line in (*told, *(f"VIOLATION {what}" for what in wrong)):
                say(line)
    return result


Part = tuple[int, list[str], list[str]]  # operations, violations, what to say of it


def _model(ground: Ground) -> Part:
    clock = ShiftedClock(datetime(2027, 1, 1, tzinfo=UTC))
    rt = runtime.build(config.load(ground.environment), clock)
    world = World(rt, clock, ground.reset)
    wrong: list[str] = []
    try:
        model.run(world, int(ground.operations * MODEL), ground.seed)
    except AssertionError as disagreement:
        wrong.append(f"state machine: {disagreement}")
    finally:
        rt.db.close()
    refusals = ", ".join(f"{code} {count}" for code, count in world.answers.most_common() if code != "done")
    told = [
        f"state machine: {world.operations} operations in {world.begun} runs of {model.RULES} rules against the pure ledger,"
        f" {world.broken} of them with a connection broken at COMMIT; {len(wrong)} disagreements",
        f"  done {world.answers['done']}; refused: {refusals}",
    ]
    return world.operations, wrong, told


def _races(ground: Ground) -> Part:
    rt = runtime.build(config.load(ground.environment))
    try:
        run = races.run(rt, ground.reset, ground.environment, int(ground.operations * RACES))
    finally:
        rt.db.close()
    told = [
        f"races: {run.calls} calls in {run.rounds} rounds of {len(races.SCENARIOS)} kinds, {races.SIDES} sides each, half by threads"
        f" and half by {races.PROCESSES} processes; {len(run.violations)} violations"
    ]
    return run.calls, run.violations, told


def _crashes(ground: Ground) -> Part:
    ground.reset.wipe()
    ground.stack.redis.flush()
    wanted = int(ground.operations * (1 - MODEL - RACES))
    run = crashes.run(ground.stack, ground.environment, wanted, ground.seed, ground.plan)
    told = [
        f"kill -9 under load: {run.operations} requests, {sum(run.kills.values())} disasters; {len(run.violations)} violations",
        "  " + ", ".join(f"{what} {count}" for what, count in run.kills.items()),
    ]
    return run.operations, run.violations, told


@contextmanager
def _stack(folder: Path) -> Iterator[Stack]:
    """Every commit is flushed: that is what "acknowledged" rests on."""
    with Stack(folder, flush_log=1) as running:
        running.start_stores()
        start_with_pristine_site(running)
        running.wordpress.install_plugin_from_source(PLUGINS / "simple-bookings")
        running.wordpress.activate_plugin("simple-bookings/simple-bookings.php")
        rt = runtime.build(config.load(running.sidecar.environment))
        schema.migrate(rt.db, "torture")
        rt.db.close()
        yield running
