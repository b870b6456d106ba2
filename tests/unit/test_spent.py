"""Which mail a redemption gets: the best that fits, and the next best where that one is not wanted."""

import pytest

from sidecar.domain import spent

pytestmark = pytest.mark.mails


@pytest.mark.parametrize(
    ("left", "taken", "low", "kinds"),
    [
        (5, 1, 1, ["redeemed"]),
        (1, 1, 1, ["low_balance", "redeemed"]),
        (1, 4, 3, ["low_balance", "redeemed"]),
        (2, 1, 3, ["redeemed"]),
        (0, 1, 1, ["fully_redeemed", "redeemed"]),
        (0, 2, 1, ["fully_redeemed", "redeemed"]),
        (0, 1, 0, ["fully_redeemed", "redeemed"]),
        (1, 1, 0, ["redeemed"]),
    ],
)
def test_a_threshold_counts_when_it_is_crossed_and_nothing_left_goes_first(
    left: int, taken: int, low: int, kinds: list[str]
) -> None:
    assert spent.kinds(left, taken, low) == kinds
