"""What a customer package's sessions are worth, movement by movement: at any moment everything adds up to the cent.

money in = used + forfeited + outstanding + refunded + kept on refunds + corrected + moved. wp_bridge/values.py says the same in SQL;
a test holds the two equal.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from wp_bridge.payment_records import Sums

# Which figure the value of an entry belongs to, by its kind; of the kinds that are not here nothing moves.
FIGURES = {
    "grant": "money_in",
    "redeem": "used",
    "reinstate": "used",
    "refund_hold": "gone",
    "refund_release": "gone",
    "revoke": "gone",
    "adjust": "corrected",
    "transfer_out": "moved",
    "transfer_in": "moved",
}


@dataclass(frozen=True)
class Movement:
    """One ledger entry of one of the packages that an order's money went through."""

    package: int
    kind: str
    delta_paid: int


@dataclass(frozen=True)
class Account:
    """In minor units. `kept` is what sessions that left with refunds were worth, less what was paid back for them; negative
    where more was paid back. `corrected` is what staff took (or, negative, added); `moved` what went to another package."""

    money_in: int = 0
    used: int = 0
    forfeited: int = 0
    outstanding: int = 0
    refunded: int = 0
    kept: int = 0
    corrected: int = 0
    moved: int = 0

    @property
    def adds_up(self) -> bool:
        went = self.used + self.forfeited + self.outstanding + self.refunded + self.kept + self.corrected + self.moved
        return self.money_in == went

    def __add__(self, other: "Account") -> "Account":
        return Account(**{name: getattr(self, name) + getattr(other, name) for name in FIELDS})


FIELDS = tuple(Account.__dataclass_fields__)


def worth(paid_minor: int, granted: int, left: int, extra: int = 0) -> int:
    """Of so many paid sessions that are left, `extra` of them added by staff: those are used last and are worth nothing."""
    paying = min(max(left - max(extra, 0), 0), granted)
    return paid_minor - paid_minor * (granted - paying) // granted


def changes(paid_minor: int, granted: int, movements: Sequence[Movement]) -> list[int]:
    """By how much each movement with an order's money changes what is left of it; all of them, in their order."""
    left = extra = 0
    steps = [worth(paid_minor, granted, 0)]
    for movement in movements:
        left += movement.delta_paid
        extra += movement.delta_paid if movement.kind == "adjust" else 0
        steps.append(worth(paid_minor, granted, left, extra))
    return [after - before for before, after in pairwise(steps)]


def account(moved: Iterable[tuple[Movement, int]], refunded: int, *, is_over: bool) -> Account:
    """One package's movements with their changes, and `refunded`, up to a moment; `is_over`: the end in force then had passed."""
    sums = dict.fromkeys(("money_in", "used", "gone", "corrected", "moved"), 0)
    left = 0
    for movement, change in moved:
        left += change
        if movement.kind in FIGURES:
            sums[FIGURES[movement.kind]] -= change
    return _account(sums | {"money_in": -sums["money_in"], "left": left, "refunded": refunded}, is_over=is_over)


def balanced(sums: Sums, moment: datetime) -> Account:
    """The same from the database's sums up to that moment."""
    return _account(vars(sums), is_over=sums.expires_at is not None and sums.expires_at <= moment)


def _account(sums: Mapping[str, Any], *, is_over: bool) -> Account:
    return Account(
        money_in=sums["money_in"],
        used=sums["used"],
        forfeited=sums["left"] if is_over else 0,
        outstanding=0 if is_over else sums["left"],
        refunded=sums["refunded"],
        kept=sums["gone"] - sums["refunded"],
        corrected=sums["corrected"],
        moved=sums["moved"],
    )
