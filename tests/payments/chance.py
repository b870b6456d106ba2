"""What is drawn by lot, and a victim for each step of the product that dies somewhere."""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.payments.till import Till
from tests.payments.victim import Died, Victim

LONGEST = 60  # crash points that a victim may pass
EXPECTED = {"Refused", "DatabaseUnavailable"}  # of what a victim's steps may raise


class Unfit(Exception):
    """This cannot be done now: nobody has anything like it."""


@dataclass
class Chance:
    till: Till
    environment: dict[str, str]
    seed: int
    kills: int = 0
    deaths: "Counter[str]" = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    told: set[str] = field(default_factory=set)  # events that were delivered at least once

    def __post_init__(self) -> None:
        self.lot = random.Random(self.seed)
        self._victim: Victim | None = None

    def one(self, things: "list[Any]") -> Any:
        if not things:
            raise Unfit
        return self.lot.choice(things)

    def do(self, name: str, *arguments: Any) -> Any:
        """Its answer; None when it refused, or died. Whoever got no answer may ask once more."""
        victim = self._victim = self._victim or Victim(self.environment, self.lot.randrange(1, LONGEST))
        try:
            kind, result = victim.ask(name, *arguments)
        except Died as death:
            self._victim = None
            self.kills += 1
            self.deaths[str(death)] += 1
            return self.do(name, *arguments) if self.lot.random() < 0.7 else None
        if kind == "raised" and result.partition(":")[0] not in EXPECTED:
            self.violations.append(f"{name}{arguments}: {result}")
        return result if kind == "done" else None

    def end(self) -> None:
        if self._victim is not None:
            self._victim.end()
