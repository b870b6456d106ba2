"""Bank transfers: compared to the cent, reminded of once, cancelled in the end, honoured whenever they come."""

from collections import Counter

import pytest

from sidecar.usecases import awaited, site_settings, transfers
from tests import books
from tests.payments.till import Till, told
from tests.studio import BANK, CAROL, SETTINGS, command

pytestmark = pytest.mark.payments


def confirm(till: Till, order: str, amount: str, keep_surplus: bool = False) -> str:
    return told(lambda: transfers.confirm(till.rt, command("confirm_transfer", CAROL), order, amount, keep_surplus))


def test_less_than_was_due_is_refused_with_the_difference_even_when_a_surplus_would_be_kept(till: Till) -> None:
    order = till.order("bank_transfer")
    for keep in (False, True):
        assert confirm(till, order, "349.99", keep) == "amount_mismatch"
    assert till.outcome(order) == ("awaiting_payment", 0, Counter(pending=1))


def test_more_than_was_due_pays_the_order_and_the_rest_is_money_to_give_back(till: Till) -> None:
    order = till.order("bank_transfer")
    assert confirm(till, order, "360.00") == "amount_mismatch"
    assert confirm(till, order, "360.00", keep_surplus=True) == ""
    assert till.outcome(order) == ("paid", 1, Counter(settled=1, surplus=1))
    assert sorted(p.amount_minor for p in till.attempts(order)) == [1000, 35000]
    assert till.notices()["transfer_surplus"]["amount"] == "€10.00"
    books.agree(till.studio)


def test_a_transfer_for_an_order_that_was_to_be_paid_by_card_is_taken(till: Till) -> None:
    order = till.order("stripe")
    assert confirm(till, order, "350.00") == ""
    assert till.outcome(order) == ("paid", 1, Counter(settled=1, pending=1))
    assert till.studio.one("SELECT method FROM {p}orders") == "bank_transfer"
    till.sweep()
    assert till.outcome(order) == ("paid", 1, Counter(settled=1, failed=1)), "the card's page is closed"


def test_a_buyer_is_reminded_once_after_the_owners_days_and_not_before(till: Till) -> None:
    order = till.order("bank_transfer")
    till.age(order, 3 * 24 * 60 - 1)
    assert transfers.remind_due(till.rt) == 0
    till.age(order, 1)
    assert transfers.remind_due(till.rt) == 1
    assert transfers.remind_due(till.rt) == 0
    (mail,) = till.studio.rows("SELECT payload FROM {p}outbox WHERE mail = 'transfer_reminder'")
    assert "DE89" in mail["payload"]


def test_a_transfer_that_never_comes_ends_the_order_and_one_that_comes_later_is_honoured(till: Till) -> None:
    order = till.order("bank_transfer", stock=1)
    till.age(order, 14 * 24 * 60 - 1)
    assert transfers.cancel_due(till.rt) == 0
    till.age(order, 1)
    assert transfers.cancel_due(till.rt) == 1
    assert till.outcome(order) == ("cancelled", 0, Counter(failed=1))
    assert confirm(till, order, "350.00") == ""
    assert till.outcome(order) == ("paid", 1, Counter(settled=1))


def test_zero_days_mean_never(till: Till) -> None:
    values = SETTINGS | {"bank_transfer": BANK | {"remind_days": 0, "cancel_days": 0}}
    site_settings.update(till.rt, command("settings", CAROL), values)
    order = till.order("bank_transfer")
    till.age(order, 400 * 24 * 60)
    assert (transfers.remind_due(till.rt), transfers.cancel_due(till.rt), awaited.cancel_unpaid(till.rt)) == (0, 0, 0)


def test_a_buyer_who_pays_by_card_after_all_is_not_cancelled_for_the_transfer(till: Till) -> None:
    order = till.order("bank_transfer")
    till.choose(order, "stripe")
    till.age(order, 20 * 24 * 60)
    assert transfers.cancel_due(till.rt) == 0
    assert transfers.remind_due(till.rt) == 0


def test_a_buyer_who_tried_a_card_in_vain_still_has_the_days_of_a_transfer_and_no_more(till: Till) -> None:
    """Otherwise such an order would never end, and keep its place in the stock for ever."""
    order = till.order("bank_transfer", stock=1)
    till.choose(order, "stripe")
    till.age(order, 61)
    till.emulator.stripe.expire(till.reference(order))
    till.sweep()
    assert (awaited.cancel_unpaid(till.rt), transfers.cancel_due(till.rt)) == (0, 0), "the transfer may be on its way"
    till.age(order, 14 * 24 * 60)
    assert transfers.cancel_due(till.rt) == 1
    assert till.outcome(order) == ("cancelled", 0, Counter(failed=2))
