"""A provider that says "later": waited for a moment while a buyer waits, not without end."""

import pytest

from sidecar.gateways import patience
from sidecar.usecases import checkouts, purchase
from tests import books
from tests.payments.till import Till, told
from tests.studio import ALICE, command

pytestmark = pytest.mark.payments
OPENS = {"stripe": "POST /v1/checkout/sessions", "paypal": "POST /v2/checkout/orders"}


def placed(till: Till, method: str) -> str:
    """An order that is to be paid online and has no page yet."""
    return str(purchase.place_order(till.rt, command("order", ALICE), till.studio.add_package(), 1, method, till.page)["order"])


@pytest.mark.parametrize("method", OPENS)
def test_a_page_that_another_tab_is_opening_is_waited_for(till: Till, method: str) -> None:
    """Both providers answer the second of two calls about one thing with 409 until the first is done."""
    order = placed(till, method)
    till.emulator.fail(OPENS[method], "409")
    checkouts.begin(till.rt, ALICE, order)
    till.pay(order)
    till.come_back(order)
    assert till.outcome(order)[:2] == ("paid", 1)
    books.agree(till.studio)


def test_a_provider_that_stays_busy_is_not_waited_for_without_end(till: Till) -> None:
    order = placed(till, "stripe")
    till.emulator.fail(OPENS["stripe"], "429", times=patience.TRIES)
    assert told(lambda: checkouts.begin(till.rt, ALICE, order)) == "payment_unavailable"
    checkouts.begin(till.rt, ALICE, order)
    assert till.reference(order)
