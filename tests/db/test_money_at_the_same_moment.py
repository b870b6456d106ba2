"""Buyers, staff and providers who meet between two of our steps: one package for one payment, one place in the stock for one order."""

from dataclasses import replace
from typing import Any

import pytest

from devstack.stack import Stack
from sidecar.gateways.base import Evidence
from sidecar.usecases import fulfilment, purchase, sites, transfers
from tests.db.test_at_the_same_moment import told
from tests.interleaving import in_the_middle
from tests.studio import ALICE, BOB, CAROL, Studio, command
from wp_bridge import orders, packages, payments
from wp_bridge.database import Transaction
from wp_bridge.records import CustomerPackage, Order

pytestmark = pytest.mark.payments


def test_the_last_of_the_stock_is_ordered_once(stack: Stack, studio: Studio) -> None:
    for known in (ALICE, BOB):  # or making two customers at once would make one of them wait
        studio.order(studio.add_package(), known)
    package = studio.add_package(stock=1)
    with in_the_middle(stack.mariadb, purchase, "add_order", lambda: told(lambda: studio.order(package, BOB))) as other:
        studio.order(package)
    assert other.result() == "sold_out"


def test_money_confirmed_by_two_of_the_staff_at_once_gives_one_package(stack: Stack, studio: Studio) -> None:
    order = studio.order(studio.add_package())

    def confirm() -> object:
        return transfers.confirm(studio.rt, command("confirm_transfer", CAROL), order, "350")["order"]

    with in_the_middle(stack.mariadb, packages, "count_sold", lambda: told(confirm)) as other:
        assert confirm() == order
    assert other.result() == "order_not_awaiting"
    assert studio.one("SELECT COUNT(*) FROM {p}customer_packages") == 1


def fulfil(tx: Transaction, studio: Studio, order: Order, evidence: Evidence) -> CustomerPackage:
    (payment,) = payments.of_order(tx, order.id)
    return fulfilment.fulfil(tx, sites.load(tx, studio.rt.config), order, payment, evidence, CAROL, "test-request")


def test_the_same_money_reported_twice_gives_one_package(studio: Studio) -> None:
    """By the return page and by a message of the provider: both come to the same function, one after the other."""
    number = studio.order(studio.add_package())

    def pay(tx: Transaction) -> str:
        order = orders.lock(tx, number)
        assert order is not None
        evidence = Evidence("bank_transfer", "t-1", 35000, "EUR", order.mode, "Carol")
        return fulfil(tx, studio, order, evidence).public_id

    assert studio.rt.db.transact(pay) == studio.rt.db.transact(pay)
    assert studio.rows("SELECT sold FROM {p}packages") == [{"sold": 1}]


@pytest.mark.parametrize("wrong", [{"amount_minor": 34999}, {"currency": "USD"}, {"mode": "test"}])
def test_a_genuine_payment_of_something_else_pays_nothing(studio: Studio, wrong: dict[str, Any]) -> None:
    number = studio.order(studio.add_package())

    def pay(tx: Transaction) -> object:
        order = orders.lock(tx, number)
        assert order is not None
        evidence = replace(Evidence("bank_transfer", "t-1", 35000, "EUR", order.mode, "Carol"), **wrong)
        return fulfil(tx, studio, order, evidence)

    assert told(lambda: studio.rt.db.transact(pay)) == "amount_mismatch"
    assert studio.one("SELECT COUNT(*) FROM {p}customer_packages") == 0
