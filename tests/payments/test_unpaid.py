"""Orders that nobody pays in time, that staff cancel, and money that comes all the same."""

from collections import Counter

import pytest

from sidecar.usecases import awaited, purchase
from tests.payments.test_buying import PAID
from tests.payments.till import ONLINE, Till, told
from tests.studio import BOB, CAROL, command

pytestmark = pytest.mark.payments


@pytest.fixture(params=ONLINE)
def method(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("why", ["staff", "time"])
def test_money_that_comes_late_is_honoured(till: Till, why: str) -> None:
    order = till.order("stripe", stock=1)
    till.pay(order)
    if why == "staff":
        purchase.cancel_order(till.rt, command("cancel_order", CAROL), order, "never came")
    else:
        till.studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}payments SET status = 'failed'"))
        till.age(order, 120)
        assert awaited.cancel_unpaid(till.rt) == 1
    assert till.status(order) == "cancelled"
    till.hear_all()
    assert till.outcome(order) == PAID
    assert till.studio.rows("SELECT sold, stock FROM {p}packages") == [{"sold": 1, "stock": 1}]


def test_an_abandoned_checkout_ends_the_order_and_frees_its_place_in_the_stock(till: Till, method: str) -> None:
    package = till.studio.add_package(stock=1)
    order = till.order(method, package=package)
    assert told(lambda: till.order(method, BOB, package)) == "sold_out"
    till.age(order, 61)
    if method == "stripe":
        till.emulator.stripe.expire(till.reference(order))
    till.sweep()
    assert awaited.cancel_unpaid(till.rt) == 1
    assert till.outcome(order) == ("cancelled", 0, Counter(failed=1))
    assert told(lambda: till.choose(order, method)) == "order_not_awaiting"
    till.order(method, BOB, package)


def test_an_order_cancelled_by_staff_has_its_page_closed(till: Till) -> None:
    order = till.order("stripe")
    purchase.cancel_order(till.rt, command("cancel_order", CAROL), order, "by mistake")
    till.sweep()
    assert [s["status"] for s in till.emulator.objects("sessions") if s["id"] == till.reference(order)] == ["expired"]
