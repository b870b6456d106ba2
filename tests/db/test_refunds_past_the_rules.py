"""The guarded statements of refunds and disputes, asked directly: what the rules above would never ask."""

from collections.abc import Callable
from typing import Any

import pytest

from sidecar.usecases import refunds
from tests.money.till import Till, till
from tests.studio import CAROL, Studio, command
from wp_bridge import disputes, leaving
from wp_bridge import refunds as rows
from wp_bridge.database import Transaction

pytestmark = pytest.mark.payments


@pytest.fixture(name="till")
def _till(studio: Studio) -> Till:
    return till(studio)


def asked(till: Till, step: Callable[..., bool], *args: Any, **kwargs: Any) -> bool:
    def work(tx: Transaction) -> bool:
        return step(tx, *args, **kwargs)

    return till.studio.rt.db.transact(work)


def test_no_more_money_goes_back_than_the_order_brought(till: Till) -> None:
    order = till.order(till.buy())
    assert not asked(till, rows.raise_order, order.id, 35001)


def test_no_more_money_goes_back_than_the_payment_brought(till: Till) -> None:
    payment = till.payment(till.buy())
    assert not asked(till, rows.raise_payment, payment.id, 35001)


def test_a_refund_is_asked_about_by_one_at_a_time(till: Till) -> None:
    refund = till.refund(till.buy())
    assert asked(till, rows.claim, refund, 0)
    assert not asked(till, rows.claim, refund, 0)


def test_a_refund_is_asked_about_when_its_time_has_come(till: Till) -> None:
    refund = till.refund(till.buy())
    assert asked(till, rows.claim, refund, 60)
    assert not asked(till, rows.claim, till.row(refund), 60)


def test_a_settled_refund_is_not_taken_on_again(till: Till) -> None:
    refund = till.refund(till.buy())
    till.work(refund)
    assert not asked(till, rows.progress, refund.id, "re_late")


def test_a_final_refund_is_not_settled_again(till: Till) -> None:
    refund = till.refund(till.buy())
    till.provider.refuses = "insufficient_funds"
    till.work(refund)
    assert not asked(till, rows.settle, refund.id, "re_late")


def test_a_refund_that_moved_since_it_was_read_is_not_failed(till: Till) -> None:
    refund = till.refund(till.buy())
    till.work(refund)
    assert not asked(till, rows.fail, refund, None, "late")


def test_a_proposal_is_decided_once(till: Till) -> None:
    package = till.buy()
    till.told(till.provider.in_dashboard(till.payment(package).provider_payment_id or "", 7000))
    (refund,) = till.rows()
    refunds.take(till.studio.rt, command("take", CAROL), refund.public_id, 1)
    assert not asked(till, rows.take, refund.id, 1)


def test_a_dispute_that_moved_since_it_was_read_is_not_closed(till: Till) -> None:
    payment = till.payment(till.buy())
    till.dispute(payment, "open")
    known = till.studio.rt.db.transact(lambda tx: disputes.of_provider(tx, "stripe", "dp_1"))
    assert known is not None
    till.dispute(payment, "won")
    assert not asked(till, disputes.close, known, "lost")


def test_only_sessions_that_are_there_are_held_for_a_refund(till: Till) -> None:
    assert not asked(till, leaving.hold_for_refund, till.buy().id, 11)


def test_nothing_is_held_for_a_refund_while_the_money_is_disputed(till: Till) -> None:
    package = till.buy()
    till.dispute(till.payment(package), "open")
    assert not asked(till, leaving.hold_for_refund, package.id, 1)


def test_only_what_is_held_is_settled(till: Till) -> None:
    assert not asked(till, leaving.settle_refund, till.buy().id, 1)


@pytest.mark.parametrize("settled", [False, True])
def test_only_what_left_comes_back(till: Till, settled: bool) -> None:
    assert not asked(till, leaving.release_refund, till.buy().id, 1, 0, settled=settled)


def test_only_sessions_that_are_there_are_revoked(till: Till) -> None:
    assert not asked(till, leaving.revoke, till.buy().id, 11, 0)


def test_a_package_rests_for_the_first_dispute(till: Till) -> None:
    package = till.buy()
    assert asked(till, leaving.suspend_for_dispute, package.id)
    assert not asked(till, leaving.suspend_for_dispute, package.id)
    assert asked(till, leaving.resume_after_dispute, package.id)
    assert not asked(till, leaving.resume_after_dispute, package.id)
