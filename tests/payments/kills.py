"""A road walked once alive, then again and again with a victim that dies one step further each time."""

from dataclasses import dataclass, field
from typing import Any

from tests.payments import audit
from tests.payments.life import Life
from tests.payments.roads import ROADS
from tests.payments.till import Till
from tests.payments.victim import Victim


@dataclass
class Run:
    kills: int = 0
    points: int = 0
    roads: int = 0
    violations: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.kills} kills at {self.points} points of {self.roads} roads: violations: {len(self.violations)}"


@dataclass
class Killing:
    till: Till
    environment: dict[str, str]
    plant: str = ""  # the fault that is planted in the victims, too

    def __post_init__(self) -> None:
        self.run = Run()
        self._sold = self.till.studio.add_package()
        self._alive: dict[str, tuple[int, dict[str, Any]]] = {}

    def points(self, name: str) -> int:
        """How many there are on this road; walked alive once, and what comes of it is kept."""
        if name not in self._alive:
            victim = self._victim(0)
            life, since = self._born(victim, lost=False)
            ROADS[name](life)
            passed = victim.end()
            life.victim = None
            self._alive[name] = (passed, self._ended(name, life, since))
            self.run.roads += 1
            self.run.points += passed
        return self._alive[name][0]

    def kill(self, name: str, at: int, *, lost: bool) -> None:
        """Dies there, everything else goes on, and the end must be the same."""
        life, since = self._born(self._victim(at), lost=lost)
        ROADS[name](life)
        if not life.died_at:
            assert life.victim is not None
            life.victim.end()
            self.run.violations.append(f"{name}: nobody died at point {at}")
            return
        self.run.kills += 1
        if not lost:
            life.hear_again()
        where = f"{name}, killed at point {at} ({life.died_at}), {'nothing told again' if lost else 'all told again'}"
        ended, alive = self._ended(where, life, since), self._alive[name][1]
        for what in ended:
            if ended[what] != alive[what]:
                self.run.violations.append(f"{where}: {what} {ended[what]} instead of {alive[what]}")

    def _ended(self, where: str, life: Life, since: int) -> dict[str, Any]:
        left = life.rest()
        self.run.violations += [f"{where}: left under way: {row}" for row in left]
        self.run.violations += [f"{where}: {what}" for what in audit.wrong(life)]
        return audit.outcome(life, since)

    def _victim(self, at: int) -> Victim:
        return Victim(self.environment, at, self.plant)

    def _born(self, victim: Victim, *, lost: bool) -> tuple[Life, int]:
        till = self.till
        till.start += len(till.events())
        since = till.studio.one("SELECT COALESCE(MAX(id), 0) FROM {p}staff_notices")
        return Life(till, self._sold, victim, lost), int(since)


def all_of(killing: Killing, name: str) -> list[tuple[str, int, bool]]:
    """Every point of a road, in both ways to go on afterwards."""
    return [(name, at, lost) for at in range(1, killing.points(name) + 1) for lost in (False, True)]
