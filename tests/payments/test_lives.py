"""Lives by lot, in quiet again after each batch: see `lives`."""

import os
import random
import time

import pytest

from tests.payments.conftest import Say
from tests.payments.lives import Lives
from tests.payments.till import Till

pytestmark = pytest.mark.payments


def lived(till: Till, environment: dict[str, str], say: Say, seconds: float) -> Lives:
    lives = Lives(till, environment, int(os.environ.get("SEED", random.randrange(10**6))))
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and not lives.violations:
        lives.batch()
    lives.end()
    say(f"{lives}\n  {dict(lives.done.most_common())}")
    return lives


def test_whatever_happens_money_and_sessions_add_up(till: Till, environment: dict[str, str], say: Say) -> None:
    assert lived(till, environment, say, 6.0).violations == []


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("part", range(4))
def test_whatever_happens_for_long_money_and_sessions_add_up(
    till: Till, environment: dict[str, str], say: Say, part: int
) -> None:
    assert lived(till, environment, say, 150.0).violations == []
