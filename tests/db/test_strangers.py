"""Bob knows the ids of everything that is Alice's, and learns nothing from them."""

import pytest

from sidecar.errors import NotFound
from sidecar.usecases import mine
from tests.studio import ALICE, BOB, HOST, Studio
from wp_bridge import redemptions
from wp_bridge.records import Actor

pytestmark = pytest.mark.redemption


@pytest.mark.parametrize(("read", "table"), [("my_statement", "customer_packages"), ("my_order", "orders")])
def test_anothers_package_and_order_are_not_there(studio: Studio, read: str, table: str) -> None:
    studio.sell(BOB)
    studio.sell()
    number = studio.one(f"SELECT public_id FROM {{p}}{table} ORDER BY id DESC LIMIT 1")
    getattr(mine, read)(studio.rt, ALICE, number)
    with pytest.raises(NotFound):
        getattr(mine, read)(studio.rt, BOB, number)


def test_anothers_booking_is_not_described(studio: Studio) -> None:
    booking = studio.book()
    studio.redeem(studio.sell(), booking)

    def told(who: Actor) -> list[redemptions.PaidBooking]:
        return studio.rt.db.transact(lambda tx: redemptions.describe(tx, HOST, [booking], who.wp_user_id))

    assert [paid.booking_id for paid in told(ALICE)] == [booking]
    assert told(BOB) == []
