"""The torture in its short form: the state machine against the pure ledger, every race once, some kills under load."""

import os
import secrets
from pathlib import Path

import pytest

from tests.torture import crashes
from tests.torture.run import torture

pytestmark = pytest.mark.redemption

ROOT = Path(__file__).parents[2]
OPERATIONS = 250


def test_nothing_is_lost_and_nothing_is_doubled() -> None:
    folder = ROOT / "var" / f"{os.environ.get('SP_TEST_FOLDER', 'test')}-torture"
    told: list[str] = []
    result = torture(folder, OPERATIONS, secrets.randbelow(10**6), told.append, crashes.BRIEF)
    assert result.violations == [], "\n".join(told)
    assert result.operations >= OPERATIONS, "\n".join(told)
