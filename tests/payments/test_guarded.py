"""Guarded statements of payments and events, each asked to do what its condition forbids."""

from typing import Any

import pytest

from devstack.stack import Stack
from sidecar.usecases import checkouts, inbox, purchase
from tests.interleaving import in_the_middle
from tests.payments.till import Till, told
from tests.studio import ALICE
from wp_bridge import inbox as rows
from wp_bridge import orders, payments
from wp_bridge.database import Transaction

pytestmark = pytest.mark.payments


def does(till: Till, step: Any) -> bool:
    def work(tx: Transaction) -> bool:
        return bool(step(tx))

    return till.rt.db.transact(work)


def test_a_payment_remembers_its_first_checkout_only(till: Till) -> None:
    order = till.order("stripe")
    first = till.reference(order)
    number = till.attempts(order)[0].id
    assert not does(till, lambda tx: payments.opened(tx, number, "cs_another", "", None))
    assert till.reference(order) == first


def test_a_page_of_a_provider_may_have_a_very_long_address(till: Till) -> None:
    """Stripe's own limit."""
    order = till.order("stripe")
    number, url = till.attempts(order)[0].id, "https://checkout.stripe.com/".ljust(5000, "x")
    till.rt.db.transact(lambda tx: tx.run("UPDATE {p}payments SET provider_reference = NULL"))
    assert does(till, lambda tx: payments.opened(tx, number, "cs_1", url, None))


def test_money_that_pays_an_order_is_never_set_aside_failed_or_awaited_again(till: Till) -> None:
    order = till.order("stripe")
    till.pay(order)
    till.come_back(order)
    number = till.attempts(order)[0].id
    assert not does(till, lambda tx: payments.set_aside(tx, number, "pi_another", 1, "EUR", "wrong"))
    assert not does(till, lambda tx: payments.fail(tx, number, "wrong"))
    assert not does(till, lambda tx: payments.wait(tx, number))
    assert till.attempts(order)[0].status == "settled"


def test_a_buyer_is_asked_about_a_transfer_once_and_not_when_it_has_come(till: Till) -> None:
    order = till.order("bank_transfer")
    number = till.attempts(order)[0].order_id
    assert does(till, lambda tx: orders.remind(tx, number))
    assert not does(till, lambda tx: orders.remind(tx, number))


def test_an_event_is_finished_by_who_works_it(till: Till) -> None:
    till.pay(till.order("stripe"))
    signed = till.emulator.signed(till.events()[-1])
    inbox.receive(till.rt, "stripe", {k.lower(): v for k, v in signed["headers"].items()}, signed["body"].encode())
    number = till.studio.one("SELECT id FROM {p}provider_events")
    assert does(till, lambda tx: rows.claim(tx, number, "one", 60))
    assert not does(till, lambda tx: rows.claim(tx, number, "another", 60))
    assert not does(till, lambda tx: rows.finish(tx, number, "another", "done"))


def test_one_checkout_is_one_payment(till: Till) -> None:
    package = till.studio.add_package()
    first, second = till.order("stripe", package=package), till.order("stripe", package=package)
    sql = "UPDATE {p}payments SET provider_reference = %s WHERE id = %s"
    with pytest.raises(Exception, match="provider_checkout"):
        till.rt.db.transact(lambda tx: tx.run(sql, (till.reference(first), till.attempts(second)[0].id)))


def test_two_choices_of_a_way_to_pay_at_once_make_one_attempt(till: Till, stack: Stack) -> None:
    order = till.order("bank_transfer")
    with in_the_middle(stack.mariadb, purchase, "add_payment", lambda: told(lambda: till.choose(order, "stripe"))) as other:
        till.choose(order, "stripe")
    assert other.result() == ""
    assert [payment.provider for payment in till.attempts(order)] == ["stripe", "bank_transfer"]
    assert told(lambda: checkouts.begin(till.rt, ALICE, order)) == ""
