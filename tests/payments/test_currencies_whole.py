"""Currencies that a provider writes otherwise than we, all the way: bought, refunded in part, the rest in its dashboard."""

import pytest

from sidecar.usecases import refund_progress, refunds, site_settings
from sidecar.usecases.refunds import Wish
from tests import books
from tests.payments.till import Till, told
from tests.studio import CAROL, SETTINGS, command
from wp_bridge.records import CustomerPackage

pytestmark = pytest.mark.payments


def bought(till: Till, method: str, currency: str, price: str) -> CustomerPackage:
    """Three sessions."""
    site_settings.update(till.rt, command("settings", CAROL), SETTINGS | {"currency": currency})
    order = till.order(method, price=price, sessions=3)
    till.pay(order)
    till.sweep()
    return till.studio.package_of_order(order)


def refund(till: Till, package: CustomerPackage, wish: Wish, expected: str) -> None:
    answer = refunds.start(till.rt, command("refund", CAROL), package.public_id, wish, expected, "moved away")
    refund_progress.work(till.rt, till.studio.one("SELECT id FROM {p}refunds WHERE public_id = %s", answer["refund"]))


@pytest.mark.parametrize(
    ("method", "currency", "price", "first", "rest"),
    [
        ("paypal", "HUF", "1000", "334", "333"),
        ("paypal", "TWD", "1000", "334", "333"),
        ("paypal", "JPY", "1000", "333", "333"),
        ("stripe", "HUF", "1000", "333.33", "333.33"),
        ("stripe", "KWD", "10.000", "3.340", "3.330"),
        ("stripe", "ISK", "1000", "333", "333"),
        ("stripe", "UGX", "1000", "333", "333"),
    ],
)
def test_one_session_goes_back_and_the_dashboard_gives_the_rest(
    till: Till, method: str, currency: str, price: str, first: str, rest: str
) -> None:
    package = bought(till, method, currency, price)
    for sessions, amount in ((1, first), (1, rest)):
        quote = refunds.preview(till.rt, package.public_id, Wish(sessions=sessions)).quote
        assert quote.code is None
        refund(till, package, Wish(sessions=sessions), amount)
    assert [row["status"] for row in till.studio.rows("SELECT status FROM {p}refunds")] == ["settled", "settled"]
    number = till.studio.one("SELECT provider_payment_id FROM {p}payments")
    (till.emulator.stripe if method == "stripe" else till.emulator.paypal).dashboard_refund(number)
    till.hear_all()
    assert till.studio.again(package).base_state == "refunded"
    order = till.studio.rows("SELECT paid_minor - refunded_minor AS kept FROM {p}orders")
    assert order == [{"kept": 0}]
    assert till.notices() == {}
    books.agree(till.studio)


def test_an_amount_that_the_provider_cannot_send_is_refused_before_anything_is_held(till: Till) -> None:
    package = bought(till, "paypal", "HUF", "1000")
    wish = Wish("custom", 1, "333.50")
    assert told(lambda: refund(till, package, wish, "333.50")) == "amount_not_payable"
    assert till.studio.again(package).balance == 3
