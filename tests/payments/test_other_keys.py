"""The keys change, or go, while buyers are on their way: no money is forgotten, and no order waits for ever."""

from collections import Counter
from dataclasses import replace

import pytest

from sidecar.accounts import ConfiguredGateways
from sidecar.usecases import awaited
from tests.payments.till import Till

pytestmark = pytest.mark.payments
LIVE = {
    "mode": "live",
    "stripe_key": "sk_live_" + "k" * 24,
    "stripe_api_url": "https://api.stripe.com",
    "paypal_api_url": None,
    "paypal_certificates": "",
}
DAY = 24 * 60


def with_keys(till: Till, **changes: object) -> None:
    changed = till.rt.config.model_copy(update=changes)
    till.rt = replace(till.rt, config=changed, gateways=ConfiguredGateways(changed, till.rt.vault))


def test_keys_of_another_account_do_not_end_a_payment_under_way_and_staff_are_told(till: Till) -> None:
    order = till.order("stripe")
    till.pay(order)
    till.studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}payments SET provider_reference = 'cs_of_the_other_account'"))
    till.sweep()
    assert till.outcome(order) == ("awaiting_payment", 0, Counter(pending=1))
    assert till.notices()["keys_refused"]["code"] == "not_found"


def test_money_on_its_way_is_not_forgotten_with_another_accounts_keys(till: Till) -> None:
    order = till.order("stripe")
    till.emulator.stripe.pay_later(till.reference(order))
    till.sweep()
    known = till.reference(order)
    refer = "UPDATE {p}payments SET provider_reference = %s"
    till.studio.rt.db.transact(lambda tx: tx.run(refer, ("cs_of_the_other_account",)))
    till.age(order, 10 * DAY)
    till.sweep()
    assert till.outcome(order) == ("awaiting_payment", 0, Counter(pending=1))
    till.studio.rt.db.transact(lambda tx: tx.run(refer, (known,)))
    till.emulator.stripe.settle_later(known)
    till.sweep()
    assert till.packages(order) == 1


def test_a_live_payment_waits_while_the_site_is_in_test_mode(till: Till) -> None:
    order = till.order("stripe")
    till.studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}payments SET mode = 'live'"))
    till.age(order, DAY)
    till.sweep()
    assert till.outcome(order) == ("awaiting_payment", 0, Counter(pending=1))
    assert till.notices()["keys_refused"]["code"] == "provider_not_set_up"


def test_a_test_payment_ends_once_the_site_is_live(till: Till) -> None:
    order = till.order("stripe")
    with_keys(till, **LIVE)
    till.age(order, 61)
    till.sweep()
    assert awaited.cancel_unpaid(till.rt) == 1
    assert till.outcome(order) == ("cancelled", 0, Counter(failed=1))


def test_an_order_whose_provider_has_no_keys_any_more_ends_after_a_week_and_staff_are_told(till: Till) -> None:
    order = till.order("stripe", stock=1)
    with_keys(till, stripe_key="")
    till.age(order, 7 * DAY + 30)
    till.sweep()
    assert till.outcome(order)[2] == Counter(pending=1)
    assert till.notices()["keys_refused"]["code"] == "provider_not_set_up"
    till.age(order, 60)
    till.sweep()
    assert awaited.cancel_unpaid(till.rt) == 1
    assert till.outcome(order) == ("cancelled", 0, Counter(failed=1))
