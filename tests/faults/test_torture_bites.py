"""The torture finds faults that are planted: the state machine disagrees with a product that is wrong in one place."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from devstack.stack import Stack
from sidecar import runtime
from sidecar.clock import ShiftedClock
from sidecar.domain import eligibility, returning, validity
from sidecar.usecases import give_back, holds, put_back, redeem, revive
from tests.conftest import core_config
from tests.reset import Reset
from tests.torture import model
from tests.torture.world import World

pytestmark = [pytest.mark.redemption, pytest.mark.slow]

ENOUGH = 3000  # operations within which the fault has to show
SILENT: Callable[..., Any] = lambda *_args, **_kwargs: None  # noqa: E731
_midnight = validity.first_instant
FAULTS: dict[str, tuple[object, str, Callable[..., Any]]] = {
    "paid sessions go back before free ones": (
        returning,
        "split",
        lambda paid, back, left, n: (min(n, paid - back), n - min(n, paid - back)),
    ),
    "free sessions are used before paid ones": (
        eligibility,
        "split",
        lambda p, n: (n - min(p.free_balance, n), min(p.free_balance, n)),
    ),
    "a late cancellation gives back too": (returning, "gives_back", lambda *_: True),
    "a first use that was given back is not un-started": (put_back, "_unstarted", lambda _tx, package, *_: package),
    "a repeated attempt is not recognised": (redeem, "_replay", SILENT),
    "another package chosen does not end the first hold": (redeem, "_end_other_hold", SILENT),
    "a revived booking is free": (revive, "revive", lambda *_: ("nothing", 0)),
    "the visit's day is not looked at": (eligibility, "_within", lambda *_: True),
    "a lapsed hold is never redeemed anew": (holds, "_anew", SILENT),
    "the status that was heard is forgotten": (give_back.redemptions, "set_booking_status", SILENT),
    "expiry is an hour late": (validity, "first_instant", lambda day, zone: _midnight(day, zone) + timedelta(hours=1)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(stack: Stack, core: Reset, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    clock = ShiftedClock(datetime(2027, 1, 1, tzinfo=UTC))
    rt = runtime.build(core_config(stack), clock)
    owner, name, wrong = FAULTS[fault]
    monkeypatch.setattr(owner, name, wrong)
    try:
        with pytest.raises(Exception, match=r"\w"):
            model.run(World(rt, clock, core), ENOUGH, 1, shrink=False)
    finally:
        rt.db.close()
