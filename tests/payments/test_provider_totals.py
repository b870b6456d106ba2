"""What the providers have is what our books say, payment by payment; whatever differs is named."""

import pytest

from sidecar.usecases import provider_totals, refund_progress, refunds
from sidecar.usecases.refunds import Wish
from tests.payments.till import Till
from tests.studio import CAROL, command

pytestmark = pytest.mark.books


def bought(till: Till, method: str) -> str:
    order = till.order(method)
    till.pay(order)
    till.hear_all()
    return order


@pytest.mark.parametrize("method", ["stripe", "paypal"])
def test_providers_have_what_we_have_and_what_differs_is_named(till: Till, method: str) -> None:
    order = bought(till, method)
    package = till.studio.package_of_order(order)
    refunds.start(till.rt, command("refund", CAROL), package.public_id, Wish(sessions=2), "70.00", "moved away")
    refund_progress.sweep(till.rt)
    (check,) = provider_totals.check(till.rt, 30)
    assert (check.level, check.sentence) == ("ok", f"{method} has the same amounts for all 1 payments of the last 30 days.")
    till.rt.db.transact(lambda tx: tx.run("UPDATE {p}payments SET amount_minor = 36000 WHERE status = 'settled'"))
    (check,) = provider_totals.check(till.rt, 30)
    (payment,) = till.attempts(order)
    assert check.level == "wrong"
    named = f"payment {payment.public_id}: 35000 came and 7000 went back there, 36000 and 7000 here"
    assert [found.startswith(named) for found in check.found] == [True]
    assert provider_totals.size(till.rt, 30) == 1
