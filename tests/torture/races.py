"""Races: 32 sides at the same instant, as threads of one process and as four processes, and what must have come of it."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context

from sidecar import config, runtime
from sidecar.runtime import Runtime
from sidecar.usecases import doctor, reconcile
from tests.reset import Reset
from tests.studio import Studio
from tests.torture.calls import Call, answer
from tests.torture.scenarios import SCENARIOS, Scenario

SIDES, PROCESSES = 32, 4
GATHER = 0.05  # seconds until everybody stands at the line

Start = Callable[[Sequence[Call]], list[str]]
_own: dict[str, Runtime] = {}  # of a process that is a side


@dataclass(frozen=True)
class Run:
    calls: int
    rounds: int
    answers: Counter[str]
    violations: list[str]


def run(rt: Runtime, reset: Reset, environment: dict[str, str], calls: int) -> Run:
    """Every scenario in turn, once by threads and once by processes, until so many calls were made."""
    done, rounds, answers, violations = 0, 0, Counter[str](), list[str]()
    with _processes(environment) as by_processes:
        starts: tuple[Start, ...] = (lambda calls: _threads(rt, calls, SIDES, time.monotonic() + GATHER), by_processes)
        while done < calls or rounds < 2 * len(SCENARIOS):
            scenario, start = SCENARIOS[rounds // 2 % len(SCENARIOS)], starts[rounds % 2]
            told, wrong = _round(rt, reset, scenario, start)
            violations += [f"{scenario.name}: {what} (answers: {dict(Counter(told))})" for what in wrong]
            answers.update(f"{scenario.name}: {each}" for each in told)
            done, rounds = done + len(told), rounds + 1
    return Run(done, rounds, answers, violations)


def _round(rt: Runtime, reset: Reset, scenario: Scenario, start: Start) -> tuple[list[str], list[str]]:
    reset.wipe()
    studio = Studio(rt)
    calls, judge = scenario.prepare(studio)
    told = start(calls)
    wrong = judge(told)
    reconcile.follow_bookings(rt)
    wrong += scenario.after_sweep(studio)
    wrong += [f"{check.sentence} {check.found}" for check in (*doctor.books(rt), doctor.bookings(rt)) if check.level != "ok"]
    return told, wrong + [f"{told.count('no answer')} got no answer"] * ("no answer" in told)


def _threads(rt: Runtime, calls: Sequence[Call], threads: int, start: float) -> list[str]:
    def side(call: Call) -> str:
        time.sleep(max(0.0, start - time.monotonic()))
        return answer(rt, call)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(side, calls))


@contextmanager
def _processes(environment: dict[str, str]) -> Iterator[Start]:
    with ProcessPoolExecutor(PROCESSES, get_context("spawn"), _begin, (environment,)) as pool:

        def start(calls: Sequence[Call]) -> list[str]:
            line = time.monotonic() + GATHER  # the clock is the machine's, the same for all its processes
            shares = [calls[n::PROCESSES] for n in range(PROCESSES)]
            return [told for part in pool.map(_in_process, shares, [line] * PROCESSES) for told in part]

        start([Call("sweeps", ())] * PROCESSES)  # everybody is there before the first race
        yield start


def _begin(environment: dict[str, str]) -> None:
    _own["rt"] = runtime.build(config.load(environment))


def _in_process(calls: Sequence[Call], start: float) -> list[str]:
    return _threads(_own["rt"], calls, len(calls), start)
