"""Mails to staff about money: as often as their notice opens, one row for each address, to be read by a person."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from sidecar import rendering
from sidecar.usecases import money_in, refund_progress, refunds, sites
from tests.payments import post, test_flaws, test_money_back
from tests.payments.till import ONLINE, Till
from tests.studio import ALICE, BOB, CAROL, Studio, command
from wp_bridge import notices
from wp_bridge.database import Transaction

pytestmark = [pytest.mark.payments, pytest.mark.mails]
CUSTOMERS_OWN = ("receipt", "transfer_instructions", "payment_failed", "refunded")
DAN = "dan@example.test"


@pytest.fixture(params=ONLINE)
def method(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def staff(till: Till) -> Counter[str]:
    return post.written(till.studio, *CUSTOMERS_OWN)


def read(studio: Studio, mail: str) -> str:
    """The one mail of this kind as text."""
    letter = rendering.render(mail, post.values(studio, mail))
    return f"{letter.subject}\n{letter.text}"


def hear_everything_again(till: Till) -> None:
    for event in [*reversed(till.events()), *till.events()]:
        till.hear(event)
    till.sweep()


# --- to whom


@pytest.mark.parametrize(
    ("chosen", "recipients"),
    [
        ("carol@example.test", ["carol@example.test"]),
        (f"carol@example.test, {DAN}", ["carol@example.test", DAN]),
        (f" {DAN} ,, {DAN},", [DAN]),
    ],
)
def test_each_address_that_the_owner_names_has_a_mail_of_its_own(till: Till, chosen: str, recipients: list[str]) -> None:
    post.set_rule(till.studio, mail_rules={"staff_to": chosen})
    order = till.order("bank_transfer")
    till.choose(order, "bank_transfer")
    assert post.recipients(till.studio, "staff_transfer") == recipients
    ids = till.studio.rows("SELECT payload FROM {p}outbox WHERE mail = 'staff_transfer'")
    assert len({row["payload"] for row in ids}) == len(recipients), "each has its own Message-ID"


def test_without_a_choice_the_sites_own_address_has_it(till: Till) -> None:
    till.order("bank_transfer")
    own = sites.current(till.rt).admin_email
    assert "@" in own
    assert post.recipients(till.studio, "staff_transfer") == [own]


def test_where_there_is_no_address_at_all_nobody_is_written_to(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    load = sites.load
    monkeypatch.setattr(sites, "load", lambda *args: replace(load(*args), admin_email=""))
    till.order("bank_transfer")
    assert post.written(till.studio) == Counter(transfer_instructions=1)


# --- disputes


def test_a_dispute_is_told_once_however_often_it_is_heard_of(till: Till, method: str) -> None:
    package = test_money_back.bought(till, method)
    paid = test_money_back.payment(till, package).provider_payment_id or ""
    number = getattr(till.emulator, method).dispute(paid)
    hear_everything_again(till)
    assert staff(till) == Counter(staff_dispute=1)
    assert post.values(till.studio, "staff_dispute")["customer_email"] == ALICE.email
    assert "_" not in post.values(till.studio, "staff_dispute")["reason"]
    getattr(till.emulator, method).close_dispute(number, "lost")
    hear_everything_again(till)
    assert post.written(till.studio) == Counter(receipt=1, staff_dispute=1), "who has the money back already is not told of it"


def test_a_dispute_of_money_that_paid_nothing_says_of_no_package_that_it_rests(till: Till) -> None:
    order = till.order("stripe", BOB)
    card = till.reference(order)
    till.choose(order, "paypal", BOB)
    till.pay(order)
    till.emulator.stripe.pay(card)
    till.hear_all()
    sql = "SELECT provider_payment_id FROM {p}payments WHERE status = 'surplus'"
    till.emulator.stripe.dispute(till.studio.one(sql))
    hear_everything_again(till)
    assert till.studio.package_of_order(order).suspended_by_dispute_at is None
    assert "A package that it paid rests until this is decided." in read(till.studio, "staff_dispute")


# --- refunds that fail


def test_a_refund_that_fails_is_told_once_and_was_told_to_the_buyer_before(till: Till) -> None:
    package = test_money_back.bought(till, "stripe")
    refund_progress.work(till.rt, test_money_back.refund(till, package))
    till.emulator.stripe.fail_refund(till.studio.one("SELECT provider_refund_id FROM {p}refunds"))
    hear_everything_again(till)
    assert post.written(till.studio) == Counter(receipt=1, refunded=1, staff_refund_failed=1)
    assert post.values(till.studio, "staff_refund_failed")["amount"] == "€350.00"


def test_a_transfer_back_that_staff_withdraw_is_no_news_to_them(till: Till) -> None:
    package = till.studio.sell()
    begun = refunds.start(till.rt, command("refund", CAROL), package.public_id, refunds.Wish(), "350.00", "moved away")
    refunds.withdraw(till.rt, command("refund_withdraw", CAROL), begun["refund"], "a mistake")
    assert staff(till) == Counter(staff_transfer=1)


# --- money that pays nothing


def test_an_order_that_is_paid_twice_is_told_once(till: Till) -> None:
    order = till.order("stripe", BOB)
    card = till.reference(order)
    till.choose(order, "paypal", BOB)
    till.pay(order)
    till.emulator.stripe.pay(card)
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(till.hear, event) for event in till.events() * 2]:
            done.result()
    hear_everything_again(till)
    assert post.written(till.studio) == Counter(receipt=1, staff_money=1)
    text = read(till.studio, "staff_money")
    assert "a payment of €350.00 has arrived that pays nothing: its order was already paid." in text
    assert (BOB.name in text, "10 Yoga Sessions" in text) == (True, True)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"amount_minor": 100}, "€1.00 has arrived that pays nothing: it does not fit its order (another amount)."),
        ({"currency": "USD", "mode": "live"}, "(a test instead of real money, or the reverse, another currency)."),
    ],
    ids=["amount", "currency"],
)
def test_money_that_does_not_fit_its_order_is_told_once_in_plain_words(
    till: Till, method: str, wrong: dict[str, Any], words: str
) -> None:
    order = till.order(method)
    gateway, state = test_flaws.state_of(till, order)
    for _ in range(3):
        money_in.apply(till.rt, gateway, replace(state, **wrong))
    assert staff(till) == Counter(staff_money=1)
    assert words in read(till.studio, "staff_money")


def test_money_of_which_nobody_knows_whose_it_is_is_told_once_and_reads_well(till: Till, method: str) -> None:
    order = till.order(method)
    gateway, state = test_flaws.state_of(till, order)
    strange = replace(state, reference="unheard-of", ours="01J00000000000000000000000", payment_id="unheard-of-" + "x" * 150)
    for _ in range(3):
        money_in.apply(till.rt, gateway, strange)
    assert staff(till) == Counter(staff_money=1)
    text = read(till.studio, "staff_money")
    assert "a payment of €350.00 has arrived that pays nothing: it matches no order." in text
    assert not any(label in text for label in ("Customer:", "Order:", "Package:"))


def test_money_of_an_amount_nobody_knows_still_makes_a_sentence(till: Till) -> None:
    order = till.order("stripe")
    gateway, state = test_flaws.state_of(till, order)
    strange = replace(state, reference="unheard-of", ours="01J00000000000000000000000", amount_minor=0, currency="")
    money_in.apply(till.rt, gateway, strange)
    assert read(till.studio, "staff_money").startswith("Money to look at: an unknown amount\n")


# --- notices


def test_a_notice_that_opens_again_says_so_and_one_that_is_open_does_not(till: Till) -> None:
    def notice(tx: Transaction) -> bool:
        return notices.add_again(tx, "refund_failed", "refund_failed:1", {})

    def settle(tx: Transaction) -> None:
        notices.settle(tx, "refund_failed:1")

    assert [till.rt.db.transact(notice) for _ in range(2)] == [True, False]
    till.rt.db.transact(settle)
    assert [till.rt.db.transact(notice) for _ in range(2)] == [True, False]


def test_a_notice_says_what_is_known_now_open_or_open_again(till: Till) -> None:
    def said(message: str) -> str:
        def work(tx: Transaction) -> str:
            notices.add_again(tx, "keys_refused", "keys_refused:1", {"message": message})
            return notices.open_ones(tx, 1)[0].payload

        return till.rt.db.transact(work)

    assert ["first" in said("first"), "second" in said("second")] == [True, True]
    till.rt.db.transact(lambda tx: notices.settle(tx, "keys_refused:1"))
    assert "third" in said("third")
