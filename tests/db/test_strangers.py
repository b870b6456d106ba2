"""Bob knows the ids of everything that is Alice's, and learns nothing from them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sidecar.errors import NotFound, Refused
from sidecar.usecases import mine, redeem
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


def test_a_call_repeated_under_anothers_attempt_key_does_not_tell_their_attempt(studio: Studio) -> None:
    mine, theirs = studio.sell(any_service=True), studio.sell(BOB, any_service=True)
    line = redeem.Line("b-1", "77", datetime(2030, 1, 2, 9, tzinfo=UTC))
    asked = redeem.RedeemRequest("other-host", "alices-key", mine.public_id, (line,), ALICE, "test", idempotency_key="call-0001")
    bobs = replace(asked, attempt_key="bobs-key-1", customer_package=theirs.public_id, actor=BOB, idempotency_key="call-0002")
    redeem.redeem(studio.rt, asked)
    redeem.redeem(studio.rt, replace(bobs, lines=(replace(line, booking="b-2"),)))
    with pytest.raises(Refused) as refused:
        redeem.redeem(studio.rt, replace(asked, attempt_key="bobs-key-1"))
    assert refused.value.code == "attempt_key_reused"
