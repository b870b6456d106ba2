"""Mails about money: each once, whoever tells us of it, however often, in whatever order and at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from sidecar import items
from sidecar.domain.mail_kinds import KINDS
from sidecar.usecases import notify, purchase, refund_progress, refunds, transfers
from tests.payments import post, test_money_back
from tests.payments.till import ONLINE, Till
from tests.studio import ALICE, BANK, BOB, CAROL, command
from wp_bridge.records import OutboxItem, load

pytestmark = [pytest.mark.payments, pytest.mark.mails]
RECEIPT = Counter(receipt=1)
TRANSFER = Counter(transfer_instructions=1, staff_transfer=1)


@pytest.fixture(params=ONLINE)
def method(request: pytest.FixtureRequest) -> str:
    return str(request.param)


# --- receipts


def test_a_receipt_comes_once_however_the_payment_is_heard_of(till: Till, method: str) -> None:
    order = till.order(method)
    till.pay(order)
    for event in [*reversed(till.events()), *till.events()]:
        till.hear(event)
    till.come_back(order)
    till.sweep()
    assert post.written(till.studio) == RECEIPT
    assert post.recipients(till.studio, "receipt") == [ALICE.email]
    told = post.values(till.studio, "receipt")
    assert told["payment_method"] == {"stripe": "Card", "paypal": "PayPal"}[method]
    assert (told["receipt_number"], told["amount"]) == ("1", "€350.00")
    assert (told["net_amount"], told["tax_amount"], told["tax_name"]) == ("€294.12", "€55.88", "VAT 19 %")


def test_a_browser_that_returns_while_webhooks_arrive_gives_one_receipt(till: Till, method: str) -> None:
    order = till.order(method)
    till.pay(order)
    steps = [lambda: till.come_back(order), *(lambda event=event: till.hear(event) for event in till.events())]
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(step) for step in [*steps, *steps]]:
            done.result()
    till.hear_all()
    assert post.written(till.studio) == RECEIPT


def test_an_order_that_costs_nothing_has_no_receipt(till: Till) -> None:
    till.order("free", BOB, price="0")
    assert post.written(till.studio) == Counter()


def test_an_order_paid_by_card_after_a_transfer_was_chosen_names_the_card(till: Till) -> None:
    order = till.order("bank_transfer")
    till.choose(order, "stripe")
    till.pay(order)
    till.hear_all()
    assert post.written(till.studio) == TRANSFER + RECEIPT
    assert post.values(till.studio, "receipt")["payment_method"] == "Card"


# --- transfers


def test_whoever_orders_by_transfer_is_told_where_to_send_it_and_staff_to_look_out_for_it(till: Till) -> None:
    order = till.order("bank_transfer", BOB)
    assert post.written(till.studio) == TRANSFER
    told = post.values(till.studio, "transfer_instructions")
    assert (told["account"], told["payment_method"], told["amount"]) == (BANK["account"], "Bank transfer", "€350.00")
    staff = post.values(till.studio, "staff_transfer")
    assert (staff["customer_name"], staff["customer_email"], staff["package_name"]) == (BOB.name, BOB.email, "10 Yoga Sessions")
    assert staff["order_reference"] == told["order_reference"]
    transfers.confirm(till.rt, command("confirm_transfer", CAROL), order, "350.00")
    assert post.written(till.studio) == TRANSFER + RECEIPT
    assert post.recipients(till.studio, "receipt") == [BOB.email]


def test_a_transfer_chosen_later_and_again_is_told_once(till: Till) -> None:
    order = till.order("stripe")
    for chosen in ("bank_transfer", "bank_transfer", "paypal", "bank_transfer"):
        till.choose(order, chosen)
    assert post.written(till.studio) == TRANSFER
    assert post.values(till.studio, "transfer_instructions")["payment_method"] == "Bank transfer"


def test_the_same_form_sent_twice_is_told_once(till: Till) -> None:
    package = till.studio.add_package()
    with ThreadPoolExecutor(2) as pool:
        asked = command("order", ALICE, key="one-form-0001")
        placed = [pool.submit(purchase.place_order, till.rt, asked, package, 1, "bank_transfer") for _ in range(2)]
        assert len({done.result()["order"] for done in placed}) == 1
    assert post.written(till.studio) == TRANSFER


# --- payments that fail


@pytest.mark.parametrize("repeat", [1, 3])
def test_money_that_was_on_its_way_and_does_not_come_is_told_once(till: Till, repeat: int) -> None:
    order = till.order("stripe")
    till.emulator.stripe.pay_later(till.reference(order))
    till.hear_all()
    till.emulator.stripe.settle_later(till.reference(order), ok=False)
    for event in [*reversed(till.events()), *till.events()] * repeat:
        till.hear(event)
    till.come_back(order)
    till.sweep()
    assert post.written(till.studio) == Counter(payment_failed=1)
    assert post.values(till.studio, "payment_failed")["payment_method"] == "Card"


def test_a_failed_capture_names_paypal_although_a_transfer_was_chosen_since(till: Till) -> None:
    order = till.order("paypal")
    till.emulator.paypal.pend_capture(till.reference(order))
    till.pay(order)
    till.come_back(order)
    till.choose(order, "bank_transfer")
    till.emulator.paypal.finish_capture(till.emulator.objects("captures")[-1]["id"], ok=False)
    till.sweep()
    till.hear_all()
    assert post.written(till.studio) == TRANSFER + Counter(payment_failed=1)
    assert post.values(till.studio, "payment_failed")["payment_method"] == "PayPal"


def test_money_that_does_not_come_for_an_order_that_is_paid_otherwise_is_not_told(till: Till) -> None:
    order = till.order("stripe")
    till.emulator.stripe.pay_later(till.reference(order))
    till.hear_all()
    transfers.confirm(till.rt, command("confirm_transfer", CAROL), order, "350.00")
    till.emulator.stripe.settle_later(till.attempts(order)[-1].provider_reference or "", ok=False)
    till.hear_all()
    assert post.written(till.studio) == RECEIPT


def test_a_card_that_is_refused_at_once_or_a_page_that_is_left_sends_no_mail(till: Till) -> None:
    order = till.order("stripe")
    till.emulator.stripe.decline(till.reference(order))
    till.hear_all()
    till.emulator.stripe.expire(till.reference(order))
    till.hear_all()
    assert till.outcome(order)[2] == Counter(failed=1)
    assert post.written(till.studio) == Counter()


# --- refunds


def test_a_refund_by_its_provider_is_told_once_when_it_has_arrived(till: Till, method: str) -> None:
    package = test_money_back.bought(till, method)
    side = getattr(till.emulator, method)
    side.pend_refunds()
    try:
        refund_progress.work(till.rt, test_money_back.refund(till, package, "105.00", 3))
    finally:
        side.pend_refunds(on=False)
    assert post.written(till.studio) == RECEIPT, "it is only under way"
    side.finish_refund(till.studio.one("SELECT provider_refund_id FROM {p}refunds"))
    for event in [*reversed(till.events()), *till.events()]:
        till.hear(event)
    test_money_back.follow(till, 2)
    assert post.written(till.studio) == RECEIPT + Counter(refunded=1)
    told = post.values(till.studio, "refunded")
    assert (told["refund_amount"], told["sessions_refunded"], told["amount"]) == ("€105.00", "3", "€350.00")


def test_a_refund_made_in_the_dashboard_is_told_once(till: Till, method: str) -> None:
    package = test_money_back.bought(till, method)
    paid = test_money_back.payment(till, package).provider_payment_id or ""
    getattr(till.emulator, method).dashboard_refund(paid)
    for event in [*reversed(till.events()), *till.events()]:
        till.hear(event)
    assert post.written(till.studio) == RECEIPT + Counter(refunded=1)
    assert post.values(till.studio, "refunded")["sessions_refunded"] == "10"


def test_sessions_that_staff_take_for_a_refund_made_elsewhere_are_told_once(till: Till) -> None:
    package = test_money_back.bought(till, "stripe")
    paid = test_money_back.payment(till, package).provider_payment_id or ""
    till.emulator.stripe.dashboard_refund(paid, 80_00)
    till.hear_all()
    assert post.values(till.studio, "refunded")["sessions_refunded"] == "0"
    taking = command("refund_take", CAROL)
    for _ in range(2):
        refunds.take(till.rt, taking, till.studio.one("SELECT public_id FROM {p}refunds"), 2)
    assert post.written(till.studio) == RECEIPT + Counter(refunded=1, package_changed=1)
    told = post.values(till.studio, "package_changed")
    assert (told["change"], told["sessions_remaining"]) == ("2 sessions taken", "8")


def test_a_transfer_that_was_sent_back_by_hand_is_told_once(till: Till) -> None:
    package = till.studio.sell()
    begun = refunds.start(till.rt, command("refund", CAROL), package.public_id, refunds.Wish(), "350.00", "moved away")
    assert post.written(till.studio) == TRANSFER + RECEIPT
    sent = command("refund_sent", CAROL)
    for _ in range(2):
        refunds.sent(till.rt, sent, begun["refund"])
    assert post.written(till.studio) == TRANSFER + RECEIPT + Counter(refunded=1)
    assert post.values(till.studio, "refunded")["refund_method"] == "Bank transfer"
    for row in till.studio.rows("SELECT * FROM {p}outbox WHERE kind = 'mail'"):
        mail = items.build(load(OutboxItem, row), notify.desk(till.rt))
        assert "{" not in mail["subject"] + mail["text"], "every placeholder has its value"


def test_a_refund_that_comes_to_nothing_is_no_news_for_the_buyer(till: Till) -> None:
    package = till.studio.sell()
    begun = refunds.start(till.rt, command("refund", CAROL), package.public_id, refunds.Wish(), "350.00", "moved away")
    refunds.withdraw(till.rt, command("refund_withdraw", CAROL), begun["refund"], "a mistake")
    assert post.written(till.studio) == TRANSFER + RECEIPT


# --- switched off


def test_a_mail_that_the_owner_has_switched_off_is_not_written(till: Till) -> None:
    post.set_rule(till.studio, **{f"mail:{kind}": {"on": False} for kind in KINDS})
    package = till.studio.sell()
    begun = refunds.start(till.rt, command("refund", CAROL), package.public_id, refunds.Wish(), "350.00", "moved away")
    refunds.sent(till.rt, command("refund_sent", CAROL), begun["refund"])
    assert till.studio.one("SELECT COUNT(*) FROM {p}outbox") == 0
