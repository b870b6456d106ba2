"""Money that was on its way and does not come: what the buyer is told is true, and stays so for a while."""

from collections import Counter

import pytest

from sidecar.usecases import awaited
from tests.payments import post
from tests.payments.till import Till

pytestmark = [pytest.mark.payments, pytest.mark.mails]


def on_its_way(till: Till) -> tuple[str, str]:
    """An order whose money comes days later; and where it was agreed to."""
    order = till.order("stripe")
    reference = till.reference(order)
    till.emulator.stripe.pay_later(reference)
    till.hear_all()
    return order, reference


def first_way_failed_while_another_is_under_way(till: Till) -> None:
    order, reference = on_its_way(till)
    till.choose(order, "paypal")
    till.emulator.paypal.pend_capture(till.reference(order))
    till.pay(order)
    till.come_back(order)
    till.emulator.stripe.settle_later(reference, ok=False)
    till.hear_all()


def test_an_order_whose_money_did_not_come_can_be_paid_again_as_its_mail_says(till: Till) -> None:
    order, reference = on_its_way(till)
    till.age(order, 3 * 24 * 60)
    till.emulator.stripe.settle_later(reference, ok=False)
    till.hear_all()
    assert post.written(till.studio) == Counter(payment_failed=1)
    assert awaited.cancel_unpaid(till.rt) == 0, "not in the minute after the mail"
    till.choose(order, "paypal")
    till.pay(order)
    till.come_back(order)
    assert till.status(order) == "paid"


def test_who_is_paying_in_another_way_already_is_not_asked_to_pay_again(till: Till) -> None:
    first_way_failed_while_another_is_under_way(till)
    assert post.written(till.studio) == Counter()


def test_an_order_that_nobody_pays_after_all_ends_when_its_mail_said(till: Till) -> None:
    order, reference = on_its_way(till)
    till.age(order, 3 * 24 * 60)
    till.emulator.stripe.settle_later(reference, ok=False)
    till.hear_all()
    for days, ended in ((2, 0), (2, 1)):
        sql = f"UPDATE {{p}}payments SET looked_at = looked_at - INTERVAL {days} DAY"
        till.rt.db.transact(lambda tx, sql=sql: tx.run(sql))  # type: ignore[misc]
        assert awaited.cancel_unpaid(till.rt) == ended
    assert till.status(order) == "cancelled"


def test_when_the_other_way_comes_to_nothing_too_the_buyer_is_told(till: Till) -> None:
    first_way_failed_while_another_is_under_way(till)
    till.emulator.paypal.finish_capture(till.emulator.objects("captures")[-1]["id"], ok=False)
    till.sweep()
    till.hear_all()
    assert post.written(till.studio) == Counter(payment_failed=1)
    assert post.values(till.studio, "payment_failed")["payment_method"] == "PayPal"
